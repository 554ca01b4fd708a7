import { context, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  AggregationType,
  InMemoryMetricExporter,
  InstrumentType,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import type { AggregationSelector, MetricReader, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { parse } from 'protobufjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { keepExemplars } from './exemplars.ts';
import { exemplarSinkOf, exemplarsOf } from '../metrics/exemplars.ts';
import { FastMeterProvider } from '../metrics/meter-provider.ts';
import { metricEncoder } from './encoding.ts';

/** opentelemetry/proto/metrics/v1/metrics.proto, as far as histograms go. */
const METRICS_PROTO = `
syntax = "proto3";
message Request { repeated ResourceMetrics resource_metrics = 1; }
message ResourceMetrics { repeated ScopeMetrics scope_metrics = 2; }
message ScopeMetrics { repeated Metric metrics = 2; }
message Metric { string name = 1; string unit = 3; Gauge gauge = 5; Sum sum = 7; Histogram histogram = 9; ExponentialHistogram exponential_histogram = 10; }
message Gauge { repeated NumberPoint data_points = 1; }
message Sum { repeated NumberPoint data_points = 1; int32 aggregation_temporality = 2; bool is_monotonic = 3; }
message NumberPoint { fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3; double as_double = 4; repeated KeyValue attributes = 7; }
message Histogram { repeated HistogramPoint data_points = 1; int32 aggregation_temporality = 2; }
message HistogramPoint { fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3; fixed64 count = 4; double sum = 5; repeated fixed64 bucket_counts = 6; repeated double explicit_bounds = 7; repeated Exemplar exemplars = 8; repeated KeyValue attributes = 9; double min = 11; double max = 12; }
message ExponentialHistogram { repeated ExponentialPoint data_points = 1; int32 aggregation_temporality = 2; }
message ExponentialPoint { repeated KeyValue attributes = 1; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3; fixed64 count = 4; double sum = 5; sint32 scale = 6; fixed64 zero_count = 7; Buckets positive = 8; Buckets negative = 9; repeated Exemplar exemplars = 11; double min = 12; double max = 13; }
message Buckets { sint32 offset = 1; repeated uint64 bucket_counts = 2; }
message Exemplar { fixed64 time_unix_nano = 2; double as_double = 3; bytes span_id = 4; bytes trace_id = 5; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { string string_value = 1; int64 int_value = 3; }
`;
const REQUEST = parse(METRICS_PROTO).root.lookupType('Request');

interface SentExemplar {
  timeUnixNano: string;
  asDouble: number;
  traceId: string;
  spanId: string;
}

/** What was recorded, in a span of this number or in none. */
type Recorded = readonly [name: string, value: number, span?: number, sampled?: boolean];

const idOf = (span: number, length: number): string => span.toString(16).padStart(length, 'a');

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => context.disable());
afterEach(() => vi.unstubAllEnvs());

type CreateProvider = (reader: MetricReader, exemplars: boolean) => MeterProvider | FastMeterProvider;

const PROVIDERS: readonly [string, CreateProvider][] = [
  [
    'sdk-metrics',
    (reader, exemplars) => {
      const provider = new MeterProvider({ readers: [reader] });
      if (exemplars) keepExemplars(provider);
      return provider;
    },
  ],
  [
    'our own metrics',
    (reader, exemplars) =>
      new FastMeterProvider({
        resource: resourceFromAttributes({}),
        readers: [reader],
        ...(exemplars ? { exemplarsOf: exemplarSinkOf() } : {}),
      }),
  ],
];
let createProvider: CreateProvider;

interface Setup {
  readonly kind?: AggregationType.DEFAULT | AggregationType.EXPONENTIAL_HISTOGRAM;
  readonly temporality?: AggregationTemporality;
  readonly exemplars?: boolean;
}

const aggregationOf =
  (kind: AggregationType.DEFAULT | AggregationType.EXPONENTIAL_HISTOGRAM): AggregationSelector =>
  (type) => ({ type: type === InstrumentType.HISTOGRAM ? kind : AggregationType.DEFAULT });

function createHistograms({
  kind = AggregationType.DEFAULT,
  temporality = AggregationTemporality.CUMULATIVE,
  exemplars = true,
}: Setup = {}): {
  record(...all: Recorded[]): void;
  collect(): Promise<ResourceMetrics>;
} {
  const exporter = new InMemoryMetricExporter(temporality);
  const reader = new PeriodicExportingMetricReader({
    exporter: Object.assign(exporter, { selectAggregation: aggregationOf(kind) }),
    exportIntervalMillis: 1e6,
    exportTimeoutMillis: 1e5,
  });
  const provider = createProvider(reader, exemplars);
  const meter = provider.getMeter('test');
  // Another kind of metric in between, which has points but no exemplars.
  meter.createCounter('count').add(1);
  return {
    record: (...all) => {
      for (const [name, value, span, sampled = true] of all) {
        const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
        const inside =
          span === undefined
            ? ROOT_CONTEXT
            : trace.setSpanContext(ROOT_CONTEXT, { traceId: idOf(span, 32), spanId: idOf(span, 16), traceFlags });
        const advice = { explicitBucketBoundaries: [1, 10, 100] };
        context.with(inside, () => meter.createHistogram(name, { unit: 's', advice }).record(value, { kind: 'ü' }));
      }
    },
    collect: async () => {
      exporter.reset();
      await provider.forceFlush();
      return exporter.getMetrics()[0] ?? { resource: resourceFromAttributes({}), scopeMetrics: [] };
    },
  };
}

/** Value and number of the span of each exemplar, by name of the metric. */
const kept = (metrics: ResourceMetrics): Record<string, [number, number][]> =>
  Object.fromEntries(
    metrics.scopeMetrics.flatMap((scope) =>
      scope.metrics
        .filter(({ descriptor }) => descriptor.name !== 'count')
        .map((metric) => [
          metric.descriptor.name,
          metric.dataPoints.flatMap((point) =>
            exemplarsOf(point).map((one): [number, number] => [
              one.value,
              Number.parseInt(one.spanId.replaceAll('a', ''), 16),
            ]),
          ),
        ]),
    ),
  );

const DATA: Recorded[] = [
  ['a', 5, 1],
  ['a', 500, 2],
  ['plain', 3],
  ['b', 0.5, 3],
  ['b', 20],
  ['a', 50],
];
const KINDS = [
  ['explicit', AggregationType.DEFAULT],
  ['exponential', AggregationType.EXPONENTIAL_HISTOGRAM],
] as const;

describe.each(PROVIDERS)('with %s', (_provider, wanted) => {
  beforeEach(() => {
    createProvider = wanted;
  });

  describe('what is kept', () => {
    test('is the newest measurement of each bucket that was made in a sampled span', async () => {
      const histograms = createHistograms();
      histograms.record(
        ['a', 5, 1],
        ['a', 6, 2],
        ['a', 50],

        ['a', 500, 4],
        ['a', 10, 5],
        ['a', 7, 3, false],
        ['b', 1, 6],
      );
      expect(kept(await histograms.collect())).toEqual({
        a: [
          [10, 5],
          [500, 4],
        ],
        b: [[1, 6]],
      });
    });

    test.each([AggregationTemporality.DELTA, AggregationTemporality.CUMULATIVE])(
      'leaves once and no more, with temporality %s',
      async (temporality) => {
        const histograms = createHistograms({ temporality });
        histograms.record(['a', 5, 1]);
        expect(kept(await histograms.collect())).toEqual({ a: [[5, 1]] });
        histograms.record(['a', 6]);
        expect(kept(await histograms.collect())).toEqual({ a: [] });
        // A cumulative series that stands still goes out again.
        const still = temporality === AggregationTemporality.CUMULATIVE ? { a: [] } : {};
        expect(kept(await histograms.collect())).toEqual(still);
        histograms.record(['a', 7, 7]);
        expect(kept(await histograms.collect())).toEqual({ a: [[7, 7]] });
        expect(kept(await histograms.collect())).toEqual(still);
        histograms.record(['a', 7, 7]);
        expect(kept(await histograms.collect())).toEqual({ a: [[7, 7]] });
      },
    );

    test('of an exponential histogram is one of each power of two, 24 at most', async () => {
      const histograms = createHistograms({ kind: AggregationType.EXPONENTIAL_HISTOGRAM });
      histograms.record(['a', 3, 1], ['a', 4, 2], ['a', 5, 3]);
      expect(kept(await histograms.collect())).toEqual({
        a: [
          [4, 2],
          [5, 3],
        ],
      });
      for (let power = 0; power < 100; power++) histograms.record(['a', 2 ** power, 1]);
      const values = kept(await histograms.collect())['a']?.map(([value]) => Math.log2(value));
      expect(values?.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, at) => 76 + at));
    });

    test('is nothing of what is recorded in a connection’s context', async () => {
      const histograms = createHistograms();
      histograms.record(['http.client.request.duration', 5, 1], ['db.client.operation.duration', 5, 1]);
      expect(Object.values(kept(await histograms.collect())).flat()).toEqual([]);
    });

    test('is nothing with OTEL_METRICS_EXEMPLAR_FILTER=always_off', async () => {
      vi.stubEnv('OTEL_METRICS_EXEMPLAR_FILTER', 'always_off');
      const histograms = createHistograms();
      histograms.record(['a', 5, 1]);
      expect(kept(await histograms.collect())).toEqual({ a: [] });
    });
  });

  describe.each(KINDS)('a body with %s histograms', (_name, kind) => {
    test('carries exemplars in JSON, beside the numbers as they were', async () => {
      const histograms = createHistograms({ kind });
      histograms.record(...DATA);
      const metrics = await histograms.collect();
      const body = metricEncoder('http/json')(metrics);
      expectExemplars(JSON.parse(Buffer.from(body!).toString()), metrics, (id) => id);
    });

    test('carries exemplars in protobuf, beside the numbers as they were', async () => {
      const histograms = createHistograms({ kind });
      histograms.record(...DATA);
      const metrics = await histograms.collect();
      const body = metricEncoder('http/protobuf')(metrics);
      const decoded = REQUEST.toObject(REQUEST.decode(body!), { longs: String, bytes: String });
      expectExemplars(decoded, metrics, (id) => Buffer.from(id, 'base64').toString('hex'));
    });

    test('holds the same numbers as without exemplars', async () => {
      const bodies = [];
      for (const exemplars of [false, true]) {
        const histograms = createHistograms({ kind, exemplars });
        histograms.record(...DATA);
        await histograms.collect();
        histograms.record(...DATA);
        const body = metricEncoder('http/protobuf')(await histograms.collect());
        bodies.push(withoutTimesAndExemplars(REQUEST.toObject(REQUEST.decode(body!), { longs: String })));
      }
      expect(bodies[1]).toEqual(bodies[0]);
    });
  });
});

/* eslint-disable typescript/no-explicit-any -- OTLP as it comes */
function expectExemplars(request: any, { scopeMetrics }: ResourceMetrics, idFrom: (id: string) => string): void {
  const [sent] = request.resourceMetrics[0].scopeMetrics;
  expect(sent.metrics.map(({ name }: any) => name)).toEqual(['count', 'a', 'plain', 'b']);
  const found = sent.metrics.slice(1).map((metric: any) => {
    const [point] = (metric.histogram ?? metric.exponentialHistogram).dataPoints;
    expect(point.attributes).toEqual([{ key: 'kind', value: { stringValue: 'ü' } }]);
    return (point.exemplars ?? []).map((one: SentExemplar) => {
      expect(Math.abs(Number(one.timeUnixNano) / 1e6 - Date.now())).toBeLessThan(60_000);
      return [one.asDouble, idFrom(one.traceId), idFrom(one.spanId)];
    });
  });
  expect(found).toEqual([
    [
      [5, idOf(1, 32), idOf(1, 16)],
      [500, idOf(2, 32), idOf(2, 16)],
    ],
    [],
    [[0.5, idOf(3, 32), idOf(3, 16)]],
  ]);
  expect(scopeMetrics[0]?.metrics).toHaveLength(4);
}

function withoutTimesAndExemplars(request: any): unknown {
  return JSON.parse(
    JSON.stringify(request, (key, value: unknown) => (/time|exemplars/i.test(key) ? undefined : value)),
  );
}
/* eslint-enable typescript/no-explicit-any */
