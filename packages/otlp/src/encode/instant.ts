import type { Instant } from '../records.ts';

/**
 * Nanoseconds since the Unix epoch, as digits; a number of milliseconds is taken to the microsecond, as finer it does not tell. `0`,
 * OTLP's "unknown", for what is no time, lies in the first second of 1970 or before, or does not fit 64 bits.
 */
export function instantToNanos(instant: Instant): string {
  const isNumber = typeof instant === 'number';
  const seconds = isNumber ? instant / 1000 : instant[0];
  if (!(seconds >= 1 && seconds < 18_446_744_073)) return '0';
  // As text: so many nanoseconds do not fit a double.
  return isNumber ? `${Math.round(instant * 1000)}000` : seconds + `${1e9 + Math.trunc(instant[1])}`.slice(1);
}
