/** Where a time stands on the bar of a session. Long silences are drawn short, so that 35 hours of nothing leave room for the rest. */
import type { Stretch } from './idle.ts';

export interface Scale {
  readonly fromMs: number;
  readonly toMs: number;
  /** 0 at the start of the bar, 1 at its end. */
  placeOf(atMs: number): number;
  timeAt(place: number): number;
  /** Silences that are drawn shorter than they were. */
  readonly shortened: readonly Stretch[];
}

/** Nothing is drawn longer than this of a silence. */
const MOST_MS = 60_000;

/** @param times when something is known to have happened, in any order. */
export function scaleOf({ fromMs, toMs }: Stretch, times: readonly number[]): Scale {
  const end = Math.max(toMs, fromMs + 1);
  const inside = times.filter((at) => at > fromMs && at < end).sort((a, b) => a - b);
  const knots = [fromMs, ...inside, end];
  const drawn = [0];
  const shortened: Stretch[] = [];
  for (let at = 1; at < knots.length; at += 1) {
    const length = knots[at]! - knots[at - 1]!;
    drawn.push(drawn[at - 1]! + Math.min(length, MOST_MS));
    if (length > MOST_MS) shortened.push({ fromMs: knots[at - 1]!, toMs: knots[at]! });
  }
  const total = drawn.at(-1)!;
  const between = (from: readonly number[], to: readonly number[], value: number): number => {
    const at = Math.min(Math.max(1, lastAtOrBelow(from, value) + 1), from.length - 1);
    const span = from[at]! - from[at - 1]!;
    const share = span === 0 ? 0 : (value - from[at - 1]!) / span;
    return to[at - 1]! + share * (to[at]! - to[at - 1]!);
  };
  return {
    fromMs,
    toMs: end,
    shortened,
    placeOf: (atMs) => between(knots, drawn, Math.min(Math.max(atMs, fromMs), end)) / total,
    timeAt: (place) => between(drawn, knots, Math.min(Math.max(place, 0), 1) * total),
  };
}

function lastAtOrBelow(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
