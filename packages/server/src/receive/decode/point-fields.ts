/** The fields of the four kinds of data points. https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/metrics/v1/metrics.proto */
import { spend } from './budget.ts';
import { HAS_MAX, HAS_MIN, HAS_SUM, signedInteger, type Buckets, type NumberList, type Point } from './metric-point.ts';
import { readTime } from './times.ts';
import { BYTES, FIXED64, tagOf, VARINT, type Reader } from './wire.ts';

/** NumberDataPoint. */
export function readNumberPoint(point: Point, start: number, end: number): void {
  const reader = point.begin(start, end);
  while (reader.more) {
    const tag = reader.tag();
    if (readTimes(point, tag, reader)) continue;
    if (tag === tagOf(4, FIXED64)) point.value = reader.double();
    else if (tag === tagOf(5, BYTES)) point.exemplars.take(reader);
    else if (tag === tagOf(6, FIXED64)) point.value = signedInteger(reader);
    else if (tag === tagOf(7, BYTES)) point.attributes.take(reader);
    else if (tag === tagOf(8, VARINT)) point.flags = reader.varint();
    else reader.skip(tag);
  }
}

/** HistogramDataPoint. */
export function readHistogramPoint(point: Point, start: number, end: number): void {
  const reader = point.beginDistribution(start, end);
  while (reader.more) {
    const tag = reader.tag();
    if (readTimes(point, tag, reader) || readCountAndSum(point, tag, reader)) continue;
    if (tag >>> 3 === 6) addFixed(point.counts, tag, reader);
    else if (tag >>> 3 === 7) addFixed(point.bounds, tag, reader);
    else if (tag === tagOf(8, BYTES)) point.exemplars.take(reader);
    else if (tag === tagOf(9, BYTES)) point.attributes.take(reader);
    else if (tag === tagOf(10, VARINT)) point.flags = reader.varint();
    else if (tag === tagOf(11, FIXED64)) setMin(point, reader);
    else if (tag === tagOf(12, FIXED64)) setMax(point, reader);
    else reader.skip(tag);
  }
}

/** ExponentialHistogramDataPoint. */
export function readExponentialPoint(point: Point, start: number, end: number): void {
  const reader = point.beginDistribution(start, end);
  while (reader.more) {
    const tag = reader.tag();
    if (readTimes(point, tag, reader) || readCountAndSum(point, tag, reader)) continue;
    if (tag === tagOf(1, BYTES)) point.attributes.take(reader);
    else if (tag === tagOf(6, VARINT)) point.scale = zigzag(reader.varint());
    else if (tag === tagOf(7, FIXED64)) {
      reader.fixed64();
      point.zeroLow = reader.low;
      point.zeroHigh = reader.high;
    } else if (tag === tagOf(8, BYTES)) readBuckets(point.positive, reader);
    else if (tag === tagOf(9, BYTES)) readBuckets(point.negative, reader);
    else if (tag === tagOf(10, VARINT)) point.flags = reader.varint();
    else if (tag === tagOf(11, BYTES)) point.exemplars.take(reader);
    else if (tag === tagOf(12, FIXED64)) setMin(point, reader);
    else if (tag === tagOf(13, FIXED64)) setMax(point, reader);
    else if (tag === tagOf(14, FIXED64)) point.zeroThreshold = reader.double();
    else reader.skip(tag);
  }
}

/** SummaryDataPoint. */
export function readSummaryPoint(point: Point, start: number, end: number): void {
  const reader = point.beginDistribution(start, end);
  while (reader.more) {
    const tag = reader.tag();
    if (readTimes(point, tag, reader) || readCountAndSum(point, tag, reader)) continue;
    if (tag === tagOf(6, BYTES)) point.quantiles.take(reader);
    else if (tag === tagOf(7, BYTES)) point.attributes.take(reader);
    else if (tag === tagOf(8, VARINT)) point.flags = reader.varint();
    else reader.skip(tag);
  }
}

/** Start and time stand at 2 and 3 in every kind. */
function readTimes(point: Point, tag: number, reader: Reader): boolean {
  if (tag === tagOf(2, FIXED64)) {
    readTime(reader, point.window);
    point.startLow = reader.low;
    point.startHigh = reader.high;
    return true;
  }
  if (tag !== tagOf(3, FIXED64)) return false;
  readTime(reader, point.window);
  point.timeLow = reader.low;
  point.timeHigh = reader.high;
  return true;
}

/** Count and sum stand at 4 and 5 in every kind that has them. */
function readCountAndSum(point: Point, tag: number, reader: Reader): boolean {
  if (tag === tagOf(4, FIXED64)) {
    reader.fixed64();
    point.countLow = reader.low;
    point.countHigh = reader.high;
    return true;
  }
  if (tag !== tagOf(5, FIXED64)) return false;
  point.sum = reader.double();
  point.present |= HAS_SUM;
  return true;
}

function setMin(point: Point, reader: Reader): void {
  point.min = reader.double();
  point.present |= HAS_MIN;
}

function setMax(point: Point, reader: Reader): void {
  point.max = reader.double();
  point.present |= HAS_MAX;
}

/** A repeated 64-bit field, packed or one by one: a reader must take both. */
function addFixed(list: NumberList, tag: number, reader: Reader): void {
  if ((tag & 7) === FIXED64) {
    reader.fixed64();
    list.add(reader.low, reader.high);
  } else if ((tag & 7) === BYTES) {
    inside(reader, () => {
      reader.fixed64();
      list.add(reader.low, reader.high);
    });
  } else reader.skip(tag);
}

function readBuckets(buckets: Buckets, reader: Reader): void {
  inside(reader, () => {
    const tag = reader.tag();
    if (tag === tagOf(1, VARINT)) buckets.offset = zigzag(reader.varint());
    else if (tag === tagOf(2, VARINT)) addVarint(buckets.counts, reader);
    else if (tag === tagOf(2, BYTES)) inside(reader, () => addVarint(buckets.counts, reader));
    else reader.skip(tag);
  });
}

function addVarint(list: NumberList, reader: Reader): void {
  reader.varint();
  list.add(reader.low, reader.high);
}

/** Reads the field's own message to its end. */
function inside(reader: Reader, read: () => void): void {
  const end = reader.length();
  spend((end - reader.pos) >>> 3);
  const outer = reader.end;
  reader.end = end;
  while (reader.more) read();
  reader.end = outer;
}

function zigzag(value: number): number {
  return (value >>> 1) ^ -(value & 1);
}
