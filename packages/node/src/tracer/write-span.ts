// Field numbers: https://github.com/open-telemetry/opentelemetry-proto/blob/v1.10.0/opentelemetry/proto/trace/v1/trace.proto
// A tag is (number << 3) | type. What has its default (0, no text, no status) is not written.

import { SpanStatusCode } from '@opentelemetry/api';
import { wordInHex } from './ids.ts';
import type { RecordedSpan } from './recorded-span.ts';
import type { SpanEvent, SpanLink } from './span-parts.ts';
import type { ByteWriter } from '../encode/byte-writer.ts';
import type { KeyValues, Shape } from '../encode/key-values.ts';

/** Said of the parent or the linked span: that it is known whether it is remote, and that it is. */
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** A span as one of the `spans` of `ScopeSpans`. */
export function writeSpan(writer: ByteWriter, span: RecordedSpan, keyValues: KeyValues, shape: Shape): void {
  const { identity, parent } = span;
  const { trace } = identity;
  writer.byte(0x12);
  const start = writer.openLong();
  writer.traceId(0x0a, trace.a, trace.b, trace.c, trace.d);
  writer.spanId(0x12, identity.high, identity.low);
  if (identity.state !== undefined) writeState(writer, 0x1a, identity.state);
  if (parent !== undefined) {
    writer.spanId(0x22, parent.high, parent.low);
  }
  writer.byte(0x2a);
  writer.text(typeof span.name === 'string' ? span.name : String(span.name));
  writer.byte(0x30);
  writer.varint(span.kind + 1);
  writer.byte(0x39);
  writer.time(span.startSeconds, span.startNanos);
  writer.byte(0x41);
  writer.time(span.endSeconds, span.endNanos);
  if (span.list !== undefined) {
    keyValues.write(writer, 0x4a, span.list, shape);
    writeCount(writer, 0x50, span.list.dropped);
  }
  if (span.eventList !== undefined) {
    for (const event of span.eventList.items) writeEvent(writer, event, keyValues);
    writeCount(writer, 0x60, span.eventList.dropped);
  }
  if (span.linkList !== undefined) {
    for (const link of span.linkList.items) writeLink(writer, link, keyValues);
    writeCount(writer, 0x70, span.linkList.dropped);
  }
  if (span.status.code !== SpanStatusCode.UNSET) writeStatus(writer, span.status);
  writer.byte(0x85);
  writer.byte(0x01);
  writer.fixed32((identity.flags & 0xff) | HAS_IS_REMOTE | (parent?.isRemote === true ? IS_REMOTE : 0));
  writer.closeLong(start);
}

function writeState(writer: ByteWriter, tag: number, state: { serialize(): string }): void {
  const text = state.serialize();
  if (text === '') return;
  writer.byte(tag);
  writer.text(text);
}

function writeCount(writer: ByteWriter, tag: number, count: number): void {
  if (count === 0) return;
  writer.byte(tag);
  writer.varint(count);
}

function writeEvent(writer: ByteWriter, { name, time, attributes }: SpanEvent, keyValues: KeyValues): void {
  writer.byte(0x5a);
  const start = writer.open();
  writer.byte(0x09);
  writer.time(time[0], time[1]);
  writer.byte(0x12);
  writer.text(typeof name === 'string' ? name : String(name));
  keyValues.write(writer, 0x1a, attributes);
  writeCount(writer, 0x20, attributes.dropped);
  writer.close(start);
}

function writeLink(writer: ByteWriter, { context, attributes }: SpanLink, keyValues: KeyValues): void {
  const { traceId, spanId, traceFlags, traceState, isRemote } = context;
  writer.byte(0x6a);
  const start = writer.open();
  const [a, b, c, d] = [wordInHex(traceId, 0), wordInHex(traceId, 8), wordInHex(traceId, 16), wordInHex(traceId, 24)];
  writer.traceId(0x0a, a, b, c, d);
  writer.spanId(0x12, wordInHex(spanId, 0), wordInHex(spanId, 8));
  if (traceState !== undefined) writeState(writer, 0x1a, traceState);
  keyValues.write(writer, 0x22, attributes);
  writeCount(writer, 0x28, attributes.dropped);
  writer.byte(0x35);
  writer.fixed32((traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote === true ? IS_REMOTE : 0));
  writer.close(start);
}

function writeStatus(writer: ByteWriter, { code, message }: { code: number; message?: string }): void {
  writer.byte(0x7a);
  const start = writer.open();
  if (message !== undefined && message !== '') {
    writer.byte(0x12);
    writer.text(message);
  }
  writer.byte(0x18);
  writer.varint(code);
  writer.close(start);
}
