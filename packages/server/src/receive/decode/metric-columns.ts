import type { BlockBuilder, ListParts, MapListParts, MapParts } from '../../store/native/block.ts';
import type { Growable } from '../../store/native/growable.ts';
import { frameColumns, type FrameColumns } from './frame.ts';

/** What every metrics table has. */
export interface MetricColumns {
  block: BlockBuilder;
  frame: FrameColumns;
  name: Growable;
  description: Growable;
  unit: Growable;
  attributes: MapParts;
  start: Growable;
  time: Growable;
  flags: Growable;
}

/** The nested columns of exemplars. */
export interface ExemplarColumns {
  attributes: MapListParts;
  time: ListParts;
  value: ListParts;
  spanId: ListParts;
  traceId: ListParts;
}

/** `otel_metrics_gauge` and `otel_metrics_sum`. */
export interface NumberColumns extends MetricColumns {
  exemplars: ExemplarColumns;
  value: Growable;
}

/** `otel_metrics_sum`. */
export interface SumColumns extends NumberColumns {
  temporality: Growable;
  isMonotonic: Growable;
}

/** What both kinds of histogram have. */
export interface DistributionColumns extends MetricColumns {
  exemplars: ExemplarColumns;
  count: Growable;
  sum: Growable;
  min: Growable;
  max: Growable;
  present: Growable;
  temporality: Growable;
}

/** `otel_metrics_histogram`. */
export interface HistogramColumns extends DistributionColumns {
  bucketCounts: ListParts;
  explicitBounds: ListParts;
}

/** `otel_metrics_exp_histogram`. */
export interface ExponentialColumns extends DistributionColumns {
  scale: Growable;
  zeroCount: Growable;
  zeroThreshold: Growable;
  positiveOffset: Growable;
  positiveCounts: ListParts;
  negativeOffset: Growable;
  negativeCounts: ListParts;
}

/** `otel_metrics_summary`. */
export interface SummaryColumns extends MetricColumns {
  count: Growable;
  sum: Growable;
  quantile: ListParts;
  value: ListParts;
}

function metricColumns(block: BlockBuilder): MetricColumns {
  return {
    block,
    frame: frameColumns(block),
    name: block.part('MetricName'),
    description: block.part('MetricDescription'),
    unit: block.part('MetricUnit'),
    attributes: block.map('Attributes'),
    start: block.part('StartTimeUnix'),
    time: block.part('TimeUnix'),
    flags: block.part('Flags'),
  };
}

function exemplarColumns(block: BlockBuilder): ExemplarColumns {
  return {
    attributes: block.mapList('Exemplars.FilteredAttributes'),
    time: block.list('Exemplars.TimeUnix'),
    value: block.list('Exemplars.Value'),
    spanId: block.list('Exemplars.SpanId'),
    traceId: block.list('Exemplars.TraceId'),
  };
}

/** Columns of a builder for `otel_metrics_gauge`. */
export function gaugeColumns(block: BlockBuilder): NumberColumns {
  return { ...metricColumns(block), exemplars: exemplarColumns(block), value: block.part('Value') };
}

/** Columns of a builder for `otel_metrics_sum`. */
export function sumColumns(block: BlockBuilder): SumColumns {
  return {
    ...gaugeColumns(block),
    temporality: block.part('AggregationTemporality'),
    isMonotonic: block.part('IsMonotonic'),
  };
}

function distributionColumns(block: BlockBuilder): DistributionColumns {
  return {
    ...metricColumns(block),
    exemplars: exemplarColumns(block),
    count: block.part('Count'),
    sum: block.part('Sum'),
    min: block.part('Min'),
    max: block.part('Max'),
    present: block.part('Present'),
    temporality: block.part('AggregationTemporality'),
  };
}

/** Columns of a builder for `otel_metrics_histogram`. */
export function histogramColumns(block: BlockBuilder): HistogramColumns {
  return {
    ...distributionColumns(block),
    bucketCounts: block.list('BucketCounts'),
    explicitBounds: block.list('ExplicitBounds'),
  };
}

/** Columns of a builder for `otel_metrics_exp_histogram`. */
export function exponentialColumns(block: BlockBuilder): ExponentialColumns {
  return {
    ...distributionColumns(block),
    scale: block.part('Scale'),
    zeroCount: block.part('ZeroCount'),
    zeroThreshold: block.part('ZeroThreshold'),
    positiveOffset: block.part('PositiveOffset'),
    positiveCounts: block.list('PositiveBucketCounts'),
    negativeOffset: block.part('NegativeOffset'),
    negativeCounts: block.list('NegativeBucketCounts'),
  };
}

/** Columns of a builder for `otel_metrics_summary`. */
export function summaryColumns(block: BlockBuilder): SummaryColumns {
  return {
    ...metricColumns(block),
    count: block.part('Count'),
    sum: block.part('Sum'),
    quantile: block.list('ValueAtQuantiles.Quantile'),
    value: block.list('ValueAtQuantiles.Value'),
  };
}
