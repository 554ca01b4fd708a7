import { AggregationTemporality, AggregationType, InstrumentType } from '@opentelemetry/sdk-metrics';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import { afterEach, expect, test, vi } from 'vitest';
import { createDrops } from './drops.ts';
import { metricEncoding } from './encoding.ts';
import { createMetricExporter } from './metrics.ts';

afterEach(() => vi.unstubAllEnvs());

const idle = { deliver: async () => {}, hurry: () => {}, setRetry: () => {}, unsent: () => [], close: () => {} };
const createExporter = (): PushMetricExporter =>
  createMetricExporter(idle, createDrops(), metricEncoding('http/protobuf'));

test.each([
  [undefined, AggregationType.DEFAULT],
  ['explicit_bucket_histogram', AggregationType.DEFAULT],
  ['Base2_Exponential_Bucket_Histogram', AggregationType.EXPONENTIAL_HISTOGRAM],
  ['best', AggregationType.DEFAULT],
])('with %s as default aggregation histograms get type %s, and only they', (value, expected) => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION', value);
  const exporter = createExporter();
  expect(exporter.selectAggregation?.(InstrumentType.HISTOGRAM)).toEqual({ type: expected });
  expect(exporter.selectAggregation?.(InstrumentType.COUNTER)).toEqual({ type: AggregationType.DEFAULT });
});

// https://opentelemetry.io/docs/specs/otel/metrics/sdk_exporters/otlp/#additional-environment-variable-configuration
const { DELTA, CUMULATIVE } = AggregationTemporality;
test.each([
  [undefined, [CUMULATIVE, CUMULATIVE, CUMULATIVE, CUMULATIVE, CUMULATIVE]],
  ['cumulative', [CUMULATIVE, CUMULATIVE, CUMULATIVE, CUMULATIVE, CUMULATIVE]],
  ['Delta', [DELTA, DELTA, DELTA, CUMULATIVE, CUMULATIVE]],
  ['lowmemory', [DELTA, DELTA, CUMULATIVE, CUMULATIVE, CUMULATIVE]],
  ['sometimes', [CUMULATIVE, CUMULATIVE, CUMULATIVE, CUMULATIVE, CUMULATIVE]],
])('with %s as temporality the kinds of instruments get %o', (value, expected) => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', value);
  const exporter = createExporter();
  const kinds = [
    InstrumentType.COUNTER,
    InstrumentType.HISTOGRAM,
    InstrumentType.OBSERVABLE_COUNTER,
    InstrumentType.UP_DOWN_COUNTER,
    InstrumentType.OBSERVABLE_UP_DOWN_COUNTER,
  ];
  expect(kinds.map((kind) => exporter.selectAggregationTemporality?.(kind))).toEqual(expected);
});
