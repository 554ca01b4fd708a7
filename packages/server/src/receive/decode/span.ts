import { bytesOf, Growable, type Bytes } from '../../store/native/growable.ts';
import { AttributeList, type Stamp } from './attributes.ts';
import { isId, writeId } from './ids.ts';
import { KeyPaths } from './key-paths.ts';
import { Ranges } from './ranges.ts';
import { readTime, refusedTime, timeWindow, writeTime, writeTimeOr, type TimeWindow } from './times.ts';
import { readEvent, readLink } from './span-parts.ts';
import type { TraceColumns } from './trace-columns.ts';
import { BYTES, FIXED32, FIXED64, Reader, tagOf, VARINT } from './wire.ts';

const textOf = (value: string): Bytes => bytesOf(Buffer.from(value));
const UNSPECIFIED = textOf('Unspecified');
const KINDS = [UNSPECIFIED, ...['Internal', 'Server', 'Client', 'Producer', 'Consumer'].map(textOf)];
const UNSET = textOf('Unset');
const STATUSES = [UNSET, ...['Ok', 'Error'].map(textOf)];

const ATTRIBUTE = tagOf(9, BYTES);

/** Slots of the places of a span's fields: each has its start there and its end behind it. */
const TRACE_ID = 0;
const SPAN_ID = 2;
const PARENT_SPAN_ID = 4;
const TRACE_STATE = 6;
const NAME = 8;
const STATUS_MESSAGE = 10;
const PLACES = 12;

/** Where the fields of the present span stand, and its numbers. One is used for span after span. */
export class SpanReader {
  #body: Bytes = new Growable(1);
  readonly #reader = new Reader(this.#body);
  #window: TimeWindow = timeWindow(0);
  #stamp: Stamp | undefined;
  readonly #attributes = new AttributeList(new KeyPaths());
  readonly #inner = new AttributeList();
  readonly #events = new Ranges();
  readonly #links = new Ranges();
  readonly #places = new Int32Array(PLACES);
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

  /** The spans to come stand in this body. */
  begin(body: Bytes, window: TimeWindow, stamp: Stamp | undefined): void {
    this.#body = body;
    this.#window = window;
    this.#stamp = stamp;
  }

  read(start: number, end: number): void {
    this.#reset();
    const reader = this.#reader;
    reader.at(this.#body, start, end);
    while (reader.more) {
      this.#attributes.takePlain(reader, ATTRIBUTE);
      if (reader.more) this.#field(reader.tag(), reader);
    }
  }

  /** Why the span cannot be kept; '' when it can. */
  refusal(): string {
    const body = this.#body;
    if (!isId(body, this.#at(TRACE_ID), this.#at(TRACE_ID + 1), 16)) return 'trace_id is not 16 bytes, or zero';
    if (!isId(body, this.#at(SPAN_ID), this.#at(SPAN_ID + 1), 8)) return 'span_id is not 8 bytes, or zero';
    const parentSize = this.#at(PARENT_SPAN_ID + 1) - this.#at(PARENT_SPAN_ID);
    if (parentSize !== 0 && parentSize !== 8) return 'parent_span_id is not 8 bytes';
    return refusedTime(this.#startLow, this.#startHigh, this.#window);
  }

  get hasTime(): boolean {
    return this.#startLow !== 0 || this.#startHigh !== 0;
  }

  writeRow(to: TraceColumns): void {
    const body = this.#body;
    writeTimeOr(to.timestamp, this.#startLow, this.#startHigh, this.#window.now);
    writeId(to.traceId, body, this.#at(TRACE_ID), this.#at(TRACE_ID + 1));
    writeId(to.spanId, body, this.#at(SPAN_ID), this.#at(SPAN_ID + 1));
    writeId(to.parentSpanId, body, this.#at(PARENT_SPAN_ID), this.#at(PARENT_SPAN_ID + 1));
    to.traceState.slice(body, this.#at(TRACE_STATE), this.#at(TRACE_STATE + 1));
    to.name.slice(body, this.#at(NAME), this.#at(NAME + 1));
    to.statusMessage.slice(body, this.#at(STATUS_MESSAGE), this.#at(STATUS_MESSAGE + 1));
    const kind = KINDS[this.#kind] ?? UNSPECIFIED;
    to.kind.slice(kind, 0, kind.bytes.length);
    const status = STATUSES[this.#status] ?? UNSET;
    to.statusCode.slice(status, 0, status.bytes.length);
    if (this.hasTime) this.#writeDuration(to.duration);
    else to.duration.u64(0, 0);
    to.flags.u32(this.#flags);
    to.droppedAttributes.u32(this.#droppedAttributes);
    to.droppedEvents.u32(this.#droppedEvents);
    to.droppedLinks.u32(this.#droppedLinks);
    this.#attributes.writeRow(to.attributes, this.#stamp);
    this.#writeEvents(to.events);
    this.#writeLinks(to.links);
  }

  /** Whether a span that is not written could be: what is broken anywhere makes its body no message. */
  check(): void {
    this.#attributes.check();
    for (let i = 0; i < this.#events.count; i++) {
      readEvent(this.#body, this.#events.start(i), this.#events.end(i), this.#inner, this.#window);
      this.#inner.check();
    }
    for (let i = 0; i < this.#links.count; i++) {
      readLink(this.#body, this.#links.start(i), this.#links.end(i), this.#inner);
      this.#inner.check();
    }
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
        readTime(reader, this.#window);
        this.#startLow = reader.low;
        this.#startHigh = reader.high;
        return undefined;
      case tagOf(8, FIXED64):
        readTime(reader, this.#window);
        this.#endLow = reader.low;
        this.#endHigh = reader.high;
        return undefined;
      case ATTRIBUTE:
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
    if (tag === tagOf(16, FIXED32)) this.#flags = reader.fixed32();
    else if (tag === tagOf(10, VARINT)) this.#droppedAttributes = reader.varint();
    else if (tag === tagOf(12, VARINT)) this.#droppedEvents = reader.varint();
    else if (tag === tagOf(14, VARINT)) this.#droppedLinks = reader.varint();
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

  #writeEvents({ counts, time, name, attributes }: TraceColumns['events']): void {
    const body = this.#body;
    const { count } = this.#events;
    counts.add(count);
    for (let i = 0; i < count; i++) {
      const event = readEvent(body, this.#events.start(i), this.#events.end(i), this.#inner, this.#window);
      writeTime(time, event.low, event.high);
      name.slice(body, event.nameStart, event.nameEnd);
      this.#inner.writeRow(attributes);
    }
  }

  #writeLinks({ counts, traceId, spanId, traceState, attributes }: TraceColumns['links']): void {
    const body = this.#body;
    const { count } = this.#links;
    counts.add(count);
    for (let i = 0; i < count; i++) {
      const link = readLink(body, this.#links.start(i), this.#links.end(i), this.#inner);
      writeId(traceId, body, link.traceStart, link.traceEnd);
      writeId(spanId, body, link.spanStart, link.spanEnd);
      traceState.slice(body, link.stateStart, link.stateEnd);
      this.#inner.writeRow(attributes);
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
    for (let slot = 0; slot < PLACES; slot++) this.#places[slot] = 0;
    this.#attributes.begin(this.#body);
    this.#events.clear();
    this.#links.clear();
    this.#startLow = this.#startHigh = this.#endLow = this.#endHigh = 0;
    this.#kind = this.#status = this.#flags = 0;
    this.#droppedAttributes = this.#droppedEvents = this.#droppedLinks = 0;
  }
}
