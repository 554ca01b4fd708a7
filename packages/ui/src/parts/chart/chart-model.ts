/** What a chart of lines over time shows, computed without drawing: which lines, their values, what is unfinished. */
import type { Point } from '../../ask/types.ts';

export interface LineOfChart {
  /** Names the line and its colour: a service, or the labels of a series. */
  readonly key: string;
  readonly points: readonly Point[];
}

export interface Marker {
  readonly atMs: number;
  readonly label: string;
}

export interface ExemplarMark {
  readonly timeMs: number;
  readonly value: number;
  /** The line that it stands at, in whose colour it is drawn. */
  readonly key: string;
  /** What it is called. @defaultValue the name of its line */
  readonly name?: string;
  readonly traceId: string;
  /** The span of the trace that it was measured in, where known. */
  readonly spanId?: string;
  readonly error: boolean;
}

/** All lines on one grid of time: `columns[line][point]`. */
export interface Grid {
  readonly timesMs: readonly number[];
  readonly columns: readonly (readonly (number | null)[])[];
  /** From this point on, data may still arrive; equal to the number of points when none is open. */
  readonly openFrom: number;
}

/** Puts lines on one grid. A time at which a line has no point is a gap in it. */
export function gridOf(lines: readonly LineOfChart[], stepMs: number, settledUntilMs: number): Grid {
  const times = [...new Set(lines.flatMap(({ points }) => points.map(([time]) => time)))].sort((a, b) => a - b);
  const columns = lines.map(({ points }) => {
    const values = new Map(points);
    return times.map((time) => values.get(time) ?? null);
  });
  const open = times.findIndex((time) => time + stepMs > settledUntilMs);
  return { timesMs: times, columns, openFrom: open === -1 ? times.length : open };
}

/** The lines with the most to show first: by their mean, those without a value last. */
export function rankLines<Line extends LineOfChart>(lines: readonly Line[]): Line[] {
  const weight = new Map(lines.map((line) => [line, meanOf(line.points)]));
  return [...lines].sort((a, b) => (weight.get(b) ?? -1) - (weight.get(a) ?? -1) || (a.key < b.key ? -1 : 1));
}

function meanOf(points: readonly Point[]): number {
  const values = points.map(([, value]) => value).filter((value) => value !== null);
  return values.length === 0 ? -1 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Points back from the end in which a value still counts as the present one. */
const RECENT = 12;

/** The present value of a line: its last finished one, null when it has had none for a while. */
export function lastValue(column: readonly (number | null)[], openFrom: number): number | null {
  for (let at = openFrom - 1; at >= Math.max(0, openFrom - RECENT); at -= 1) {
    const value = column[at];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}

/** Points with a gap on both sides: a line cannot show them, so they get a dot. */
export function lonePoints(column: ArrayLike<number | null | undefined>): number[] {
  const isGap = (at: number): boolean => column[at] === null || column[at] === undefined;
  return Array.from({ length: column.length }, (_, at) => at).filter(
    (at) => !isGap(at) && isGap(at - 1) && isGap(at + 1),
  );
}

/** Bottom of the y axis: nothing, or below what is less than nothing. */
export function bottomOf(lowestLine: number): number {
  return lowestLine < 0 ? lowestLine * 1.08 : 0;
}

/** Top of the y axis: room above the highest line; single requests may stand out up to three times as high. */
export function topOf(highestLine: number, exemplars: readonly ExemplarMark[], leastTop: number): number {
  const highest = Math.max(highestLine, 0);
  const single = Math.max(0, ...exemplars.map(({ value }) => value));
  const wanted = Math.max(highest, Math.min(single, highest === 0 ? single : highest * 3));
  return Math.max(wanted * 1.08, leastTop);
}
