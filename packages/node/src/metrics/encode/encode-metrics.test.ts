// otlp-transformer is the oracle: both write the same collections, and protobufjs reads both.
import { readFileSync } from 'node:fs';
import { ValueType } from '@opentelemetry/api';
import type { HrTime } from '@opentelemetry/api';
import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationTemporality, AggregationType, DataPointType, InstrumentType } from '@opentelemetry/sdk-metrics';
import type { MetricData, MetricReaderOptions, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { parse } from 'protobufjs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { play } from '../../../test/metrics-script.ts';
import { keepWithPoint } from '../exemplars.ts';
import { countPoints, encodeMetrics } from './encode-metrics.ts';

const proto = readFileSync(new URL('../../../../server/test/otlp/otlp.proto', import.meta.url), 'utf8');
const REQUEST = parse(proto).root.lookupType('ExportMetricsServiceRequest');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_123 });
});
afterEach(() => vi.useRealTimers());

function decode(body: Uint8Array): unknown {
  return REQUEST.toObject(REQUEST.decode(body), { longs: String, bytes: String, defaults: true });
}

function expectSameBytes({ resource, scopeMetrics }: ResourceMetrics): void {
  const expected = ProtobufMetricsSerializer.serializeRequest({ resource, scopeMetrics });
  if (expected === undefined) throw new Error('the oracle wrote nothing');
  expect(decode(encodeMetrics(resource, scopeMetrics))).toEqual(decode(expected));
}

const { CUMULATIVE, DELTA } = AggregationTemporality;
const exponential: MetricReaderOptions = {
  aggregationTemporalitySelector: () => DELTA,
  aggregationSelector: (type) =>
    type === InstrumentType.HISTOGRAM
      ? { type: AggregationType.EXPONENTIAL_HISTOGRAM }
      : { type: AggregationType.DEFAULT },
};

test.each<[string, MetricReaderOptions]>([
  ['cumulative', { aggregationTemporalitySelector: () => CUMULATIVE }],
  ['delta', { aggregationTemporalitySelector: () => DELTA }],
  ['with exponential histograms', exponential],
])('writes what otlp-transformer writes: %s', async (_name, reader) => {
  let points = 0;
  for (let seed = 1; seed <= 6; seed += 1) {
    for (const { actual } of await play({ readers: [reader], odd: true }, seed)) {
      expectSameBytes(actual.resourceMetrics);
      points += countPoints(actual.resourceMetrics.scopeMetrics);
    }
  }
  expect(points).toBeGreaterThan(500);
});

/** A collection of one metric, in a scope and a resource that have everything. */
function collectionOf(...metrics: readonly MetricData[]): ResourceMetrics {
  return {
    resource: resourceFromAttributes(
      { 'service.name': 'Bücher', list: ['a', 'b'], ratio: 0.5, on: true },
      { schemaUrl: 'https://opentelemetry.io/schemas/1.45.0' },
    ),
    scopeMetrics: [
      { scope: { name: 'scope', version: '1.2', schemaUrl: 'https://example.test/1' }, metrics: [...metrics] },
    ],
  };
}

function sumOf(valueType: ValueType, ...values: readonly number[]): MetricData {
  return {
    descriptor: { name: 'sum', description: 'Über', unit: '{thing}', valueType },
    aggregationTemporality: DELTA,
    dataPointType: DataPointType.SUM,
    isMonotonic: false,
    dataPoints: values.map((value) => ({
      startTime: [1_700_000_000, 1],
      endTime: [1_700_000_015, 999_999_999],
      attributes: { value: String(value), whole: value, nested: ['x', 1], bytes: new Uint8Array([1, 2]) },
      value,
    })),
  };
}

test('writes integers and fractions of every size and sign', () => {
  const whole = [
    0,
    1,
    -1,
    127,
    128,
    -128,
    2 ** 31,
    -(2 ** 31),
    2 ** 32,
    -(2 ** 32) - 1,
    Number.MAX_SAFE_INTEGER,
    -(2 ** 53),
  ];
  expectSameBytes(collectionOf(sumOf(ValueType.INT, ...whole)));
  expectSameBytes(collectionOf(sumOf(ValueType.DOUBLE, ...whole, 0.1, -1e-300, 1e300, Infinity, -Infinity)));
});

test('writes a collection of more than 2 MiB, whose lengths need four bytes', () => {
  const long = 'ü'.repeat(2 ** 20);
  const dataPoints = ['at the start', long, 'at the end'].map((text) => ({
    startTime: [1, 0] as HrTime,
    endTime: [2, 0] as HrTime,
    attributes: { text },
    value: 1,
  }));
  const metrics = collectionOf({
    ...sumOf(ValueType.DOUBLE),
    dataPointType: DataPointType.SUM,
    isMonotonic: true,
    dataPoints,
  });
  expect(encodeMetrics(metrics.resource, metrics.scopeMetrics).length).toBeGreaterThan(2 ** 21);
  expectSameBytes(metrics);
});

test('writes counts beyond 2³²', () => {
  const count = 2 ** 32 + 5;
  const histogram: MetricData = {
    descriptor: { name: 'h', description: '', unit: 'ms', valueType: ValueType.DOUBLE },
    aggregationTemporality: CUMULATIVE,
    dataPointType: DataPointType.HISTOGRAM,
    dataPoints: [
      {
        startTime: [1, 0],
        endTime: [2, 0],
        attributes: {},
        value: { count, sum: 1.5, min: 0, max: 2, buckets: { boundaries: [1], counts: [count, 0] } },
      },
    ],
  };
  expectSameBytes(collectionOf(histogram));
});

test.each([DataPointType.HISTOGRAM, DataPointType.EXPONENTIAL_HISTOGRAM] as const)(
  'writes exemplars of histograms, which otlp-transformer leaves out: kind %i',
  (dataPointType) => {
    const point = {
      startTime: [1, 0] as [number, number],
      endTime: [2, 0] as [number, number],
      attributes: { a: 1 },
    };
    const value = { count: 1, sum: 7, min: 7, max: 7 };
    const exponentialValue = {
      ...value,
      scale: 3,
      zeroCount: 0,
      positive: { offset: 22, bucketCounts: [1] },
      negative: { offset: 0, bucketCounts: [] },
    };
    const explicitPoint = { ...point, value: { ...value, buckets: { boundaries: [5], counts: [0, 1] } } };
    const exponentialPoint = { ...point, value: exponentialValue };
    const exemplar = {
      value: 7,
      timeMs: 1_700_000_000_123,
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
    };
    keepWithPoint(explicitPoint, [exemplar]);
    keepWithPoint(exponentialPoint, [exemplar]);
    const common = {
      descriptor: { name: 'h', description: '', unit: 'ms', valueType: ValueType.DOUBLE },
      aggregationTemporality: DELTA,
    };
    const metric: MetricData =
      dataPointType === DataPointType.HISTOGRAM
        ? { ...common, dataPointType, dataPoints: [explicitPoint] }
        : { ...common, dataPointType, dataPoints: [exponentialPoint] };
    const { resource, scopeMetrics } = collectionOf(metric);
    expect(JSON.stringify(decode(encodeMetrics(resource, scopeMetrics)))).toContain(
      JSON.stringify({
        filteredAttributes: [],
        timeUnixNano: '1700000000123000000',
        spanId: Buffer.from(exemplar.spanId, 'hex').toString('base64'),
        traceId: Buffer.from(exemplar.traceId, 'hex').toString('base64'),
        asDouble: 7,
      }).slice(1, -1),
    );
  },
);
