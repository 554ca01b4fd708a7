import type { Attributes } from '@opentelemetry/api';
import type { Aggregation } from './aggregation.ts';
import { indexOf } from './exponential-index.ts';
import { POINT } from './kinds.ts';
import { MAX_EXEMPLARS, Reservoir } from './reservoir.ts';
import type { ExemplarSink } from './exemplars.ts';
import { Series } from './series.ts';

/** https://opentelemetry.io/docs/specs/otel/metrics/sdk/#explicit-bucket-histogram-aggregation */
const DEFAULT_BOUNDARIES = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

class ExplicitHistogramSeries extends Series {
  counts: number[];
  count = 0;
  sum = 0;
  min: number = Infinity;
  max: number = -Infinity;
  readonly exemplars: Reservoir | undefined;
  readonly #boundaries: readonly number[];

  constructor(attributes: Attributes, text: string, boundaries: readonly number[], exemplars: Reservoir | undefined) {
    super(attributes, text);
    this.#boundaries = boundaries;
    this.counts = zeros(boundaries.length + 1);
    this.exemplars = exemplars;
  }

  record(value: number): void {
    if (Number.isNaN(value)) return;
    const bucket = bucketOf(value, this.#boundaries);
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.count += 1;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (this.exemplars === undefined) return;
    // Too many buckets to hold an exemplar each: then one a power of two.
    this.exemplars.offer(value, this.#boundaries.length < MAX_EXEMPLARS ? bucket : indexOf(value, 0));
  }

  clear(): void {
    this.counts = zeros(this.counts.length);
    this.count = 0;
    this.sum = 0;
    this.min = Infinity;
    this.max = -Infinity;
  }
}

/** The first bucket whose upper bound, which belongs to it, is not below the value. */
function bucketOf(value: number, boundaries: readonly number[]): number {
  let low = 0;
  let high = boundaries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((boundaries[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface ExplicitHistogramOptions {
  /** Upper bounds of the buckets, in any order. @defaultValue those of the specification, 0 to 10,000 */
  readonly boundaries?: readonly number[] | undefined;
  /** @defaultValue true */
  readonly recordMinMax?: boolean | undefined;
  /** Whether the sum is told: of measurements that may be negative it would not be one that only goes up. */
  readonly tellsSum: boolean;
  /** Where exemplars go. @defaultValue none are kept */
  readonly exemplars?: ExemplarSink | undefined;
}

/** Counts by fixed buckets. */
export function createExplicitHistogram(options: ExplicitHistogramOptions): Aggregation<ExplicitHistogramSeries> {
  const boundaries = finite(options.boundaries ?? DEFAULT_BOUNDARIES);
  const { recordMinMax = true, tellsSum, exemplars } = options;
  return {
    addsUp: false,
    create: (attributes, text) =>
      new ExplicitHistogramSeries(attributes, text, boundaries, exemplars && new Reservoir()),
    toMetricData: (frame, all, place) => ({
      ...frame,
      dataPointType: POINT.HISTOGRAM,
      dataPoints: all.map((series) => {
        const point = place(series, {
          ...(recordMinMax && series.count > 0 ? { min: series.min, max: series.max } : {}),
          ...(tellsSum ? { sum: series.sum } : {}),
          buckets: { boundaries, counts: series.counts.slice() },
          count: series.count,
        });
        if (exemplars !== undefined) series.exemplars?.handOver(point, exemplars);
        return point;
      }),
    }),
  };
}

/** Sorted, without the infinities, which every histogram ends with anyway. */
function finite(boundaries: readonly number[]): number[] {
  const sorted = boundaries.toSorted((a, b) => a - b);
  const end = sorted.indexOf(Infinity);
  return sorted.slice(sorted.lastIndexOf(-Infinity) + 1, end === -1 ? undefined : end);
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}
