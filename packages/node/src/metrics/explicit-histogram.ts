import type { Attributes } from '@opentelemetry/api';
import type { Aggregation } from './aggregation.ts';
import { BucketFinder } from './bucket-finder.ts';
import { indexOf } from './exponential-index.ts';
import { POINT } from './kinds.ts';
import { MAX_EXEMPLARS, Reservoir } from './reservoir.ts';
import type { ExemplarSink } from './exemplars.ts';
import { Series } from './series.ts';

/** https://opentelemetry.io/docs/specs/otel/metrics/sdk/#explicit-bucket-histogram-aggregation */
const DEFAULT_BOUNDARIES = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

/** Where a series keeps what; from `BUCKETS` on stand the counts of the buckets. */
const COUNT = 0;
const SUM = 1;
const MIN = 2;
const MAX = 3;
const BUCKETS = 4;

class ExplicitHistogramSeries extends Series {
  /** All numbers in one piece of memory: a recording touches few lines of it, and makes no new object for a fraction. */
  readonly numbers: Float64Array;
  readonly exemplars: Reservoir | undefined;
  readonly #finder: BucketFinder;

  constructor(attributes: Attributes, text: string, finder: BucketFinder, exemplars: Reservoir | undefined) {
    super(attributes, text);
    this.#finder = finder;
    this.numbers = new Float64Array(BUCKETS + finder.boundaries.length + 1);
    this.exemplars = exemplars;
    this.clear();
  }

  record(value: number): void {
    if (Number.isNaN(value)) return;
    const { numbers } = this;
    const bucket = this.#finder.find(value);
    numbers[BUCKETS + bucket] = (numbers[BUCKETS + bucket] ?? 0) + 1;
    numbers[COUNT] = (numbers[COUNT] ?? 0) + 1;
    numbers[SUM] = (numbers[SUM] ?? 0) + value;
    if (value < (numbers[MIN] ?? 0)) numbers[MIN] = value;
    if (value > (numbers[MAX] ?? 0)) numbers[MAX] = value;
    if (this.exemplars === undefined) return;
    // Too many buckets to hold an exemplar each: then one a power of two.
    this.exemplars.offer(value, this.#finder.boundaries.length < MAX_EXEMPLARS ? bucket : indexOf(value, 0));
  }

  clear(): void {
    this.numbers.fill(0);
    this.numbers[MIN] = Infinity;
    this.numbers[MAX] = -Infinity;
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
    create: (attributes, text) => new ExplicitHistogramSeries(attributes, text, finder, exemplars && new Reservoir()),
    toMetricData: (frame, all, place) => ({
      ...frame,
      dataPointType: POINT.HISTOGRAM,
      dataPoints: all.map((series) => {
        const [count = 0, sum = 0, min = 0, max = 0, ...counts] = series.numbers;
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
