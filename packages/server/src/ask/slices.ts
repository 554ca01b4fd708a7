import type { TimeRange } from './scope.ts';

/** The units of the roll-up of services, in seconds. */
export const UNITS: readonly number[] = [21_600, 3600, 600, 60];

/** A stretch of time that is whole units. */
export interface Slice extends TimeRange {
  readonly seconds: number;
}

/**
 * Cuts a range into the longest units that lie in it: six hours, hours before and after those, ten minutes before and after those, minutes at the ends.
 *
 * @param units in seconds, the longest first; each is a multiple of the next, and the ends of the range are multiples of the last.
 */
export function slicesOf({ fromMs, toMs }: TimeRange, [seconds, ...shorter]: readonly number[]): Slice[] {
  if (seconds === undefined || fromMs >= toMs) return [];
  const unitMs = seconds * 1000;
  const first = Math.ceil(fromMs / unitMs) * unitMs;
  const last = Math.floor(toMs / unitMs) * unitMs;
  if (first >= last) return slicesOf({ fromMs, toMs }, shorter);
  const before = slicesOf({ fromMs, toMs: first }, shorter);
  const after = slicesOf({ fromMs: last, toMs }, shorter);
  return [...before, { seconds, fromMs: first, toMs: last }, ...after];
}
