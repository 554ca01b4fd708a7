import type { BlockBuilder, MapColumn } from '../../store/native/block.ts';
import type { Coded } from '../../store/native/coded.ts';
import type { Growable } from '../../store/native/growable.ts';
import type { Offsets } from '../../store/native/offsets.ts';
import { frameColumns, type FrameColumns } from './frame.ts';

/** The columns of `otel_traces`, found once for a builder. */
export interface TraceColumns {
  block: BlockBuilder;
  frame: FrameColumns;
  timestamp: Growable;
  traceId: Growable;
  spanId: Growable;
  parentSpanId: Growable;
  traceState: Growable;
  name: Coded;
  kind: Coded;
  attributes: MapColumn;
  duration: Growable;
  statusCode: Coded;
  statusMessage: Growable;
  flags: Growable;
  droppedAttributes: Growable;
  droppedEvents: Growable;
  droppedLinks: Growable;
  events: { counts: Offsets; time: Growable; name: Coded; attributes: MapColumn };
  links: { counts: Offsets; traceId: Growable; spanId: Growable; traceState: Growable; attributes: MapColumn };
}

/** Finds the columns of a builder for `otel_traces`. */
export function traceColumns(block: BlockBuilder): TraceColumns {
  return {
    block,
    frame: frameColumns(block),
    timestamp: block.part('Timestamp'),
    traceId: block.part('TraceId'),
    spanId: block.part('SpanId'),
    parentSpanId: block.part('ParentSpanId'),
    traceState: block.part('TraceState'),
    name: block.coded('SpanName'),
    kind: block.coded('SpanKind'),
    attributes: block.map('SpanAttributes'),
    duration: block.part('Duration'),
    statusCode: block.coded('StatusCode'),
    statusMessage: block.part('StatusMessage'),
    flags: block.part('Flags'),
    droppedAttributes: block.part('DroppedAttributes'),
    droppedEvents: block.part('DroppedEvents'),
    droppedLinks: block.part('DroppedLinks'),
    events: {
      counts: block.offsets('Events'),
      time: block.items('Events.Timestamp'),
      name: block.codedItems('Events.Name'),
      attributes: block.mapItems('Events.Attributes'),
    },
    links: {
      counts: block.offsets('Links'),
      traceId: block.items('Links.TraceId'),
      spanId: block.items('Links.SpanId'),
      traceState: block.items('Links.TraceState'),
      attributes: block.mapItems('Links.Attributes'),
    },
  };
}
