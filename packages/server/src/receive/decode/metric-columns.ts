import type { BlockBuilder, MapColumn } from '../../store/native/block.ts';
import type { Coded } from '../../store/native/coded.ts';
import type { Offsets } from '../../store/native/offsets.ts';
import type { Growable } from '../../store/native/growable.ts';
import { frameColumns, type FrameColumns } from './frame.ts';

/** What every metrics table has. */
export interface MetricColumns {
  block: BlockBuilder;
  frame: FrameColumns;
  name: Coded;
  description: Growable;
  unit: Growable;
  attributes: MapColumn;
  start: Growable;
  time: Growable;
  flags: Growable;
}

/** The nested columns of exemplars. */
export interface ExemplarColumns {
  counts: Offsets;
  attributes: MapColumn;
  time: Growable;
  value: Growable;
  spanId: Growable;
  traceId: Growable;
}

/** A column of arrays of numbers. */
export interface NumbersColumn {
  counts: Offsets;
  items: Growable;
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
  bucketCounts: NumbersColumn;
  explicitBounds: NumbersColumn;
}

/** `otel_metrics_exp_histogram`. */
export interface ExponentialColumns extends DistributionColumns {
  scale: Growable;
  zeroCount: Growable;
  zeroThreshold: Growable;
  positiveOffset: Growable;
  positiveCounts: NumbersColumn;
  negativeOffset: Growable;
  negativeCounts: NumbersColumn;
}

/** `otel_metrics_summary`. */
export interface SummaryColumns extends MetricColumns {
  count: Growable;
  sum: Growable;
  quantiles: { counts: Offsets; quantile: Growable; value: Growable };
}

/** Columns of the five tables. */
export interface AllMetricColumns {
  gauge: NumberColumns;
  sum: SumColumns;
  histogram: HistogramColumns;
  exponential: ExponentialColumns;
  summary: SummaryColumns;
}

function metricColumns(block: BlockBuilder): MetricColumns {
  return {
    block,
    frame: frameColumns(block),
    name: block.coded('MetricName'),
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
    counts: block.offsets('Exemplars'),
    attributes: block.mapItems('Exemplars.FilteredAttributes'),
    time: block.items('Exemplars.TimeUnix'),
    value: block.items('Exemplars.Value'),
    spanId: block.items('Exemplars.SpanId'),
    traceId: block.items('Exemplars.TraceId'),
  };
}

function numbersColumn(block: BlockBuilder, name: string): NumbersColumn {
  return { counts: block.offsets(name), items: block.items(name) };
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
    bucketCounts: numbersColumn(block, 'BucketCounts'),
    explicitBounds: numbersColumn(block, 'ExplicitBounds'),
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
    positiveCounts: numbersColumn(block, 'PositiveBucketCounts'),
    negativeOffset: block.part('NegativeOffset'),
    negativeCounts: numbersColumn(block, 'NegativeBucketCounts'),
  };
}

/** Columns of a builder for `otel_metrics_summary`. */
export function summaryColumns(block: BlockBuilder): SummaryColumns {
  return {
    ...metricColumns(block),
    count: block.part('Count'),
    sum: block.part('Sum'),
    quantiles: {
      counts: block.offsets('ValueAtQuantiles'),
      quantile: block.items('ValueAtQuantiles.Quantile'),
      value: block.items('ValueAtQuantiles.Value'),
    },
  };
}
