/** The part of a trace that the bars show. Nanoseconds after its start; `to` is greater than `from`. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** A trace of no length (one event, or a clock that ticks too slowly) is drawn as if it took this long. Nanoseconds. */
const SHORTEST = 1_000;

/** The window over all of a trace. */
export function wholeTrace(duration: number): TimeWindow {
  return { from: 0, to: Math.max(duration, SHORTEST) };
}

/** The window between two instants in any order, kept inside `whole` and not shorter than one pixel can be dragged: 1/10,000 of it, 1 µs at least. */
export function windowBetween(whole: TimeWindow, one: number, other: number): TimeWindow {
  const least = Math.min(Math.max(SHORTEST, (whole.to - whole.from) / 10_000), whole.to - whole.from);
  const clamp = (value: number): number => Math.min(whole.to, Math.max(whole.from, value));
  const from = Math.min(clamp(Math.min(one, other)), whole.to - least);
  return { from, to: Math.max(clamp(Math.max(one, other)), from + least) };
}

export function isWhole(window: TimeWindow, whole: TimeWindow): boolean {
  return window.from <= whole.from && window.to >= whole.to;
}

/** Where an instant lies in a window: 0 at its start, 1 at its end, outside of that beyond it. */
export function positionIn(window: TimeWindow, instant: number): number {
  return (instant - window.from) / (window.to - window.from);
}

/** A line of the time axis. */
export interface Tick {
  /** Nanoseconds after the start of the trace. */
  readonly at: number;
  readonly label: string;
}

const UNITS = [
  { size: 1e9, name: 's' },
  { size: 1e6, name: 'ms' },
  { size: 1e3, name: 'µs' },
  { size: 1, name: 'ns' },
] as const;

/** Ticks at 1, 2 or 5 times a power of ten inside the window, at most `most` (≥ 1) of them, all in one unit with as many digits as tell them apart. */
export function ticksOf(window: TimeWindow, most: number): Tick[] {
  const step = niceStep((window.to - window.from) / most);
  const ticks: Tick[] = [];
  // Counted, not added up: 0.1 + 0.1 + … would drift.
  for (let n = Math.ceil(window.from / step); n * step <= window.to && ticks.length < most; n++) {
    ticks.push({ at: n * step, label: '' });
  }
  const largest = ticks.at(-1)?.at ?? 0;
  const unit = UNITS.find(({ size }) => largest >= size) ?? UNITS[3];
  const digits = Math.max(0, Math.ceil(-Math.log10(step / unit.size) - 1e-9));
  return ticks.map(({ at }) => ({
    at,
    label: at === 0 ? '0' : `${trimZeros((at / unit.size).toFixed(digits))} ${unit.name}`,
  }));
}

function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((f) => f * power >= least * (1 - 1e-9)) ?? 10;
  return Math.max(1, factor * power);
}

function trimZeros(number: string): string {
  return number.includes('.') ? number.replace(/\.?0+$/, '') : number;
}
