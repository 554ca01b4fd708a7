/** Digits of OpenTelemetry's randomness: 56 bits. */
const DIGITS = 14;
const RANGE = 2 ** 56;

/** What was decided of a session. */
export interface Sampling {
  readonly isSampled: boolean;
  /** For `tracestate`, of a sampled session where not all are: what share its spans stand for. */
  readonly traceState?: string;
}

/**
 * Whether a session is one of the share that is sent in full. By its id alone, so that pages, workers and servers that know the id and the
 * share come to the same answer, and a larger share holds all sessions of a smaller one.
 *
 * The randomness `rv` is a hash of the id: FNV-1a of 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/) twice, begun with its offset basis
 * and with that of a second; a session is sampled where it reaches the rejection threshold `th`
 * (https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/).
 */
export function samplingOf(id: string, ratio: number): Sampling {
  if (ratio >= 1) return { isSampled: true };
  const random = (hash(id, 0x811c9dc5) + hash(id, 0x01234567)).slice(0, DIGITS);
  const threshold = Math.round((1 - ratio) * RANGE);
  if (parseInt(random, 16) < threshold) return { isSampled: false };
  const digits = threshold.toString(16).padStart(DIGITS, '0').replace(/0+$/, '');
  return { isSampled: true, traceState: `ot=th:${digits};rv:${random}` };
}

function hash(text: string, start: number): string {
  let value = start;
  for (const char of text) value = Math.imul(value ^ char.charCodeAt(0), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}
