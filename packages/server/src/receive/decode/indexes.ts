/**
 * Indexes into a table of strings, which only profiles have. Elsewhere they are no fault, and stand for nothing.
 * https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/common/v1/common.proto
 */
import type { Bytes } from '../../store/native/growable.ts';
import type { Outcome } from './outcome.ts';

/** Bodies in which one was met: hardly ever any, so that the others pay for nothing. */
const met = new WeakSet<Bytes>();

/** Notes that a key or value of this body is an index. */
export function noteIndex(body: Bytes): void {
  met.add(body);
}

/** Tells the sender, once the body is read. */
export function warnOfIndexes(body: Bytes, outcome: Outcome): void {
  if (!met.has(body)) return;
  outcome.warn('key_strindex and string_value_strindex mean nothing outside of profiles and were taken as empty');
}
