/** Events and links of spans. Of each of them the attributes are left in the list that is given. */
import type { Bytes } from '../../store/native/growable.ts';
import type { AttributeList } from './attributes.ts';
import { readTime, type TimeWindow } from './times.ts';
import { BYTES, FIXED64, Reader, tagOf } from './wire.ts';

/** Halves of the time of an event, and the place of its name. */
export interface SpanEvent {
  low: number;
  high: number;
  nameStart: number;
  nameEnd: number;
}

/** Reads the Event at `start`…`end`. */
export function readEvent(
  body: Bytes,
  start: number,
  end: number,
  attributes: AttributeList,
  window: TimeWindow,
): SpanEvent {
  const reader = new Reader(body, start, end);
  const event = { low: 0, high: 0, nameStart: 0, nameEnd: 0 };
  attributes.begin(body);
  while (reader.more) {
    const tag = reader.tag();
    if (tag === tagOf(1, FIXED64)) {
      readTime(reader, window);
      event.low = reader.low;
      event.high = reader.high;
    } else if (tag === tagOf(2, BYTES)) {
      event.nameEnd = reader.length();
      event.nameStart = reader.pos;
      reader.pos = event.nameEnd;
    } else if (tag === tagOf(3, BYTES)) attributes.take(reader);
    else reader.skip(tag);
  }
  return event;
}

/** Places of the identifiers and the state of a link. */
export interface SpanLink {
  traceStart: number;
  traceEnd: number;
  spanStart: number;
  spanEnd: number;
  stateStart: number;
  stateEnd: number;
}

/** Reads the Link at `start`…`end`. */
export function readLink(body: Bytes, start: number, end: number, attributes: AttributeList): SpanLink {
  const reader = new Reader(body, start, end);
  const link = { traceStart: 0, traceEnd: 0, spanStart: 0, spanEnd: 0, stateStart: 0, stateEnd: 0 };
  attributes.begin(body);
  while (reader.more) {
    const tag = reader.tag();
    if (tag === tagOf(4, BYTES)) {
      attributes.take(reader);
      continue;
    }
    if (tag !== tagOf(1, BYTES) && tag !== tagOf(2, BYTES) && tag !== tagOf(3, BYTES)) {
      reader.skip(tag);
      continue;
    }
    const to = reader.length();
    if (tag === tagOf(1, BYTES)) [link.traceStart, link.traceEnd] = [reader.pos, to];
    else if (tag === tagOf(2, BYTES)) [link.spanStart, link.spanEnd] = [reader.pos, to];
    else [link.stateStart, link.stateEnd] = [reader.pos, to];
    reader.pos = to;
  }
  return link;
}
