/** Spans into rows of `otel_traces`. https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto */
import type { BlockBuilder, ListParts, MapListParts, MapParts } from '../../store/native/block.ts';
import { encodedText, type Growable } from '../../store/native/growable.ts';
import { AttributeList } from './attributes.ts';
import { Frame, frameColumns, type FrameColumns } from './frame.ts';
import { isId, writeId } from './ids.ts';
import type { Outcome } from './outcome.ts';
import { Ranges } from './ranges.ts';
import { refusedTime, writeTime, writeTimeOr, type TimeWindow } from './times.ts';
import { BYTES, FIXED32, FIXED64, Reader, tagOf, VARINT } from './wire.ts';

const UNSPECIFIED = encodedText('Unspecified');
const KINDS = [UNSPECIFIED, ...['Internal', 'Server', 'Client', 'Producer', 'Consumer'].map(encodedText)];
const UNSET = encodedText('Unset');
const STATUSES = [UNSET, ...['Ok', 'Error'].map(encodedText)];

/** The columns of `otel_traces`, found once for a builder. */
export interface TraceColumns {
  block: BlockBuilder;
  frame: FrameColumns;
  timestamp: Growable;
  traceId: Growable;
  spanId: Growable;
  parentSpanId: Growable;
  traceState: Growable;
  name: Growable;
  kind: Growable;
  attributes: MapParts;
  duration: Growable;
  statusCode: Growable;
  statusMessage: Growable;
  flags: Growable;
  droppedAttributes: Growable;
  droppedEvents: Growable;
  droppedLinks: Growable;
  eventTime: ListParts;
  eventName: ListParts;
  eventAttributes: MapListParts;
  linkTraceId: ListParts;
  linkSpanId: ListParts;
  linkTraceState: ListParts;
  linkAttributes: MapListParts;
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
    name: block.part('SpanName'),
    kind: block.part('SpanKind'),
    attributes: block.map('SpanAttributes'),
    duration: block.part('Duration'),
    statusCode: block.part('StatusCode'),
    statusMessage: block.part('StatusMessage'),
    flags: block.part('Flags'),
    droppedAttributes: block.part('DroppedAttributes'),
    droppedEvents: block.part('DroppedEvents'),
    droppedLinks: block.part('DroppedLinks'),
    eventTime: block.list('Events.Timestamp'),
    eventName: block.list('Events.Name'),
    eventAttributes: block.mapList('Events.Attributes'),
    linkTraceId: block.list('Links.TraceId'),
    linkSpanId: block.list('Links.SpanId'),
    linkTraceState: block.list('Links.TraceState'),
    linkAttributes: block.mapList('Links.Attributes'),
  };
}

/**
 * Reads an ExportTraceServiceRequest into rows.
 *
 * @param project the one that they belong to; '' for the default one.
 * @throws {@link DecodeError} when it is not one; rows written before that are the caller's to roll back.
 */
export function decodeTraces(
  body: Buffer,
  columns: TraceColumns,
  window: TimeWindow,
  outcome: Outcome,
  project = '',
): void {
  const frame = new Frame(body, project);
  const span = new SpanReader(body);
  frame.walk((start, end) => {
    span.read(start, end);
    const reason = span.refusal(window);
    if (reason === '') {
      frame.writeRow(columns.frame);
      span.writeRow(columns, window);
      columns.block.rows++;
      outcome.accepted++;
      outcome.hasTime ||= span.hasTime;
    } else outcome.reject(reason);
  });
}

/** Slots of the places of a span's fields: each has its start there and its end behind it. */
const TRACE_ID = 0;
const SPAN_ID = 2;
const PARENT_SPAN_ID = 4;
const TRACE_STATE = 6;
const NAME = 8;
const STATUS_MESSAGE = 10;

/** Where the fields of the present span stand, and its numbers. One is used for span after span. */
class SpanReader {
  readonly #buf: Buffer;
  readonly #reader: Reader;
  readonly #attributes: AttributeList;
  readonly #inner: AttributeList;
  readonly #events = new Ranges();
  readonly #links = new Ranges();
  readonly #places = new Int32Array(12);
  #startLow = 0;
  #startHigh = 0;
  #endLow = 0;
  #endHigh = 0;
  #kind = 0;
  #status = 0;
  #flags = 0;
  #droppedAttributes = 0;
  #droppedEvents = 0;
  #droppedLinks = 0;

  constructor(buf: Buffer) {
    this.#buf = buf;
    this.#reader = new Reader(buf);
    this.#attributes = new AttributeList(buf);
    this.#inner = new AttributeList(buf);
  }

  read(start: number, end: number): void {
    this.#reset();
    const reader = this.#reader;
    reader.pos = start;
    reader.end = end;
    while (reader.more) this.#field(reader.tag(), reader);
  }

  /** Why the span cannot be kept; '' when it can. */
  refusal(window: TimeWindow): string {
    if (!isId(this.#buf, this.#at(TRACE_ID), this.#at(TRACE_ID + 1), 16)) return 'trace_id is not 16 bytes, or zero';
    if (!isId(this.#buf, this.#at(SPAN_ID), this.#at(SPAN_ID + 1), 8)) return 'span_id is not 8 bytes, or zero';
    const parentSize = this.#at(PARENT_SPAN_ID + 1) - this.#at(PARENT_SPAN_ID);
    if (parentSize !== 0 && parentSize !== 8) return 'parent_span_id is not 8 bytes';
    return refusedTime(this.#startLow, this.#startHigh, window);
  }

  get hasTime(): boolean {
    return this.#startLow !== 0 || this.#startHigh !== 0;
  }

  writeRow(to: TraceColumns, window: TimeWindow): void {
    const buf = this.#buf;
    writeTimeOr(to.timestamp, this.#startLow, this.#startHigh, window.now);
    writeId(to.traceId, buf, this.#at(TRACE_ID), this.#at(TRACE_ID + 1));
    writeId(to.spanId, buf, this.#at(SPAN_ID), this.#at(SPAN_ID + 1));
    writeId(to.parentSpanId, buf, this.#at(PARENT_SPAN_ID), this.#at(PARENT_SPAN_ID + 1));
    to.traceState.slice(buf, this.#at(TRACE_STATE), this.#at(TRACE_STATE + 1));
    to.name.slice(buf, this.#at(NAME), this.#at(NAME + 1));
    to.statusMessage.slice(buf, this.#at(STATUS_MESSAGE), this.#at(STATUS_MESSAGE + 1));
    writeEncoded(to.kind, KINDS[this.#kind] ?? UNSPECIFIED);
    writeEncoded(to.statusCode, STATUSES[this.#status] ?? UNSET);
    if (this.hasTime) this.#writeDuration(to.duration);
    else to.duration.u64(0, 0);
    to.flags.u32(this.#flags);
    to.droppedAttributes.u32(this.#droppedAttributes);
    to.droppedEvents.u32(this.#droppedEvents);
    to.droppedLinks.u32(this.#droppedLinks);
    this.#attributes.writeRow(to.attributes);
    this.#writeEvents(to);
    this.#writeLinks(to);
  }

  #field(tag: number, reader: Reader): void {
    switch (tag) {
      case tagOf(1, BYTES):
        return this.#place(TRACE_ID, reader);
      case tagOf(2, BYTES):
        return this.#place(SPAN_ID, reader);
      case tagOf(3, BYTES):
        return this.#place(TRACE_STATE, reader);
      case tagOf(4, BYTES):
        return this.#place(PARENT_SPAN_ID, reader);
      case tagOf(5, BYTES):
        return this.#place(NAME, reader);
      case tagOf(6, VARINT):
        this.#kind = reader.varint();
        return undefined;
      case tagOf(7, FIXED64):
        reader.fixed64();
        this.#startLow = reader.low;
        this.#startHigh = reader.high;
        return undefined;
      case tagOf(8, FIXED64):
        reader.fixed64();
        this.#endLow = reader.low;
        this.#endHigh = reader.high;
        return undefined;
      case tagOf(9, BYTES):
        return this.#attributes.take(reader);
      case tagOf(11, BYTES):
        return this.#events.take(reader);
      case tagOf(13, BYTES):
        return this.#links.take(reader);
      case tagOf(15, BYTES):
        return this.#readStatus(reader);
      default:
        return this.#rareField(tag, reader);
    }
  }

  #rareField(tag: number, reader: Reader): void {
    if (tag === tagOf(10, VARINT)) this.#droppedAttributes = reader.varint();
    else if (tag === tagOf(12, VARINT)) this.#droppedEvents = reader.varint();
    else if (tag === tagOf(14, VARINT)) this.#droppedLinks = reader.varint();
    else if (tag === tagOf(16, FIXED32)) this.#flags = reader.fixed32();
    else reader.skip(tag);
  }

  #readStatus(reader: Reader): void {
    const end = reader.length();
    const outer = reader.end;
    reader.end = end;
    while (reader.more) {
      const tag = reader.tag();
      if (tag === tagOf(2, BYTES)) this.#place(STATUS_MESSAGE, reader);
      else if (tag === tagOf(3, VARINT)) this.#status = reader.varint();
      else reader.skip(tag);
    }
    reader.end = outer;
  }

  #writeEvents({ eventTime, eventName, eventAttributes }: TraceColumns): void {
    const count = this.#events.count;
    eventTime[0].offset(count);
    eventName[0].offset(count);
    eventAttributes[0].offset(count);
    if (count === 0) return;
    const [, ...attributes] = eventAttributes;
    for (let i = 0; i < count; i++) {
      const reader = new Reader(this.#buf, this.#events.start(i), this.#events.end(i));
      const list = this.#inner;
      list.clear();
      let low = 0;
      let high = 0;
      let nameStart = 0;
      let nameEnd = 0;
      while (reader.more) {
        const tag = reader.tag();
        if (tag === tagOf(1, FIXED64)) {
          reader.fixed64();
          ({ low, high } = reader);
        } else if (tag === tagOf(2, BYTES)) {
          nameEnd = reader.length();
          nameStart = reader.pos;
          reader.pos = nameEnd;
        } else if (tag === tagOf(3, BYTES)) list.take(reader);
        else reader.skip(tag);
      }
      writeTime(eventTime[1], low, high);
      eventName[1].slice(this.#buf, nameStart, nameEnd);
      list.writeRow(attributes);
    }
  }

  #writeLinks({ linkTraceId, linkSpanId, linkTraceState, linkAttributes }: TraceColumns): void {
    const count = this.#links.count;
    linkTraceId[0].offset(count);
    linkSpanId[0].offset(count);
    linkTraceState[0].offset(count);
    linkAttributes[0].offset(count);
    if (count === 0) return;
    const [, ...attributes] = linkAttributes;
    for (let i = 0; i < count; i++) {
      const reader = new Reader(this.#buf, this.#links.start(i), this.#links.end(i));
      const list = this.#inner;
      list.clear();
      const at = [0, 0, 0, 0, 0, 0];
      while (reader.more) {
        const tag = reader.tag();
        const field = tag >>> 3;
        if ((tag & 7) === BYTES && field >= 1 && field <= 3) {
          const end = reader.length();
          at[field * 2 - 2] = reader.pos;
          at[field * 2 - 1] = end;
          reader.pos = end;
        } else if (tag === tagOf(4, BYTES)) list.take(reader);
        else reader.skip(tag);
      }
      writeId(linkTraceId[1], this.#buf, at[0] ?? 0, at[1] ?? 0);
      writeId(linkSpanId[1], this.#buf, at[2] ?? 0, at[3] ?? 0);
      linkTraceState[1].slice(this.#buf, at[4] ?? 0, at[5] ?? 0);
      list.writeRow(attributes);
    }
  }

  /** end − start on 64 bits in halves; an end before the start is a clock that went back: 0. */
  #writeDuration(to: Growable): void {
    let low = this.#endLow - this.#startLow;
    let high = this.#endHigh - this.#startHigh;
    if (low < 0) {
      low += 0x1_0000_0000;
      high--;
    }
    if (high < 0) to.u64(0, 0);
    else to.u64(low, high);
  }

  #place(slot: number, reader: Reader): void {
    const end = reader.length();
    this.#places[slot] = reader.pos;
    this.#places[slot + 1] = end;
    reader.pos = end;
  }

  #at(slot: number): number {
    return this.#places[slot] ?? 0;
  }

  #reset(): void {
    this.#places.fill(0);
    this.#attributes.clear();
    this.#events.clear();
    this.#links.clear();
    this.#startLow = this.#startHigh = this.#endLow = this.#endHigh = 0;
    this.#kind = this.#status = this.#flags = 0;
    this.#droppedAttributes = this.#droppedEvents = this.#droppedLinks = 0;
  }
}

function writeEncoded(to: Growable, text: Buffer): void {
  to.raw(text, 0, text.length);
}
