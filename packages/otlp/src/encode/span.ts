import type { SpanEvent, SpanLink, SpanRecord } from '../records.ts';
import { hexId } from './hex-id.ts';
import { instantToNanos } from './instant.ts';
import type { Json } from './json.ts';
import { encode, toKeyValues, type Room } from './value.ts';

/** Bit 8 says that bit 9 tells whether the parent is remote. */
const HAS_IS_REMOTE = 0x100;

/**
 * The JSON of one OTLP Span; `''` if none can be made, or its ids are none. Links without ids are left out. Fields stand as the stock
 * exporter orders them. Never throws.
 */
export function encodeSpan(span: SpanRecord): string {
  return encode((room) => {
    const traceId = hexId(span.traceId, 32);
    const spanId = hexId(span.spanId, 16);
    return (
      traceId &&
      spanId && {
        traceId,
        spanId,
        parentSpanId: hexId(span.parentSpanId, 16),
        traceState: span.traceState,
        name: span.name,
        kind: span.kind,
        startTimeUnixNano: instantToNanos(span.start),
        endTimeUnixNano: instantToNanos(span.end),
        attributes: toKeyValues(span.attributes, room),
        droppedAttributesCount: span.droppedAttributes ?? 0,
        events: span.events?.map((event) => toEvent(event, room)) ?? [],
        droppedEventsCount: span.droppedEvents ?? 0,
        status: { code: span.status?.code ?? 0, message: span.status?.message },
        links: span.links?.flatMap((link) => toLink(link, room)) ?? [],
        droppedLinksCount: span.droppedLinks ?? 0,
        flags: span.flags ?? HAS_IS_REMOTE,
      }
    );
  });
}

function toEvent(event: SpanEvent, room: Room): Json {
  return {
    attributes: toKeyValues(event.attributes, room),
    name: event.name,
    timeUnixNano: instantToNanos(event.time),
    droppedAttributesCount: 0,
  };
}

function toLink(link: SpanLink, room: Room): readonly Json[] {
  const traceId = hexId(link.traceId, 32);
  const spanId = hexId(link.spanId, 16);
  if (!traceId || !spanId) return [];
  return [
    {
      attributes: toKeyValues(link.attributes, room),
      spanId,
      traceId,
      traceState: link.traceState,
      droppedAttributesCount: 0,
      flags: link.flags ?? HAS_IS_REMOTE,
    },
  ];
}
