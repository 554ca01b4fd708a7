import type { MetricTable } from '../bounds.ts';

/** The five kinds of metrics that OTLP knows. */
export type MetricKind = 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram' | 'summary';

/** Every {@link MetricKind}. */
export const KINDS: readonly MetricKind[] = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'];

/** Where the points of each kind lie. */
export const TABLE_OF: Readonly<Record<MetricKind, MetricTable>> = {
  gauge: 'otel_metrics_gauge',
  sum: 'otel_metrics_sum',
  histogram: 'otel_metrics_histogram',
  exponentialHistogram: 'otel_metrics_exp_histogram',
  summary: 'otel_metrics_summary',
};

/** Whether points tell what came since the point before, or since the start of the program. */
export type Temporality = 'delta' | 'cumulative';

/** Every way to make one number a step out of points. */
export const AGGS = [
  'rate',
  'increase',
  'count',
  'sum',
  'avg',
  'min',
  'max',
  'last',
  'p50',
  'p75',
  'p90',
  'p95',
  'p99',
] as const;

/** How points become one number a step. */
export type Agg = (typeof AGGS)[number];

const LEVELS = { p50: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99 } as const;

/** An {@link Agg} that is a percentile. */
export type Percentile = keyof typeof LEVELS;

const PERCENTILES: readonly Percentile[] = ['p95', 'p50', 'p75', 'p90', 'p99'];

/** The share of values at or below a percentile, 0 to 1; `undefined` where the agg is none. */
export function levelOf(agg: Agg): number | undefined {
  return isPercentile(agg) ? LEVELS[agg] : undefined;
}

function isPercentile(agg: Agg): agg is Percentile {
  return Object.hasOwn(LEVELS, agg);
}

/** What decides which aggs make sense. */
export interface Nature {
  readonly kind: MetricKind;
  /** `null`: the kind has none, or its points differ. */
  readonly temporality: Temporality | null;
  /** Whether a sum never falls; `null` for other kinds. */
  readonly monotonic: boolean | null;
  /** Quantiles that the points of a summary carry, 0 to 1. */
  readonly quantiles: readonly number[];
}

/**
 * The aggs that make sense for a metric; the first is the usual one.
 *
 * - gauge: over the points of the step `avg`, `min`, `max`, `count`; `last` is the newest of them (the greatest where several are), `sum` adds up the newest of each series.
 * - sum that only rises, or is sent as differences: `increase` over the step and `rate` a second.
 * - sum that falls too (an up-down counter): a level, like a gauge, whose parts add up.
 * - histograms: percentiles, `count` (also called `increase`), `rate` of observations, `sum` and `avg` of what was observed; `min` and `max`
 *   only where points are differences: those of a cumulative point speak of all the time since its start.
 * - summary: the quantiles that it carries, `count`, `rate`, `sum`, `avg`.
 */
export function aggsOf({ kind, temporality, monotonic, quantiles }: Nature): Agg[] {
  switch (kind) {
    case 'gauge':
      return ['avg', 'min', 'max', 'last', 'sum', 'count'];
    case 'sum':
      if (monotonic === true || temporality === 'delta') return ['rate', 'increase'];
      return ['sum', 'avg', 'min', 'max', 'last', 'count'];
    case 'summary':
      return [
        ...PERCENTILES.filter((agg) => quantiles.includes(LEVELS[agg])),
        ...(['rate', 'count', 'increase', 'sum', 'avg'] as const),
      ];
    default:
      return [
        ...PERCENTILES,
        ...(['avg', 'rate', 'count', 'increase', 'sum'] as const),
        ...(temporality === 'delta' ? (['min', 'max'] as const) : []),
      ];
  }
}

/** The unit of an answer (UCUM): that of the metric, a second for rates, `1` for counts. */
export function unitOf(agg: Agg, kind: MetricKind, unit: string): string {
  const own = unit === '' ? '1' : unit;
  const isOfObservations = kind !== 'gauge' && kind !== 'sum';
  switch (agg) {
    case 'rate':
      return isOfObservations ? '1/s' : `${own}/s`;
    case 'count':
      return '1';
    case 'increase':
      return isOfObservations ? '1' : own;
    default:
      return own;
  }
}
