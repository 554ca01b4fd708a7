import type { Instant } from '../records.ts';

const SECOND = 1e9;

/** Nanoseconds since the Unix epoch, as digits; `0`, OTLP's "unknown", for what is no time or does not fit 64 bits. */
export function instantToNanos(instant: Instant): string {
  let seconds: number;
  let nanos: number;
  if (typeof instant === 'number') {
    seconds = Math.floor(instant / 1000);
    nanos = Math.round((instant - seconds * 1000) * 1e6);
  } else {
    seconds = Math.trunc(instant[0]);
    nanos = Math.trunc(instant[1]);
  }
  const carry = Math.floor(nanos / SECOND);
  seconds += carry;
  nanos -= carry * SECOND;
  // 2^64 ns are 18,446,744,073 seconds and a bit.
  if (!(seconds >= 0 && seconds < 18_446_744_073)) return '0';
  // Nanoseconds since 1970 do not fit a double: written in two halves.
  return seconds === 0 ? `${nanos}` : seconds + `${SECOND + nanos}`.slice(1);
}
