/** The range of time of a page. One text form, so that "live or fixed" follows from its shape and is never both. */

export type Range =
  | { readonly kind: 'live'; readonly ms: number }
  | { readonly kind: 'fixed'; readonly from: number; readonly to: number };

/** A range at one moment: instants in ms since the epoch, rounded so that equal questions repeat. */
export interface Bounds {
  readonly from: number;
  readonly to: number;
  /** Width of a point of a series: the panels of a page share it. */
  readonly stepMs: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const UNITS: ReadonlyMap<string, number> = new Map([
  ['w', 7 * DAY_MS],
  ['d', DAY_MS],
  ['h', HOUR_MS],
  ['m', 60_000],
  ['s', 1000],
]);
const SHORTEST_MS = 1000;
const LONGEST_MS = 400 * DAY_MS;

export const DEFAULT_RANGE: Range = { kind: 'live', ms: HOUR_MS };

/** Reads `15m` or `FROM/TO` (RFC 3339, seconds may be left out); null when it is neither. */
export function parseRange(text: string): Range | null {
  const live = /^(\d{1,6})([smhdw])$/.exec(text);
  if (live !== null) {
    const ms = Number(live[1]) * (UNITS.get(live[2] ?? '') ?? Number.NaN);
    return ms >= SHORTEST_MS && ms <= LONGEST_MS ? { kind: 'live', ms } : null;
  }
  const [from, to, more] = text.split('/').map(parseInstant);
  if (more !== undefined || from === undefined || to === undefined || !(to > from)) return null;
  return { kind: 'fixed', from, to };
}

function parseInstant(text: string): number {
  const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;
  return shape.test(text) ? Date.parse(text) : Number.NaN;
}

/** The shortest text that `parseRange` reads as the same range. */
export function formatRange(range: Range): string {
  if (range.kind === 'fixed') return `${formatInstantShort(range.from)}/${formatInstantShort(range.to)}`;
  for (const [unit, unitMs] of UNITS) {
    if (range.ms % unitMs === 0) return `${range.ms / unitMs}${unit}`;
  }
  return `${Math.round(range.ms / 1000)}s`;
}

function formatInstantShort(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('.000Z', 'Z').replace(/:00Z$/, 'Z');
}

const STEP_SECONDS = [1, 2, 5, 10, 15, 30] as const;
const STEPS_MS = [1, 60, 3600].flatMap((unit) => STEP_SECONDS.map((step) => step * unit * 1000));

/** Width of a point so that a range has at most `points` of them, from the grid 1·2·5·10·15·30 s, min, h. */
export function stepFor(rangeMs: number, points = 300): number {
  const finest = rangeMs / points;
  return STEPS_MS.find((step) => step >= finest) ?? Math.ceil(finest / DAY_MS) * DAY_MS;
}

/** How often a live range moves on: with its step, but a long range does not leave the reader behind. */
export function tickFor(rangeMs: number): number {
  return Math.min(stepFor(rangeMs), 15_000);
}

/** Spans arrive in batches: ending a live range this long ago keeps its last point from looking like a fall. */
export const ARRIVAL_MS = 2000;

/** The bounds of a range now. A live one moves only once a tick, so that questions in between are equal. */
export function boundsOf(range: Range, now: number): Bounds {
  if (range.kind === 'fixed') return { from: range.from, to: range.to, stepMs: stepFor(range.to - range.from) };
  const tick = tickFor(range.ms);
  const to = Math.floor((now - ARRIVAL_MS) / tick) * tick;
  return { from: to - range.ms, to, stepMs: stepFor(range.ms) };
}

/** The same length, half of it earlier (−1) or later (1); never past `now`. What was live becomes fixed. */
export function shiftRange(range: Range, direction: -1 | 1, now: number): Range {
  const { from, to } = boundsOf(range, now);
  const length = to - from;
  const end = Math.min(to + (direction * length) / 2, Math.max(now, to));
  return fixedRange(end - length, end);
}

/** A fixed range, cut to whole seconds where it is long enough for nobody to miss the rest. */
export function fixedRange(from: number, to: number): Range {
  const grain = to - from >= 10_000 ? 1000 : 1;
  const start = Math.floor(from / grain) * grain;
  return { kind: 'fixed', from: start, to: Math.max(Math.ceil(to / grain) * grain, start + 1) };
}
