import type { Growable } from '../../store/native/growable.ts';
import type { Reader } from './wire.ts';

/** Which instants a record may have, in nanoseconds since the epoch. */
export interface TimeWindow {
  oldest: bigint;
  newest: bigint;
  now: bigint;
  /** Upper halves of the bounds: what lies strictly between them (each is 4.3 s) needs no exact look. */
  oldestHigh: number;
  newestHigh: number;
  /** Oldest instants of events that are kept longer than other records; undefined where none are. */
  past?: Past;
  /** Milliseconds that are added to each instant of the body; 0 where the clock of its sender is right. */
  shiftMs: number;
}

/** Oldest instants of events by what they are about, in nanoseconds since the epoch. */
export interface Past {
  usage: bigint;
  delivery: bigint;
}

/** Further ahead than this, a client's clock is wrong. */
const AHEAD_NS = 3_600_000_000_000n;

/** Below this, what a sender's clock says is taken as it is: the way of the body takes time too. */
const TOLERATED_MS = 60_000;

const NS_PER_MS = 1_000_000n;
const LAST = 2n ** 64n - 1n;

/** The window of a body that arrives now; see {@link clockShiftMs} for the shift. */
export function timeWindow(maxAgeMs: number, nowMs: number = Date.now(), shiftMs = 0): TimeWindow {
  const now = BigInt(nowMs) * NS_PER_MS;
  const oldest = now - BigInt(maxAgeMs) * NS_PER_MS;
  const newest = now + AHEAD_NS;
  return { oldest, newest, now, oldestHigh: Number(oldest >> 32n), newestHigh: Number(newest >> 32n), shiftMs };
}

/** What has to be added to the times of a body whose sender's clock showed `sentAtMs` when it arrived; 0 for up to a minute. */
export function clockShiftMs(sentAtMs: number | undefined, nowMs: number): number {
  if (sentAtMs === undefined) return 0;
  const shift = Math.round(nowMs - sentAtMs);
  return Math.abs(shift) > TOLERATED_MS ? shift : 0;
}

/** Reads an instant into the halves of the reader, by the clock of the server. Zero is none and stays zero. */
export function readTime(reader: Reader, window: TimeWindow): void {
  reader.fixed64();
  if (window.shiftMs !== 0 && (reader.low !== 0 || reader.high !== 0)) shift(reader, window.shiftMs);
}

/** What would leave the range becomes its end: that is refused or kept as any instant so far away. */
function shift(reader: Reader, shiftMs: number): void {
  const sent = (BigInt(reader.high) << 32n) | BigInt(reader.low);
  const shifted = sent + BigInt(shiftMs) * NS_PER_MS;
  const instant = shifted < 1n ? 1n : shifted > LAST ? LAST : shifted;
  reader.low = Number(instant & 0xffffffffn);
  reader.high = Number(instant >> 32n);
}

/** Why a record is refused whose kind is not kept as long. */
export const TOO_OLD = 'time is older than what is kept';

/** Why an instant is refused; '' when it is fine. Zero is none and always fine. */
export function refusedTime(low: number, high: number, window: TimeWindow): string {
  if (high > window.oldestHigh && high < window.newestHigh) return '';
  if (low === 0 && high === 0) return '';
  const instant = (BigInt(high) << 32n) | BigInt(low);
  if (instant > window.newest) return 'time is more than 1 hour ahead of the clock of the server';
  if (instant < window.oldest) return TOO_OLD;
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
