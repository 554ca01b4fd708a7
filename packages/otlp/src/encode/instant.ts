/**
 * Nanoseconds since the Unix epoch, as digits, of an Instant. A number of milliseconds is taken to the microsecond, as finer it does not
 * tell. `0`, OTLP's "unknown", for what is no time, lies in the first second of 1970 or before, or does not fit 64 bits.
 */
export function instantToNanos(instant: unknown): string {
  const isPair = Array.isArray(instant);
  const seconds = isPair ? Number(instant[0]) : Number(instant) / 1000;
  if (!(seconds >= 1 && seconds < 18_446_744_073)) return '0';
  // As text: so many nanoseconds do not fit a double.
  return isPair ? seconds + `${1e9 + Math.trunc(Number(instant[1]))}`.slice(1) : `${Math.round(seconds * 1e6)}000`;
}
