/** Log records into rows of `otel_logs`. https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/logs/v1/logs.proto */
import { ATTR_LOG_RECORD_UID } from '@sightglass/api/semconv';
import type { BlockBuilder, MapParts } from '../../store/native/block.ts';
import type { Growable } from '../../store/native/growable.ts';
import { AttributeList } from './attributes.ts';
import { Frame, frameColumns, type FrameColumns } from './frame.ts';
import { writeId } from './ids.ts';
import type { IsKept, Outcome } from './outcome.ts';
import { refusedTime, writeTimeOr, type TimeWindow } from './times.ts';
import { writeValue } from './values.ts';
import { BYTES, FIXED32, FIXED64, Reader, tagOf, VARINT } from './wire.ts';

/** The columns of `otel_logs`, found once for a builder. */
export interface LogColumns {
  block: BlockBuilder;
  frame: FrameColumns;
  timestamp: Growable;
  traceId: Growable;
  spanId: Growable;
  traceFlags: Growable;
  severityText: Growable;
  severityNumber: Growable;
  body: Growable;
  attributes: MapParts;
  eventName: Growable;
}

/** Finds the columns of a builder for `otel_logs`. */
export function logColumns(block: BlockBuilder): LogColumns {
  return {
    block,
    frame: frameColumns(block),
    timestamp: block.part('Timestamp'),
    traceId: block.part('TraceId'),
    spanId: block.part('SpanId'),
    traceFlags: block.part('TraceFlags'),
    severityText: block.part('SeverityText'),
    severityNumber: block.part('SeverityNumber'),
    body: block.part('Body'),
    attributes: block.map('LogAttributes'),
    eventName: block.part('EventName'),
  };
}

/**
 * Reads an ExportLogsServiceRequest into rows. The count of dropped attributes has no column and is not kept.
 *
 * @param project the one that they belong to; '' for the default one.
 * @param isKept asked of each record with a `log.record.uid`; those that are kept already are not written again.
 * @throws {@link DecodeError} when it is not one; rows written before that are the caller's to roll back.
 */
export function decodeLogs(
  body: Buffer,
  columns: LogColumns,
  window: TimeWindow,
  outcome: Outcome,
  project = '',
  isKept?: IsKept,
): void {
  const frame = new Frame(body, project);
  const record = new LogReader(body);
  frame.walk((start, end) => {
    record.read(start, end);
    const reason = record.refusal(window);
    if (reason !== '') {
      outcome.reject(reason);
      return;
    }
    outcome.accepted++;
    outcome.hasTime ||= record.hasTime;
    const uid = isKept && record.uid();
    if (uid && isKept(uid)) {
      outcome.repeated++;
      return;
    }
    frame.writeRow(columns.frame);
    record.writeRow(columns, window);
    columns.block.rows++;
  });
}

/** Slots of the places of a record's fields: each has its start there and its end behind it. */
const SEVERITY_TEXT = 0;
const BODY = 2;
const TRACE_ID = 4;
const SPAN_ID = 6;
const EVENT_NAME = 8;

const UID = Buffer.from(ATTR_LOG_RECORD_UID);

/** Where the fields of the present record stand, and its numbers. One is used for record after record. */
class LogReader {
  readonly #buf: Buffer;
  readonly #reader: Reader;
  readonly #attributes: AttributeList;
  readonly #places = new Int32Array(10);
  #timeLow = 0;
  #timeHigh = 0;
  #observedLow = 0;
  #observedHigh = 0;
  #severity = 0;
  #flags = 0;

  constructor(buf: Buffer) {
    this.#buf = buf;
    this.#reader = new Reader(buf);
    this.#attributes = new AttributeList(buf);
  }

  read(start: number, end: number): void {
    this.#places.fill(0);
    this.#attributes.clear();
    this.#timeLow = this.#timeHigh = this.#observedLow = this.#observedHigh = 0;
    this.#severity = this.#flags = 0;
    const reader = this.#reader;
    reader.pos = start;
    reader.end = end;
    while (reader.more) this.#field(reader.tag(), reader);
    // A record without a time of its own happened when it was observed (logs data model, "Timestamp").
    if (this.#timeLow === 0 && this.#timeHigh === 0) {
      this.#timeLow = this.#observedLow;
      this.#timeHigh = this.#observedHigh;
    }
  }

  get hasTime(): boolean {
    return this.#timeLow !== 0 || this.#timeHigh !== 0;
  }

  /** The bytes of its `log.record.uid`, undefined without one. */
  uid(): Buffer | undefined {
    return this.#attributes.valueOf(UID);
  }

  /** Why the record cannot be kept; '' when it can. Identifiers may be absent. */
  refusal(window: TimeWindow): string {
    const traceSize = this.#size(TRACE_ID);
    if (traceSize !== 0 && traceSize !== 16) return 'trace_id is not 16 bytes';
    const spanSize = this.#size(SPAN_ID);
    if (spanSize !== 0 && spanSize !== 8) return 'span_id is not 8 bytes';
    return refusedTime(this.#timeLow, this.#timeHigh, window);
  }

  writeRow(to: LogColumns, window: TimeWindow): void {
    const buf = this.#buf;
    writeTimeOr(to.timestamp, this.#timeLow, this.#timeHigh, window.now);
    writeId(to.traceId, buf, this.#at(TRACE_ID), this.#at(TRACE_ID + 1));
    writeId(to.spanId, buf, this.#at(SPAN_ID), this.#at(SPAN_ID + 1));
    to.traceFlags.u8(this.#flags & 255);
    to.severityText.slice(buf, this.#at(SEVERITY_TEXT), this.#at(SEVERITY_TEXT + 1));
    to.severityNumber.u8(this.#severity > 24 ? 0 : this.#severity);
    writeValue(to.body, buf, this.#at(BODY), this.#at(BODY + 1));
    this.#attributes.writeRow(to.attributes);
    to.eventName.slice(buf, this.#at(EVENT_NAME), this.#at(EVENT_NAME + 1));
  }

  #field(tag: number, reader: Reader): void {
    switch (tag) {
      case tagOf(1, FIXED64):
        reader.fixed64();
        this.#timeLow = reader.low;
        this.#timeHigh = reader.high;
        return undefined;
      case tagOf(11, FIXED64):
        reader.fixed64();
        this.#observedLow = reader.low;
        this.#observedHigh = reader.high;
        return undefined;
      case tagOf(2, VARINT):
        this.#severity = reader.varint();
        return undefined;
      case tagOf(8, FIXED32):
        this.#flags = reader.fixed32();
        return undefined;
      case tagOf(3, BYTES):
        return this.#place(SEVERITY_TEXT, reader);
      case tagOf(5, BYTES):
        return this.#place(BODY, reader);
      case tagOf(9, BYTES):
        return this.#place(TRACE_ID, reader);
      case tagOf(10, BYTES):
        return this.#place(SPAN_ID, reader);
      case tagOf(12, BYTES):
        return this.#place(EVENT_NAME, reader);
      case tagOf(6, BYTES):
        return this.#attributes.take(reader);
      default:
        return reader.skip(tag);
    }
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

  #size(slot: number): number {
    return this.#at(slot + 1) - this.#at(slot);
  }
}
