import type { Aggregation } from './aggregation.ts';
import { BucketFinder } from './bucket-finder.ts';
import { indexOf } from './exponential-index.ts';
import { POINT } from './kinds.ts';
import { MAX_EXEMPLARS, Reservoir } from './reservoir.ts';
import type { ExemplarSink } from './exemplars.ts';
import { Series } from './series.ts';
import type { Identity } from './series.ts';

/** https://opentelemetry.io/docs/specs/otel/metrics/sdk/#explicit-bucket-histogram-aggregation */
const DEFAULT_BOUNDARIES = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

class ExplicitHistogramSeries extends Series {
  /** Of each bucket. */
  readonly counts: Float64Array;
  sum = 0;
  min: number = Infinity;
  max: number = -Infinity;
  readonly exemplars: Reservoir | undefined;
  readonly #finder: BucketFinder;

  constructor(identity: Identity, finder: BucketFinder, exemplars: Reservoir | undefined) {
    super(identity);
    this.#finder = finder;
    this.counts = new Float64Array(finder.boundaries.length + 1);
    this.exemplars = exemplars;
  }

  take(value: number): void {
    if (Number.isNaN(value)) return;
    const { counts } = this;
    const bucket = this.#finder.find(value);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (this.exemplars === undefined) return;
    // Too many buckets to hold an exemplar each: then one a power of two.
    this.exemplars.offer(value, this.#finder.boundaries.length < MAX_EXEMPLARS ? bucket : indexOf(value, 0));
  }

  protected clear(): void {
    this.counts.fill(0);
    this.sum = 0;
    this.min = Infinity;
    this.max = -Infinity;
  }
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
  const finder = new BucketFinder(finite(options.boundaries ?? DEFAULT_BOUNDARIES));
  const { recordMinMax = true, tellsSum, exemplars } = options;
  return {
    addsUp: false,
    create: (identity) => new ExplicitHistogramSeries(identity, finder, exemplars && new Reservoir()),
    toMetricData: (frame, all, place) => ({
      ...frame,
      dataPointType: POINT.HISTOGRAM,
      dataPoints: all.map((series) => {
        const { sum, min, max } = series;
        const counts = [...series.counts];
        const count = counts.reduce((all, one) => all + one, 0);
        const point = place(series, {
          ...(recordMinMax && count > 0 ? { min, max } : {}),
          ...(tellsSum ? { sum } : {}),
          buckets: { boundaries: [...finder.boundaries], counts },
          count,
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
