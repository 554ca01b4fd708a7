import type { Growable } from '../../store/native/growable.ts';

/** Which instants a record may have, in nanoseconds since the epoch. */
export interface TimeWindow {
  oldest: bigint;
  newest: bigint;
  now: bigint;
  /** Upper halves of the bounds: what lies strictly between them (each is 4.3 s) needs no exact look. */
  oldestHigh: number;
  newestHigh: number;
}

/** Further ahead than this, a client's clock is wrong. */
const AHEAD_NS = 3_600_000_000_000n;

const NS_PER_MS = 1_000_000n;

/** The window of a body that arrives now. */
export function timeWindow(maxAgeMs: number, nowMs: number = Date.now()): TimeWindow {
  const now = BigInt(nowMs) * NS_PER_MS;
  const oldest = now - BigInt(maxAgeMs) * NS_PER_MS;
  const newest = now + AHEAD_NS;
  return { oldest, newest, now, oldestHigh: Number(oldest >> 32n), newestHigh: Number(newest >> 32n) };
}

/** Why an instant is refused; '' when it is fine. Zero is none and always fine. */
export function refusedTime(low: number, high: number, window: TimeWindow): string {
  if (high > window.oldestHigh && high < window.newestHigh) return '';
  if (low === 0 && high === 0) return '';
  const instant = (BigInt(high) << 32n) | BigInt(low);
  if (instant > window.newest) return 'time is more than 1 hour ahead of the clock of the server';
  if (instant < window.oldest) return 'time is older than what is kept';
  return '';
}

/** Writes an instant; what a column cannot hold (after 2262) becomes its last instant instead of wrapping round to 1677. */
export function writeTime(out: Growable, low: number, high: number): void {
  if (high >= 0x80000000) out.u64(0xffffffff, 0x7fffffff);
  else out.u64(low, high);
}

/** Writes an instant, or that of arrival where it is zero. */
export function writeTimeOr(out: Growable, low: number, high: number, now: bigint): void {
  if (low === 0 && high === 0) out.u64(Number(now & 0xffffffffn), Number(now >> 32n));
  else writeTime(out, low, high);
}
