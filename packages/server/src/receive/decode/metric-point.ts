import type { ListParts } from '../../store/native/block.ts';
import { Growable } from '../../store/native/growable.ts';
import { AttributeList } from './attributes.ts';
import { writeId } from './ids.ts';
import type { ExemplarColumns, MetricColumns } from './metric-columns.ts';
import { Ranges } from './ranges.ts';
import { refusedTime, writeTime, writeTimeOr, type TimeWindow } from './times.ts';
import { BYTES, FIXED64, Reader, tagOf } from './wire.ts';

/** 64-bit numbers of an array, as a column holds them. */
export class NumberList {
  readonly data: Growable = new Growable();
  /** Sum of the integers; exact below 2^53. */
  total = 0;

  clear(): void {
    this.data.clear();
    this.total = 0;
  }

  get count(): number {
    return this.data.length / 8;
  }

  add(low: number, high: number): void {
    this.data.u64(low, high);
    this.total += high * 0x1_0000_0000 + low;
  }

  /** The element as a double. */
  double(index: number): number {
    return this.data.bytes.readDoubleLE(index * 8);
  }

  writeRow([offsets, items]: ListParts): void {
    offsets.offset(this.count);
    items.raw(this.data.bytes, 0, this.data.length);
  }
}

/** One side of an exponential histogram. */
export class Buckets {
  offset = 0;
  readonly counts: NumberList = new NumberList();

  clear(): void {
    this.offset = 0;
    this.counts.clear();
  }
}

/** Bits of `Present`. */
export const HAS_SUM = 1;
export const HAS_MIN = 2;
export const HAS_MAX = 4;

/** A data point of any kind; fields that a kind does not have stay zero. One is used for point after point. */
export class Point {
  readonly buf: Buffer;
  readonly reader: Reader;
  readonly attributes: AttributeList;
  readonly exemplars: Ranges = new Ranges();
  readonly quantiles: Ranges = new Ranges();
  readonly counts: NumberList = new NumberList();
  readonly bounds: NumberList = new NumberList();
  readonly positive: Buckets = new Buckets();
  readonly negative: Buckets = new Buckets();
  readonly #inner: AttributeList;
  startLow = 0;
  startHigh = 0;
  timeLow = 0;
  timeHigh = 0;
  countLow = 0;
  countHigh = 0;
  zeroLow = 0;
  zeroHigh = 0;
  flags = 0;
  value = 0;
  sum = 0;
  min = 0;
  max = 0;
  present = 0;
  scale = 0;
  zeroThreshold = 0;

  constructor(buf: Buffer) {
    this.buf = buf;
    this.reader = new Reader(buf);
    this.attributes = new AttributeList(buf);
    this.#inner = new AttributeList(buf);
  }

  /** Forgets the former point and stands at the first field of the next. */
  begin(start: number, end: number): Reader {
    for (const list of [this.attributes, this.exemplars, this.quantiles, this.counts, this.bounds]) list.clear();
    this.positive.clear();
    this.negative.clear();
    this.startLow = this.startHigh = this.timeLow = this.timeHigh = 0;
    this.countLow = this.countHigh = this.zeroLow = this.zeroHigh = 0;
    this.flags = this.value = this.sum = this.min = this.max = this.present = this.scale = this.zeroThreshold = 0;
    this.reader.pos = start;
    this.reader.end = end;
    return this.reader;
  }

  get count(): number {
    return this.countHigh * 0x1_0000_0000 + this.countLow;
  }

  get zeroCount(): number {
    return this.zeroHigh * 0x1_0000_0000 + this.zeroLow;
  }

  /** Why the times of the point cannot be; '' when they can. */
  refusedTime(window: TimeWindow): string {
    return refusedTime(this.timeLow, this.timeHigh, window);
  }

  /** Writes what every kind has. */
  writeCommon(to: MetricColumns, window: TimeWindow): void {
    this.attributes.writeRow(to.attributes);
    writeTime(to.start, this.startLow, this.startHigh);
    writeTimeOr(to.time, this.timeLow, this.timeHigh, window.now);
    to.flags.u32(this.flags);
  }

  writeExemplars({ attributes, time, value, spanId, traceId }: ExemplarColumns): void {
    const count = this.exemplars.count;
    for (const [offsets] of [attributes, time, value, spanId, traceId]) offsets.offset(count);
    if (count === 0) return;
    const [, ...maps] = attributes;
    for (let i = 0; i < count; i++) {
      const exemplar = this.#readExemplar(this.exemplars.start(i), this.exemplars.end(i));
      this.#inner.writeRow(maps);
      writeTime(time[1], exemplar.timeLow, exemplar.timeHigh);
      value[1].f64(exemplar.value);
      writeId(spanId[1], this.buf, exemplar.spanStart, exemplar.spanEnd);
      writeId(traceId[1], this.buf, exemplar.traceStart, exemplar.traceEnd);
    }
  }

  #readExemplar(start: number, end: number): Exemplar {
    const reader = new Reader(this.buf, start, end);
    const found: Exemplar = { timeLow: 0, timeHigh: 0, value: 0, spanStart: 0, spanEnd: 0, traceStart: 0, traceEnd: 0 };
    this.#inner.clear();
    while (reader.more) {
      const tag = reader.tag();
      if (tag === tagOf(2, FIXED64)) {
        reader.fixed64();
        found.timeLow = reader.low;
        found.timeHigh = reader.high;
      } else if (tag === tagOf(3, FIXED64)) found.value = reader.double();
      else if (tag === tagOf(6, FIXED64)) found.value = signedInteger(reader);
      else if (tag === tagOf(4, BYTES) || tag === tagOf(5, BYTES) || tag === tagOf(7, BYTES)) {
        const to = reader.length();
        if (tag === tagOf(7, BYTES)) this.#inner.add(reader.pos, to);
        else if (tag === tagOf(4, BYTES)) [found.spanStart, found.spanEnd] = [reader.pos, to];
        else [found.traceStart, found.traceEnd] = [reader.pos, to];
        reader.pos = to;
      } else reader.skip(tag);
    }
    return found;
  }
}

interface Exemplar {
  timeLow: number;
  timeHigh: number;
  value: number;
  spanStart: number;
  spanEnd: number;
  traceStart: number;
  traceEnd: number;
}

/** A signed 64-bit integer as the nearest double: the tables hold doubles. */
export function signedInteger(reader: Reader): number {
  reader.fixed64();
  return (reader.high | 0) * 0x1_0000_0000 + reader.low;
}
