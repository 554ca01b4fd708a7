/** Digits of OpenTelemetry's randomness: 56 bits. */
const DIGITS = 14;
const RANGE = 2 ** 56;

/**
 * Whether a session is one of the share that is sent in full. By its id alone, so that pages, workers and servers that know the id and the
 * share come to the same answer, and a larger share holds all sessions of a smaller one.
 *
 * Its randomness is a hash of the id: FNV-1a of 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/) twice, begun with its offset basis
 * and with that of a second; a session is sampled where it reaches the rejection threshold of OpenTelemetry
 * (https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/).
 */
export function isSampled(id: string, ratio: number): boolean {
  return ratio >= 1 || parseInt(randomOf(id), 16) >= thresholdOf(ratio);
}

/** What a span of a sampled session says in W3C's `tracestate`, where not all are: what share it stands for, `ot=th:8;rv:…`. */
export function traceStateOf(id: string, ratio = 1): string | undefined {
  if (ratio >= 1 || !isSampled(id, ratio)) return undefined;
  const digits = thresholdOf(ratio).toString(16).padStart(DIGITS, '0').replace(/0+$/, '');
  return `ot=th:${digits};rv:${randomOf(id)}`;
}

function randomOf(id: string): string {
  return (hash(id, 0x811c9dc5) + hash(id, 0x01234567)).slice(0, DIGITS);
}

function thresholdOf(ratio: number): number {
  return Math.round((1 - ratio) * RANGE);
}

function hash(text: string, start: number): string {
  let value = start;
  for (const char of text) value = Math.imul(value ^ char.charCodeAt(0), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}
