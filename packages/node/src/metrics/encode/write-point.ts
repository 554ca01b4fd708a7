// Field numbers: https://github.com/open-telemetry/opentelemetry-proto/blob/v1.10.0/opentelemetry/proto/metrics/v1/metrics.proto
// A tag is (number << 3) | type. Written in the order of the numbers, but for attributes, which end a point.

import { ValueType } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import type { DataPoint, ExponentialHistogram, Histogram } from '@opentelemetry/sdk-metrics';
import { AttributeList } from '../../encode/attribute-list.ts';
import type { ByteWriter } from '../../encode/byte-writer.ts';
import type { KeyValues, Shape } from '../../encode/key-values.ts';
import { exemplarsOf } from '../exemplars.ts';
import type { Exemplar } from '../exemplars.ts';

/** What the points of one metric have in common. */
export interface PointWriter {
  readonly writer: ByteWriter;
  readonly keyValues: KeyValues;
  readonly shape: Shape;
}

/** A `NumberDataPoint`. */
export function writeNumberPoint(to: PointWriter, point: DataPoint<number>, valueType: ValueType): void {
  const { writer } = to;
  writeTimes(writer, point);
  if (valueType === ValueType.INT && Math.abs(point.value) < 2 ** 63) {
    writer.byte(0x31);
    writeFixed64(writer, point.value);
  } else writeDouble(writer, 0x21, point.value);
  writeAttributes(to, 0x3a, point.attributes);
}

/** A `HistogramDataPoint`. */
export function writeHistogramPoint(to: PointWriter, point: DataPoint<Histogram>): void {
  const { writer } = to;
  const { count, sum, min, max, buckets } = point.value;
  writeTimes(writer, point);
  writer.byte(0x21);
  writeFixed64(writer, count);
  if (sum !== undefined) writeDouble(writer, 0x29, sum);
  writePacked(writer, 0x32, buckets.counts, writeFixed64);
  writePacked(writer, 0x3a, buckets.boundaries, (writer, bound) => writer.double(bound));
  writeExemplars(writer, 0x42, point);
  if (min !== undefined) writeDouble(writer, 0x59, min);
  if (max !== undefined) writeDouble(writer, 0x61, max);
  writeAttributes(to, 0x4a, point.attributes);
}

/** An `ExponentialHistogramDataPoint`. */
export function writeExponentialPoint(to: PointWriter, point: DataPoint<ExponentialHistogram>): void {
  const { writer } = to;
  const { count, sum, scale, zeroCount, positive, negative, min, max } = point.value;
  writeTimes(writer, point);
  writer.byte(0x21);
  writeFixed64(writer, count);
  if (sum !== undefined) writeDouble(writer, 0x29, sum);
  writer.byte(0x30);
  writer.varint(zigzag(scale));
  writer.byte(0x39);
  writeFixed64(writer, zeroCount);
  writeBuckets(writer, 0x42, positive);
  writeBuckets(writer, 0x4a, negative);
  writeExemplars(writer, 0x5a, point);
  if (min !== undefined) writeDouble(writer, 0x61, min);
  if (max !== undefined) writeDouble(writer, 0x69, max);
  writeAttributes(to, 0x0a, point.attributes);
}

function writeTimes(writer: ByteWriter, { startTime, endTime }: DataPoint<unknown>): void {
  writer.byte(0x11);
  writer.time(startTime[0], startTime[1]);
  writer.byte(0x19);
  writer.time(endTime[0], endTime[1]);
}

function writeDouble(writer: ByteWriter, tag: number, value: number): void {
  writer.byte(tag);
  writer.double(value);
}

/** An integer in eight bytes, below zero as the two's complement. */
function writeFixed64(writer: ByteWriter, value: number): void {
  writer.fixed32(value >>> 0);
  writer.fixed32(Math.floor(value / 2 ** 32) >>> 0);
}

/** Small numbers stay short with either sign: 0, -1, 1, -2 become 0, 1, 2, 3. */
function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}

function writePacked(
  writer: ByteWriter,
  tag: number,
  values: readonly number[],
  write: (writer: ByteWriter, value: number) => void,
): void {
  if (values.length === 0) return;
  writer.byte(tag);
  const start = writer.open();
  for (const value of values) write(writer, value);
  writer.close(start);
}

function writeBuckets(
  writer: ByteWriter,
  tag: number,
  { offset, bucketCounts }: ExponentialHistogram['positive'],
): void {
  writer.byte(tag);
  const start = writer.open();
  writer.byte(0x08);
  writer.varint(zigzag(offset));
  writePacked(writer, 0x12, bucketCounts, (writer, count) => writer.varint(count));
  writer.close(start);
}

function writeExemplars(writer: ByteWriter, tag: number, point: DataPoint<unknown>): void {
  for (const exemplar of exemplarsOf(point)) {
    writer.byte(tag);
    const start = writer.open();
    writeExemplar(writer, exemplar);
    writer.close(start);
  }
}

function writeExemplar(writer: ByteWriter, { value, timeMs, traceId, spanId }: Exemplar): void {
  const seconds = Math.floor(timeMs / 1000);
  writer.byte(0x11);
  writer.time(seconds, Math.round((timeMs - seconds * 1000) * 1e6));
  writeDouble(writer, 0x19, value);
  writer.byte(0x22);
  writer.byte(8);
  writer.raw(Buffer.from(spanId, 'hex'));
  writer.byte(0x2a);
  writer.byte(16);
  writer.raw(Buffer.from(traceId, 'hex'));
}

function writeAttributes({ writer, keyValues, shape }: PointWriter, tag: number, attributes: Attributes): void {
  keyValues.write(writer, tag, new AttributeList().add(attributes, Infinity, Infinity), shape);
}
