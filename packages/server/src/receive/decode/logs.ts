/** Log records into rows of `otel_logs`. https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/logs/v1/logs.proto */
import { ATTR_LOG_RECORD_UID, EVENT_SIGHTGLASS_REPLAY_CHUNK } from '@sightglass/api/semconv';
import type { BlockBuilder, MapColumn } from '../../store/native/block.ts';
import type { Coded } from '../../store/native/coded.ts';
import { bytesOf, Growable, type Bytes } from '../../store/native/growable.ts';
import { AttributeList, type Stamp } from './attributes.ts';
import { KNOWN_BY, spend } from './budget.ts';
import { clockStamp } from './clock.ts';
import type { Decode } from './decode.ts';
import { Frame, frameColumns, textAt, type FrameColumns } from './frame.ts';
import { writeId } from './ids.ts';
import { KeyPaths } from './key-paths.ts';
import { warnOfIndexes } from './indexes.ts';
import { Outcome, type IsKept } from './outcome.ts';
import { isOfPast } from './past.ts';
import { readTime, refusedTime, timeWindow, TOO_OLD, writeTimeOr, type TimeWindow } from './times.ts';
import { valueText, writeValue } from './values.ts';
import { BYTES, FIXED32, FIXED64, Reader, tagOf, VARINT } from './wire.ts';

/** The columns of `otel_logs`, found once for a builder. */
interface LogColumns {
  block: BlockBuilder;
  frame: FrameColumns;
  timestamp: Growable;
  traceId: Growable;
  spanId: Growable;
  traceFlags: Growable;
  severityText: Coded;
  severityNumber: Growable;
  body: Growable;
  attributes: MapColumn;
  eventName: Coded;
}

/** Finds the columns of a builder for `otel_logs`. */
function logColumns(block: BlockBuilder): LogColumns {
  return {
    block,
    frame: frameColumns(block),
    timestamp: block.part('Timestamp'),
    traceId: block.part('TraceId'),
    spanId: block.part('SpanId'),
    traceFlags: block.part('TraceFlags'),
    severityText: block.coded('SeverityText'),
    severityNumber: block.part('SeverityNumber'),
    body: block.part('Body'),
    attributes: block.map('LogAttributes'),
    eventName: block.coded('EventName'),
  };
}

/**
 * Makes a reader of ExportLogsServiceRequests into the rows of a block. The count of dropped attributes has no column and is not kept.
 *
 * @param past gets what is no log record to the tables: events that are older than those are kept, and kept longer themselves, and pieces of
 * recordings, which would be kept twice.
 */
export function createLogDecode(block: BlockBuilder, past: BlockBuilder): Decode {
  const columns = logColumns(block);
  const pastColumns = logColumns(past);
  let window = timeWindow(0);
  const record = new LogReader();
  let outcome = new Outcome();
  let isKept: IsKept | undefined;
  const frame = new Frame({
    onRecord(start, end) {
      record.read(start, end);
      const reason = record.refusal();
      const isPast = reason === TOO_OLD && isOfPast(window.past, frame.scopeName, record.eventName, record.instant);
      if (reason !== '' && !isPast) {
        record.check();
        outcome.reject(reason);
        return;
      }
      outcome.accepted++;
      outcome.hasTime ||= record.hasTime;
      const uid = isKept && record.uid();
      if (uid !== undefined) {
        spend(KNOWN_BY);
        if (isKept?.(uid)) {
          record.check();
          outcome.repeated++;
          return;
        }
      }
      const to = isPast || record.isReplay ? pastColumns : columns;
      record.writeRow(to);
      to.block.rows++;
    },
    onScopeEnd() {
      frame.fill(columns.frame);
      frame.fill(pastColumns.frame);
    },
  });
  return (buffer, within, into, project = '', asked?: IsKept) => {
    const body = bytesOf(buffer);
    window = within;
    outcome = into;
    isKept = asked;
    record.begin(body, window, clockStamp(window));
    frame.walk(body, project);
    warnOfIndexes(body, outcome);
  };
}

const ATTRIBUTE = tagOf(6, BYTES);

/** Slots of the places of a record's fields: each has its start there and its end behind it. */
const SEVERITY_TEXT = 0;
const BODY = 2;
const TRACE_ID = 4;
const SPAN_ID = 6;
const EVENT_NAME = 8;
const PLACES = 10;

const UID = bytesOf(Buffer.from(ATTR_LOG_RECORD_UID));

/** Where the fields of the present record stand, and its numbers. One is used for record after record. */
class LogReader {
  #body: Bytes = new Growable(1);
  readonly #reader = new Reader(this.#body);
  #window: TimeWindow = timeWindow(0);
  #stamp: Stamp | undefined;
  readonly #attributes = new AttributeList(new KeyPaths());
  readonly #places = new Int32Array(PLACES);
  #timeLow = 0;
  #timeHigh = 0;
  #observedLow = 0;
  #observedHigh = 0;
  #severity = 0;
  #flags = 0;

  /** The records to come stand in this body. */
  begin(body: Bytes, window: TimeWindow, stamp: Stamp | undefined): void {
    this.#body = body;
    this.#window = window;
    this.#stamp = stamp;
  }

  read(start: number, end: number): void {
    for (let slot = 0; slot < PLACES; slot++) this.#places[slot] = 0;
    this.#attributes.begin(this.#body);
    this.#timeLow = this.#timeHigh = this.#observedLow = this.#observedHigh = 0;
    this.#severity = this.#flags = 0;
    const reader = this.#reader;
    reader.at(this.#body, start, end);
    while (reader.more) {
      this.#attributes.takePlain(reader, ATTRIBUTE);
      if (reader.more) this.#field(reader.tag(), reader);
    }
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

  get eventName(): string {
    return textAt(this.#body, this.#at(EVENT_NAME), this.#at(EVENT_NAME + 1));
  }

  /** Whether it is a piece of a recording. Names of another length are not looked at. */
  get isReplay(): boolean {
    return (
      this.#size(EVENT_NAME) === EVENT_SIGHTGLASS_REPLAY_CHUNK.length &&
      this.eventName === EVENT_SIGHTGLASS_REPLAY_CHUNK
    );
  }

  /** Its time, in nanoseconds since the epoch. */
  get instant(): bigint {
    return (BigInt(this.#timeHigh) << 32n) | BigInt(this.#timeLow);
  }

  /** Why the record cannot be kept; '' when it can. Identifiers may be absent. */
  refusal(): string {
    const traceSize = this.#size(TRACE_ID);
    if (traceSize !== 0 && traceSize !== 16) return 'trace_id is not 16 bytes';
    const spanSize = this.#size(SPAN_ID);
    if (spanSize !== 0 && spanSize !== 8) return 'span_id is not 8 bytes';
    return refusedTime(this.#timeLow, this.#timeHigh, this.#window);
  }

  writeRow(to: LogColumns): void {
    const body = this.#body;
    writeTimeOr(to.timestamp, this.#timeLow, this.#timeHigh, this.#window.now);
    writeId(to.traceId, body, this.#at(TRACE_ID), this.#at(TRACE_ID + 1));
    writeId(to.spanId, body, this.#at(SPAN_ID), this.#at(SPAN_ID + 1));
    to.traceFlags.u8(this.#flags & 255);
    to.severityText.slice(body, this.#at(SEVERITY_TEXT), this.#at(SEVERITY_TEXT + 1));
    to.severityNumber.u8(this.#severity > 24 ? 0 : this.#severity);
    writeValue(to.body, body, this.#at(BODY), this.#at(BODY + 1));
    this.#attributes.writeRow(to.attributes, this.#stamp);
    to.eventName.slice(body, this.#at(EVENT_NAME), this.#at(EVENT_NAME + 1));
  }

  /** Whether a record that is not written could be: what is broken anywhere makes its body no message. */
  check(): void {
    this.#attributes.check();
    valueText(this.#body, this.#at(BODY), this.#at(BODY + 1));
  }

  #field(tag: number, reader: Reader): void {
    switch (tag) {
      case tagOf(1, FIXED64):
        readTime(reader, this.#window);
        this.#timeLow = reader.low;
        this.#timeHigh = reader.high;
        return undefined;
      case tagOf(11, FIXED64):
        readTime(reader, this.#window);
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
        // Of several the last counts; that the others are values too is looked at all the same.
        valueText(this.#body, this.#at(BODY), this.#at(BODY + 1));
        return this.#place(BODY, reader);
      case tagOf(9, BYTES):
        return this.#place(TRACE_ID, reader);
      case tagOf(10, BYTES):
        return this.#place(SPAN_ID, reader);
      case tagOf(12, BYTES):
        return this.#place(EVENT_NAME, reader);
      case ATTRIBUTE:
        return this.#attributes.take(reader);
      default:
        return reader.skip(tag);
    }
  }

  #place(slot: number, reader: Reader): void {
    const end = reader.length();
    // It has come before: a record of nothing else would take long.
    if (this.#places[slot + 1] !== 0) spend(2);
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
