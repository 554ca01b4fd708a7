import type { SpanRecord } from '../records.ts';
import { hexId } from './hex-id.ts';
import { instantToNanos } from './instant.ts';
import { encode, toKeyValues } from './value.ts';

/** The JSON of one OTLP Span; `''` if none can be made, or its ids are none. Links without ids are left out. Never throws. */
export function encodeSpan(span: SpanRecord): string {
  return encode((room) => {
    const ids = idsOf(span);
    return (
      ids && {
        ...ids,
        parentSpanId: hexId(span.parentSpanId, 16),
        traceState: span.traceState,
        name: span.name,
        kind: span.kind,
        startTimeUnixNano: instantToNanos(span.start),
        endTimeUnixNano: instantToNanos(span.end),
        attributes: toKeyValues(span.attributes, room),
        droppedAttributesCount: span.droppedAttributes,
        events: span.events?.map(({ name, time, attributes }) => ({
          attributes: toKeyValues(attributes, room),
          name,
          timeUnixNano: instantToNanos(time),
        })),
        droppedEventsCount: span.droppedEvents,
        status: span.status && { code: span.status.code, message: span.status.message },
        links: span.links?.flatMap((link) => {
          const linked = idsOf(link);
          return linked
            ? {
                attributes: toKeyValues(link.attributes, room),
                ...linked,
                traceState: link.traceState,
                flags: link.flags,
              }
            : [];
        }),
        droppedLinksCount: span.droppedLinks,
        flags: span.flags,
      }
    );
  });
}

function idsOf(of: {
  readonly traceId: string;
  readonly spanId: string;
}): { traceId: string; spanId: string } | undefined {
  const traceId = hexId(of.traceId, 32);
  const spanId = hexId(of.spanId, 16);
  return traceId && spanId ? { traceId, spanId } : undefined;
}
