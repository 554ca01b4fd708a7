// Field numbers: https://github.com/open-telemetry/opentelemetry-proto/blob/v1.10.0/opentelemetry/proto/logs/v1/logs.proto
// A tag is (number << 3) | type. What has its default (0, no text) is not written.

import type { AttributeList } from '../encode/attribute-list.ts';
import type { ByteWriter } from '../encode/byte-writer.ts';
import { writeAnyValue } from '../encode/key-values.ts';
import type { KeyValues, Shape } from '../encode/key-values.ts';
import type { Identity } from '../tracer/identity.ts';

/** A log record with everything read and copied: writing it calls nothing of the program. */
export interface ReadyRecord {
  readonly seconds: number;
  readonly nanos: number;
  readonly observedSeconds: number;
  readonly observedNanos: number;
  readonly severityNumber: number;
  readonly severityText: string;
  /** Undefined where there is none; null is a body without a value. */
  readonly body: unknown;
  readonly eventName: string;
  readonly list: AttributeList;
  /** The span in which it happened. */
  readonly span: Identity | undefined;
}

/** A log record as one of the `log_records` of `ScopeLogs`. */
export function writeLogRecord(writer: ByteWriter, record: ReadyRecord, keyValues: KeyValues, shape: Shape): void {
  const { body, list, span } = record;
  writer.byte(0x12);
  const start = writer.openLong();
  writer.byte(0x09);
  writer.time(record.seconds, record.nanos);
  writer.byte(0x59);
  writer.time(record.observedSeconds, record.observedNanos);
  if (record.severityNumber !== 0) {
    writer.byte(0x10);
    writer.varint(record.severityNumber);
  }
  writeText(writer, 0x1a, record.severityText);
  if (body !== undefined) {
    writer.byte(0x2a);
    writeAnyValue(writer, body);
  }
  keyValues.write(writer, 0x32, list, shape);
  if (list.dropped !== 0) {
    writer.byte(0x38);
    writer.varint(list.dropped);
  }
  if (span !== undefined) {
    const { trace, flags } = span;
    if (flags !== 0) {
      writer.byte(0x45);
      writer.fixed32(flags);
    }
    writer.traceId(0x4a, trace.a, trace.b, trace.c, trace.d);
    writer.spanId(0x52, span.high, span.low);
  }
  writeText(writer, 0x62, record.eventName);
  writer.closeLong(start);
}

function writeText(writer: ByteWriter, tag: number, text: string): void {
  if (text === '') return;
  writer.byte(tag);
  writer.text(text);
}
