import type { SpanRecord } from '../records.ts';
import { hasIds, toFields } from './fields.ts';
import { encode } from './value.ts';

/** The JSON of one OTLP Span; `''` if none can be made, or its ids are none. Links without ids are left out. Never throws. */
export function encodeSpan(span: SpanRecord): string {
  return encode(() => hasIds(span) && toFields({ ...span, links: span.links?.filter(hasIds) }));
}
