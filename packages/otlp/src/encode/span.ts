import type { SpanEvent, SpanLink, SpanRecord } from '../records.ts';
import { hexId } from './hex-id.ts';
import { instantToNanos } from './instant.ts';
import { write, type Json } from './json.ts';
import { startWalk, toKeyValues, type Walk } from './value.ts';

/** Bit 8 says that bit 9 tells whether the parent is remote. */
const HAS_IS_REMOTE = 0x100;

/**
 * The JSON of one OTLP Span; `''` if none can be made, or its ids are none. Links without ids are left out. Fields stand as the stock
 * exporter orders them. Never throws.
 */
export function encodeSpan(span: SpanRecord): string {
  try {
    const walk = startWalk();
    const traceId = hexId(span.traceId, 32);
    const spanId = hexId(span.spanId, 16);
    if (!traceId || !spanId) return '';
    return write({
      traceId,
      spanId,
      parentSpanId: hexId(span.parentSpanId, 16),
      traceState: span.traceState,
      name: span.name,
      kind: span.kind | 0,
      startTimeUnixNano: instantToNanos(span.start),
      endTimeUnixNano: instantToNanos(span.end),
      attributes: toKeyValues(span.attributes, walk),
      droppedAttributesCount: uint32(span.droppedAttributes),
      events: span.events?.map((event) => toEvent(event, walk)) ?? [],
      droppedEventsCount: uint32(span.droppedEvents),
      status: { code: uint32(span.status?.code), message: span.status?.message },
      links: span.links?.flatMap((link) => toLink(link, walk)) ?? [],
      droppedLinksCount: uint32(span.droppedLinks),
      flags: uint32(span.flags ?? HAS_IS_REMOTE),
    });
  } catch {
    return '';
  }
}

function toEvent(event: SpanEvent, walk: Walk): Json {
  return {
    attributes: toKeyValues(event.attributes, walk),
    name: event.name,
    timeUnixNano: instantToNanos(event.time),
    droppedAttributesCount: 0,
  };
}

function toLink(link: SpanLink, walk: Walk): readonly Json[] {
  const spanId = hexId(link.spanId, 16);
  const traceId = hexId(link.traceId, 32);
  if (!spanId || !traceId) return [];
  const attributes = toKeyValues(link.attributes, walk);
  return [
    {
      attributes,
      spanId,
      traceId,
      traceState: link.traceState,
      droppedAttributesCount: 0,
      flags: uint32(link.flags ?? HAS_IS_REMOTE),
    },
  ];
}

function uint32(value = 0): number {
  return value >>> 0;
}
