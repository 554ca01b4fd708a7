import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../../test/otlp/engine.ts';
import { encode } from '../../../test/otlp/encode.ts';
import {
  attributes,
  bytes,
  double,
  instant,
  resource,
  scope,
  text,
  u32,
  type KeyValue,
} from '../../../test/otlp/messages.ts';
import { attributeMap, doubleJson, frameRow, idText, timeText } from '../../../test/otlp/oracle.ts';
import { readRows } from '../../../test/otlp/read-block.ts';
import { BlockBuilder } from '../../store/native/block.ts';
import { exponentialColumns, gaugeColumns, histogramColumns, sumColumns, summaryColumns } from './metric-columns.ts';
import { createMetricDecode } from './metrics.ts';
import { Outcome } from './outcome.ts';
import { timeWindow } from './times.ts';

const engine = useEngine('metrics');

interface Exemplar {
  filteredAttributes: KeyValue[];
  timeUnixNano: bigint;
  asDouble?: number;
  asInt?: bigint;
  spanId: Uint8Array;
  traceId: Uint8Array;
}

interface Common {
  attributes: KeyValue[];
  startTimeUnixNano: bigint;
  timeUnixNano: bigint;
  flags: number;
}

const common = { attributes, startTimeUnixNano: instant, timeUnixNano: instant, flags: u32 };
const small = fc.bigInt({ min: 0n, max: 2n ** 40n });
const exemplar: fc.Arbitrary<Exemplar> = fc.oneof(
  fc.record({
    filteredAttributes: attributes,
    timeUnixNano: instant,
    asDouble: double,
    spanId: bytes(8),
    traceId: bytes(16),
  }),
  fc.record({
    filteredAttributes: attributes,
    timeUnixNano: instant,
    asInt: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    spanId: fc.constant(new Uint8Array(0)),
    traceId: fc.constant(new Uint8Array(0)),
  }),
);
const exemplars = fc.array(exemplar, { maxLength: 2 });
const numberPoint = fc.oneof(
  fc.record({ ...common, exemplars, asDouble: double }),
  fc.record({ ...common, exemplars, asInt: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) }),
);
const optional = { sum: double, min: double, max: double };
const histogramPoint = fc
  .tuple(
    fc.record(
      { ...common, exemplars, ...optional },
      { requiredKeys: ['attributes', 'startTimeUnixNano', 'timeUnixNano', 'flags', 'exemplars'] },
    ),
    fc.uniqueArray(
      fc.double({ noNaN: true }).map((bound) => bound + 0),
      { maxLength: 5, comparator: (a, b) => a === b },
    ),
    fc.array(small, { minLength: 6, maxLength: 6 }),
    fc.boolean(),
  )
  .map(([point, bounds, counts, isBare]) => {
    const bucketCounts = isBare ? [] : counts.slice(0, bounds.length + 1);
    return {
      ...point,
      explicitBounds: isBare ? [] : bounds.toSorted((a, b) => a - b),
      bucketCounts,
      count: isBare ? 7n : bucketCounts.reduce((sum, count) => sum + count, 0n),
    };
  });
const buckets = fc.record({
  offset: fc.integer({ min: -1000, max: 1000 }),
  bucketCounts: fc.array(small, { maxLength: 5 }),
});
const exponentialPoint = fc
  .record(
    {
      ...common,
      exemplars,
      ...optional,
      scale: fc.integer({ min: -10, max: 20 }),
      zeroCount: small,
      zeroThreshold: double,
      positive: buckets,
      negative: buckets,
    },
    {
      requiredKeys: [
        'attributes',
        'startTimeUnixNano',
        'timeUnixNano',
        'flags',
        'exemplars',
        'scale',
        'zeroCount',
        'zeroThreshold',
      ],
    },
  )
  .map((point) => ({
    ...point,
    count: [...(point.positive?.bucketCounts ?? []), ...(point.negative?.bucketCounts ?? [])].reduce(
      (sum, count) => sum + count,
      point.zeroCount,
    ),
  }));
const summaryPoint = fc.record({
  ...common,
  count: small,
  sum: double,
  quantileValues: fc.array(fc.record({ quantile: double, value: double }), { maxLength: 3 }),
});
const temporality = fc.constantFrom(1, 2);
const points = <T>(point: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(point, { maxLength: 3 });
const named = { name: text, description: text, unit: text };
const metric = fc.oneof(
  fc.record({ ...named, gauge: fc.record({ dataPoints: points(numberPoint) }) }),
  fc.record({
    ...named,
    sum: fc.record({ dataPoints: points(numberPoint), aggregationTemporality: temporality, isMonotonic: fc.boolean() }),
  }),
  fc.record({
    ...named,
    histogram: fc.record({ dataPoints: points(histogramPoint), aggregationTemporality: temporality }),
  }),
  fc.record({
    ...named,
    exponentialHistogram: fc.record({ dataPoints: points(exponentialPoint), aggregationTemporality: temporality }),
  }),
  fc.record({ ...named, summary: fc.record({ dataPoints: points(summaryPoint) }) }),
);
const request = fc.record({
  resourceMetrics: fc.array(
    fc.record({
      resource,
      schemaUrl: text,
      scopeMetrics: fc.array(fc.record({ scope, schemaUrl: text, metrics: fc.array(metric, { maxLength: 4 }) }), {
        maxLength: 2,
      }),
    }),
    { maxLength: 2 },
  ),
});

function exemplarColumnsOf(list: Exemplar[]): Record<string, unknown> {
  return {
    'Exemplars.FilteredAttributes': list.map((one) => attributeMap(one.filteredAttributes)),
    'Exemplars.TimeUnix': list.map((one) => timeText(one.timeUnixNano)),
    'Exemplars.Value': list.map((one) => doubleJson(one.asDouble ?? Number(one.asInt))),
    'Exemplars.SpanId': list.map((one) => idText(one.spanId)),
    'Exemplars.TraceId': list.map((one) => idText(one.traceId)),
  };
}

function commonColumns(point: Common): Record<string, unknown> {
  return {
    Attributes: attributeMap(point.attributes),
    StartTimeUnix: timeText(point.startTimeUnixNano),
    TimeUnix: timeText(point.timeUnixNano),
    Flags: point.flags,
  };
}

function distribution(point: {
  count: bigint;
  sum?: number;
  min?: number;
  max?: number;
  exemplars: Exemplar[];
}): Record<string, unknown> {
  return {
    ...exemplarColumnsOf(point.exemplars),
    Count: String(point.count),
    Sum: doubleJson(point.sum ?? 0),
    Min: doubleJson(point.min ?? 0),
    Max: doubleJson(point.max ?? 0),
    Present: (point.sum === undefined ? 0 : 1) + (point.min === undefined ? 0 : 2) + (point.max === undefined ? 0 : 4),
  };
}

type Metric = typeof metric extends fc.Arbitrary<infer T> ? T : never;

function numberColumns(point: { exemplars: Exemplar[] }): Record<string, unknown> {
  const { asDouble, asInt } = point as { asDouble?: number; asInt?: bigint };
  return { ...exemplarColumnsOf(point.exemplars), Value: doubleJson(asDouble ?? Number(asInt)) };
}

/** The rows of one metric, by table. */
function expectedOf(one: Metric, frame: Record<string, unknown>): Record<string, Record<string, unknown>[]> {
  const head = { ...frame, MetricName: one.name, MetricDescription: one.description, MetricUnit: one.unit };
  if ('gauge' in one) {
    return { gauge: one.gauge.dataPoints.map((p) => ({ ...head, ...commonColumns(p), ...numberColumns(p) })) };
  }
  if ('sum' in one) {
    const { aggregationTemporality: AggregationTemporality, isMonotonic: IsMonotonic } = one.sum;
    return {
      sum: one.sum.dataPoints.map((p) => ({
        ...head,
        ...commonColumns(p),
        ...numberColumns(p),
        AggregationTemporality,
        IsMonotonic,
      })),
    };
  }
  if ('histogram' in one) {
    return {
      histogram: one.histogram.dataPoints.map((p) => ({
        ...head,
        ...commonColumns(p),
        ...distribution(p),
        AggregationTemporality: one.histogram.aggregationTemporality,
        BucketCounts: p.bucketCounts.map(String),
        ExplicitBounds: p.explicitBounds.map(doubleJson),
      })),
    };
  }
  if ('exponentialHistogram' in one) {
    return {
      exponential: one.exponentialHistogram.dataPoints.map((p) => ({
        ...head,
        ...commonColumns(p),
        ...distribution(p),
        AggregationTemporality: one.exponentialHistogram.aggregationTemporality,
        Scale: p.scale,
        ZeroCount: String(p.zeroCount),
        ZeroThreshold: doubleJson(p.zeroThreshold),
        PositiveOffset: p.positive?.offset ?? 0,
        PositiveBucketCounts: (p.positive?.bucketCounts ?? []).map(String),
        NegativeOffset: p.negative?.offset ?? 0,
        NegativeBucketCounts: (p.negative?.bucketCounts ?? []).map(String),
      })),
    };
  }
  return {
    summary: one.summary.dataPoints.map((p) => ({
      ...head,
      ...commonColumns(p),
      Count: String(p.count),
      Sum: doubleJson(p.sum),
      'ValueAtQuantiles.Quantile': p.quantileValues.map(({ quantile }) => doubleJson(quantile)),
      'ValueAtQuantiles.Value': p.quantileValues.map(({ value }) => doubleJson(value)),
    })),
  };
}

function decode(body: Buffer): { rows: Record<string, Record<string, unknown>[]>; outcome: Outcome } {
  const columns = {
    gauge: gaugeColumns(new BlockBuilder('otel_metrics_gauge')),
    sum: sumColumns(new BlockBuilder('otel_metrics_sum')),
    histogram: histogramColumns(new BlockBuilder('otel_metrics_histogram')),
    exponential: exponentialColumns(new BlockBuilder('otel_metrics_exp_histogram')),
    summary: summaryColumns(new BlockBuilder('otel_metrics_summary')),
  };
  const outcome = new Outcome();
  createMetricDecode(columns)(body, timeWindow(86_400_000), outcome);
  const rows = Object.fromEntries(Object.entries(columns).map(([kind, { block }]) => [kind, readRows(engine, block)]));
  return { rows, outcome };
}

function one(data: object): Buffer {
  return encode('ExportMetricsServiceRequest', {
    resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'm', ...data }] }] }],
  });
}

describe('decodeMetrics', () => {
  it('makes the rows that a plain reading of the messages makes, for all five kinds', () => {
    fc.assert(
      fc.property(request, (message) => {
        const { rows, outcome } = decode(encode('ExportMetricsServiceRequest', message));
        const expected: Record<string, Record<string, unknown>[]> = {
          gauge: [],
          sum: [],
          histogram: [],
          exponential: [],
          summary: [],
        };
        for (const { resource: from, schemaUrl, scopeMetrics } of message.resourceMetrics) {
          for (const { scope: by, schemaUrl: scopeSchemaUrl, metrics } of scopeMetrics) {
            const frame = {
              ...frameRow(from, by, schemaUrl, scopeSchemaUrl),
              ScopeDroppedAttrCount: by.droppedAttributesCount,
            };
            for (const given of metrics) {
              for (const [kind, list] of Object.entries(expectedOf(given, frame))) expected[kind]?.push(...list);
            }
          }
        }
        expect(outcome.message).toBe('');
        expect(rows).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  const point = { count: 3n, bucketCounts: [1n, 2n], explicitBounds: [5] };
  it.each([
    ['a sum without temporality', { sum: { dataPoints: [{ asInt: 1n }] } }, 'temporality'],
    ['a histogram without temporality', { histogram: { dataPoints: [point] } }, 'temporality'],
    [
      'as many buckets as bounds',
      { histogram: { aggregationTemporality: 2, dataPoints: [{ ...point, explicitBounds: [1, 2] }] } },
      'explicit_bounds',
    ],
    [
      'bounds that do not rise',
      {
        histogram: {
          aggregationTemporality: 2,
          dataPoints: [{ count: 3n, bucketCounts: [1n, 1n, 1n], explicitBounds: [5, 5] }],
        },
      },
      'do not rise',
    ],
    [
      'a count that is not the sum of its buckets',
      { histogram: { aggregationTemporality: 2, dataPoints: [{ ...point, count: 4n }] } },
      'add up',
    ],
    ['a scale of 21', { exponentialHistogram: { aggregationTemporality: 1, dataPoints: [{ scale: 21 }] } }, 'scale'],
    [
      'bucket indexes that overflow',
      {
        exponentialHistogram: {
          aggregationTemporality: 1,
          dataPoints: [{ count: 2n, positive: { offset: 0x7fffffff, bucketCounts: [1n, 1n] } }],
        },
      },
      'overflow',
    ],
  ])('rejects a point with %s', (_, data, reason) => {
    const { outcome, rows } = decode(one(data));
    expect(outcome).toMatchObject({ accepted: 0, rejected: 1 });
    expect(outcome.message).toContain(reason);
    expect(Object.values(rows).flat()).toEqual([]);
  });

  it('keeps the mark of a value that was not recorded, and metrics without points', () => {
    const { rows } = decode(one({ gauge: { dataPoints: [{ flags: 1 }] } }));
    expect(rows['gauge']).toMatchObject([{ Flags: 1, Value: 0 }]);
    expect(decode(one({ gauge: { dataPoints: [] } })).outcome).toMatchObject({ accepted: 0, rejected: 0 });
    expect(decode(one({})).outcome).toMatchObject({ accepted: 0, rejected: 0 });
  });

  it('takes repeated numbers that are not packed', () => {
    const fixed = Buffer.alloc(8);
    fixed.writeBigUInt64LE(3n);
    const bucket = (value: number): Buffer => Buffer.concat([Buffer.from([0x31, value]), Buffer.alloc(7)]);
    const bound = Buffer.alloc(9, 0);
    bound[0] = 0x39;
    bound.writeDoubleLE(5, 1);
    const pointBytes = Buffer.concat([Buffer.from([0x21]), fixed, bucket(1), bucket(2), bound]);
    const field = (number: number, content: Buffer): Buffer =>
      Buffer.concat([Buffer.from([number * 8 + 2, content.length]), content]);
    const histogram = Buffer.concat([field(1, pointBytes), Buffer.from([0x10, 2])]);
    const { rows } = decode(field(1, field(2, field(2, field(9, histogram)))));
    expect(rows['histogram']).toMatchObject([{ BucketCounts: ['1', '2'], ExplicitBounds: [5], Count: '3' }]);
  });
});
