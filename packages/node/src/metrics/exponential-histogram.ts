import type { Aggregation } from './aggregation.ts';
import { indexOf } from './exponential-index.ts';
import { POINT } from './kinds.ts';
import { Reservoir } from './reservoir.ts';
import type { ExemplarSink } from './exemplars.ts';
import { Series } from './series.ts';
import type { Identity } from './series.ts';

const MAX_SCALE = 20;
const DEFAULT_MAX_SIZE = 160;
const MIN_MAX_SIZE = 2;

/** Counts of neighbouring buckets, at most as many as there is room for, so that an index modulo the room is a place. */
class Buckets {
  low = 0;
  high = -1;
  readonly #size: number;
  #counts: Float64Array | undefined;

  constructor(size: number) {
    this.#size = size;
  }

  /** By how many scales the histogram must become coarser to hold this index too. */
  excess(index: number): number {
    if (this.high < this.low) return 0;
    let low = Math.min(index, this.low);
    let high = Math.max(index, this.high);
    let shift = 0;
    for (; high - low >= this.#size; shift += 1) {
      low >>= 1;
      high >>= 1;
    }
    return shift;
  }

  increment(index: number): void {
    this.#counts ??= new Float64Array(this.#size);
    if (this.high < this.low) {
      this.low = index;
      this.high = index;
    } else if (index < this.low) this.low = index;
    else if (index > this.high) this.high = index;
    const place = this.#placeOf(index);
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
  }

  coarsen(shift: number): void {
    if (this.high < this.low) return;
    const counts = new Float64Array(this.#size);
    for (let index = this.low; index <= this.high; index += 1) {
      const place = this.#placeOf(index >> shift);
      counts[place] = (counts[place] ?? 0) + this.#at(index);
    }
    this.#counts = counts;
    this.low >>= shift;
    this.high >>= shift;
  }

  clear(): void {
    this.low = 0;
    this.high = -1;
    this.#counts?.fill(0);
  }

  snapshot(): { offset: number; bucketCounts: number[] } {
    const length = this.high - this.low + 1;
    return { offset: this.low, bucketCounts: Array.from({ length }, (_, at) => this.#at(this.low + at)) };
  }

  #at(index: number): number {
    return this.#counts?.[this.#placeOf(index)] ?? 0;
  }

  #placeOf(index: number): number {
    const rest = index % this.#size;
    return rest < 0 ? rest + this.#size : rest;
  }
}

class ExponentialHistogramSeries extends Series {
  readonly positive: Buckets;
  readonly negative: Buckets;
  scale: number = MAX_SCALE;
  count = 0;
  zeroCount = 0;
  sum = 0;
  min: number = Infinity;
  max: number = -Infinity;

  readonly exemplars: Reservoir | undefined;

  constructor(identity: Identity, maxSize: number, exemplars: Reservoir | undefined) {
    super(identity);
    this.exemplars = exemplars;
    this.positive = new Buckets(maxSize);
    this.negative = new Buckets(maxSize);
  }

  take(value: number): void {
    if (!Number.isFinite(value)) return;
    this.exemplars?.offer(value, indexOf(Math.abs(value), 0));
    this.count += 1;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (value === 0) {
      this.zeroCount += 1;
      return;
    }
    this.sum += value;
    const buckets = value > 0 ? this.positive : this.negative;
    const size = Math.abs(value);
    let index = indexOf(size, this.scale);
    const shift = buckets.excess(index);
    if (shift > 0) {
      this.scale -= shift;
      this.positive.coarsen(shift);
      this.negative.coarsen(shift);
      index = indexOf(size, this.scale);
    }
    buckets.increment(index);
  }

  protected clear(): void {
    this.positive.clear();
    this.negative.clear();
    this.scale = MAX_SCALE;
    this.count = 0;
    this.zeroCount = 0;
    this.sum = 0;
    this.min = Infinity;
    this.max = -Infinity;
  }
}

export interface ExponentialHistogramOptions {
  /** Most buckets of each sign, at least 2. @defaultValue 160 */
  readonly maxSize?: number | undefined;
  /** @defaultValue true */
  readonly recordMinMax?: boolean | undefined;
  /** Whether the sum is told: of measurements that may be negative it would not be one that only goes up. */
  readonly tellsSum: boolean;
  /** Where exemplars go. @defaultValue none are kept */
  readonly exemplars?: ExemplarSink | undefined;
}

/** Counts by buckets that follow the data, each a fixed factor wide. */
export function createExponentialHistogram(
  options: ExponentialHistogramOptions,
): Aggregation<ExponentialHistogramSeries> {
  const maxSize = Math.max(options.maxSize ?? DEFAULT_MAX_SIZE, MIN_MAX_SIZE);
  const { recordMinMax = true, tellsSum, exemplars } = options;
  return {
    addsUp: false,
    create: (identity) => new ExponentialHistogramSeries(identity, maxSize, exemplars && new Reservoir()),
    toMetricData: (frame, all, place) => ({
      ...frame,
      dataPointType: POINT.EXPONENTIAL_HISTOGRAM,
      dataPoints: all.map((series) => {
        const point = place(series, {
          ...(recordMinMax ? { min: series.min, max: series.max } : {}),
          ...(tellsSum ? { sum: series.sum } : {}),
          count: series.count,
          scale: series.count === series.zeroCount ? 0 : series.scale,
          zeroCount: series.zeroCount,
          positive: series.positive.snapshot(),
          negative: series.negative.snapshot(),
        });
        if (exemplars !== undefined) series.exemplars?.handOver(point, exemplars);
        return point;
      }),
    }),
  };
}
