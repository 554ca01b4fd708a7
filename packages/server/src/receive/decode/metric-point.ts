import { Growable, type Bytes } from '../../store/native/growable.ts';
import { AttributeList } from './attributes.ts';
import { eachMessage } from './frame.ts';
import { writeId } from './ids.ts';
import { KeyPaths } from './key-paths.ts';
import type { ExemplarColumns, MetricColumns, NumbersColumn } from './metric-columns.ts';
import { Ranges } from './ranges.ts';
import { readTime, refusedTime, timeWindow, writeTime, writeTimeOr, type TimeWindow } from './times.ts';
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
    return this.data.view.getFloat64(index * 8, true);
  }

  writeRow({ counts, items }: NumbersColumn): void {
    counts.add(this.count);
    items.raw(this.data, 0, this.data.length);
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
  body: Bytes = new Growable(1);
  window: TimeWindow = timeWindow(0);
  readonly reader: Reader = new Reader(this.body);
  readonly attributes: AttributeList = new AttributeList(new KeyPaths());
  readonly exemplars: Ranges = new Ranges();
  readonly quantiles: Ranges = new Ranges();
  readonly counts: NumberList = new NumberList();
  readonly bounds: NumberList = new NumberList();
  readonly positive: Buckets = new Buckets();
  readonly negative: Buckets = new Buckets();
  readonly #inner = new AttributeList();
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

  /** Forgets the former point and stands at the first field of the next. */
  begin(start: number, end: number): Reader {
    this.attributes.begin(this.body);
    this.exemplars.clear();
    this.quantiles.clear();
    this.startLow = this.startHigh = this.timeLow = this.timeHigh = 0;
    this.flags = this.value = 0;
    this.reader.at(this.body, start, end);
    return this.reader;
  }

  /** {@link Point.begin} for kinds that have more than a number. */
  beginDistribution(start: number, end: number): Reader {
    for (const list of [this.counts, this.bounds, this.positive, this.negative]) list.clear();
    this.countLow = this.countHigh = this.zeroLow = this.zeroHigh = 0;
    this.sum = this.min = this.max = this.present = this.scale = this.zeroThreshold = 0;
    return this.begin(start, end);
  }

  get count(): number {
    return this.countHigh * 0x1_0000_0000 + this.countLow;
  }

  get zeroCount(): number {
    return this.zeroHigh * 0x1_0000_0000 + this.zeroLow;
  }

  /** Why the times of the point cannot be; '' when they can. */
  refusedTime(): string {
    return refusedTime(this.timeLow, this.timeHigh, this.window);
  }

  /** Writes what every kind has. */
  writeCommon(to: MetricColumns): void {
    this.attributes.writeRow(to.attributes);
    writeTime(to.start, this.startLow, this.startHigh);
    writeTimeOr(to.time, this.timeLow, this.timeHigh, this.window.now);
    to.flags.u32(this.flags);
  }

  writeExemplars({ counts, attributes, time, value, spanId, traceId }: ExemplarColumns): void {
    const count = this.exemplars.count;
    counts.add(count);
    for (let i = 0; i < count; i++) {
      const exemplar = this.#readExemplar(this.exemplars.start(i), this.exemplars.end(i));
      this.#inner.writeRow(attributes);
      writeTime(time, exemplar.timeLow, exemplar.timeHigh);
      value.f64(exemplar.value);
      writeId(spanId, this.body, exemplar.spanStart, exemplar.spanEnd);
      writeId(traceId, this.body, exemplar.traceStart, exemplar.traceEnd);
    }
  }

  /** Whether a point that is not written could be: what is broken anywhere makes its body no message. */
  check(): void {
    this.attributes.check();
    for (let i = 0; i < this.exemplars.count; i++) {
      this.#readExemplar(this.exemplars.start(i), this.exemplars.end(i));
      this.#inner.check();
    }
    for (let i = 0; i < this.quantiles.count; i++) {
      eachMessage(this.body, this.quantiles.start(i), this.quantiles.end(i), () => undefined);
    }
  }

  #readExemplar(start: number, end: number): Exemplar {
    const reader = new Reader(this.body, start, end);
    const found: Exemplar = { timeLow: 0, timeHigh: 0, value: 0, spanStart: 0, spanEnd: 0, traceStart: 0, traceEnd: 0 };
    this.#inner.begin(this.body);
    while (reader.more) {
      const tag = reader.tag();
      if (tag === tagOf(2, FIXED64)) {
        readTime(reader, this.window);
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
