/** How many lines there were over time, by severity: numbers of a drawing, computed without drawing. */
import type { Answers } from '../../../ask/types.ts';
import { isSeverity, SEVERITIES, type Severity } from '../severity.ts';

export interface Layer {
  readonly severity: Severity;
  /** One a bar. */
  readonly counts: readonly number[];
  readonly total: number;
}

export interface Volume {
  /** Where each bar begins, in milliseconds since the epoch. */
  readonly timesMs: readonly number[];
  readonly stepMs: number;
  /** The gravest first: they lie at the bottom, where their height can be compared. */
  readonly layers: readonly Layer[];
  /** Lines of the highest bar. */
  readonly highest: number;
}

export function volumeOf({ series, stepMs }: Pick<Answers['logs/histogram'], 'series' | 'stepMs'>): Volume {
  const timesMs = [...new Set(series.flatMap(({ points }) => points.map(([time]) => time)))].sort((a, b) => a - b);
  const layers = series
    .flatMap(({ labels, points }): Layer[] => {
      if (!isSeverity(labels.severity)) return [];
      const byTime = new Map(points);
      const counts = timesMs.map((time) => byTime.get(time) ?? 0);
      return [{ severity: labels.severity, counts, total: counts.reduce((sum, count) => sum + count, 0) }];
    })
    .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  const sums = timesMs.map((_, at) => layers.reduce((sum, { counts }) => sum + (counts[at] ?? 0), 0));
  return { timesMs, stepMs, layers, highest: Math.max(0, ...sums) };
}

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** One path a layer: all its bars, each on top of the graver ones. A count that is there is seen, however small. */
export function barPaths({ timesMs, stepMs, layers, highest }: Volume, frame: Frame): string[] {
  const bases = timesMs.map(() => 0);
  const perLine = highest === 0 ? 0 : frame.height / highest;
  return layers.map(({ counts }) => {
    let path = '';
    counts.forEach((count, at) => {
      if (count === 0) return;
      const bar = barOf(timesMs[at] ?? 0, stepMs, frame);
      const height = Math.max(1, count * perLine);
      const base = bases[at] ?? 0;
      const top = Math.max(0, frame.height - base - height);
      if (bar.width > 0) path += `M${bar.left} ${round(top)}h${bar.width}V${round(frame.height - base)}h${-bar.width}z`;
      bases[at] = base + height;
    });
    return path;
  });
}

/** Left edge and width of a bar in pixels, with a gap of one pixel where there is room for it. */
function barOf(timeMs: number, stepMs: number, frame: Frame): { left: number; width: number } {
  const left = Math.max(0, xOf(timeMs, frame));
  const right = Math.min(frame.width, xOf(timeMs + stepMs, frame));
  const gap = right - left > 3 ? 1 : 0;
  return { left: round(left), width: Math.max(0, round(right - left - gap)) };
}

export function xOf(timeMs: number, { width, fromMs, toMs }: Frame): number {
  return ((timeMs - fromMs) / (toMs - fromMs)) * width;
}

/** The bar at a place of the drawing, null beside them. */
export function barAt(x: number, { timesMs, stepMs }: Volume, frame: Frame): number | null {
  const timeMs = timeAt(x, frame);
  const at = timesMs.findIndex((time) => timeMs >= time && timeMs < time + stepMs);
  return at === -1 ? null : at;
}

export function timeAt(x: number, { width, fromMs, toMs }: Frame): number {
  return fromMs + (Math.max(0, Math.min(width, x)) / width) * (toMs - fromMs);
}

const round = (value: number): number => Math.round(value * 10) / 10;
