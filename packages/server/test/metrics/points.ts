/** Data points of metrics in plain form: what the tests send, what a stock SDK sent, and what the oracle counts. */
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics';

export type Kind = 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram' | 'summary';

export interface Side {
  offset: number;
  counts: number[];
}

export interface TestPoint {
  name: string;
  kind: Kind;
  unit: string;
  temporality: 'delta' | 'cumulative';
  monotonic: boolean;
  resource: Record<string, string>;
  attributes: Record<string, string>;
  startNano: bigint;
  timeNano: bigint;
  /** 1: no recorded value. */
  flags: number;
  /** Of gauges and sums. */
  value: number;
  count: number;
  sum?: number | undefined;
  min?: number | undefined;
  max?: number | undefined;
  bounds: number[];
  counts: number[];
  scale: number;
  zeroCount: number;
  zeroThreshold: number;
  positive: Side;
  negative: Side;
  quantiles: [number, number][];
  exemplars: { timeNano: bigint; value: number; traceId: string; spanId: string }[];
}

/** A point with everything that is not given left empty. */
export function point(given: Partial<TestPoint> & Pick<TestPoint, 'name' | 'kind' | 'timeNano'>): TestPoint {
  return {
    unit: '',
    temporality: 'cumulative',
    monotonic: true,
    resource: { 'service.name': 'svc' },
    attributes: {},
    startNano: 0n,
    flags: 0,
    value: 0,
    count: 0,
    bounds: [],
    counts: [],
    scale: 0,
    zeroCount: 0,
    zeroThreshold: 0,
    positive: { offset: 0, counts: [] },
    negative: { offset: 0, counts: [] },
    quantiles: [],
    exemplars: [],
    ...given,
  };
}

const KIND_OF: Readonly<Record<DataPointType, Kind>> = {
  [DataPointType.GAUGE]: 'gauge',
  [DataPointType.SUM]: 'sum',
  [DataPointType.HISTOGRAM]: 'histogram',
  [DataPointType.EXPONENTIAL_HISTOGRAM]: 'exponentialHistogram',
};

const nanos = ([seconds, rest]: readonly [number, number]): bigint => BigInt(seconds) * 1_000_000_000n + BigInt(rest);

function texts(attributes: object): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, String(value)]));
}

/** What an exporter was given, copied: the SDK uses its objects again. */
export function pointsOfSdk({ resource, scopeMetrics }: ResourceMetrics): TestPoint[] {
  return scopeMetrics.flatMap(({ metrics }) =>
    metrics.flatMap((metric) =>
      metric.dataPoints.map(({ value, attributes, startTime, endTime }): TestPoint => {
        const common = point({
          name: metric.descriptor.name,
          kind: KIND_OF[metric.dataPointType],
          unit: metric.descriptor.unit,
          temporality: metric.aggregationTemporality === AggregationTemporality.DELTA ? 'delta' : 'cumulative',
          monotonic: metric.dataPointType === DataPointType.SUM && metric.isMonotonic,
          resource: texts(resource.attributes),
          attributes: texts(attributes),
          startNano: nanos(startTime),
          timeNano: nanos(endTime),
        });
        if (typeof value === 'number') return { ...common, value };
        const { count, sum, min, max } = value;
        const observed = { ...common, count, sum, min, max };
        if ('buckets' in value) {
          return { ...observed, bounds: [...value.buckets.boundaries], counts: [...value.buckets.counts] };
        }
        const side = ({ offset, bucketCounts }: { offset: number; bucketCounts: number[] }): Side => ({
          offset,
          counts: [...bucketCounts],
        });
        const { scale, zeroCount, positive, negative } = value;
        return { ...observed, scale, zeroCount, positive: side(positive), negative: side(negative) };
      }),
    ),
  );
}

const pairs = (values: Record<string, string>): object[] =>
  Object.entries(values).map(([key, value]) => ({ key, value: { stringValue: value } }));

/** JSON has no such numbers; OTLP/JSON writes them as texts. */
const number = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

function dataPoint(one: TestPoint): object {
  const common = {
    attributes: pairs(one.attributes),
    startTimeUnixNano: String(one.startNano),
    timeUnixNano: String(one.timeNano),
    flags: one.flags,
    exemplars: one.exemplars.map(({ timeNano, value, traceId, spanId }) => {
      return { timeUnixNano: String(timeNano), asDouble: value, traceId, spanId };
    }),
  };
  if (one.kind === 'gauge' || one.kind === 'sum') return { ...common, asDouble: number(one.value) };
  const { exemplars: _, ...head } = common;
  const observed = { count: String(one.count), ...(one.sum === undefined ? {} : { sum: number(one.sum) }) };
  if (one.kind === 'summary') {
    return {
      ...head,
      sum: 0,
      ...observed,
      quantileValues: one.quantiles.map(([quantile, value]) => ({ quantile, value })),
    };
  }
  const extremes = {
    ...(one.min === undefined ? {} : { min: one.min }),
    ...(one.max === undefined ? {} : { max: one.max }),
  };
  if (one.kind === 'histogram') {
    return { ...common, ...observed, ...extremes, bucketCounts: one.counts.map(String), explicitBounds: one.bounds };
  }
  const side = ({ offset, counts }: Side): object => ({ offset, bucketCounts: counts.map(String) });
  const { scale, zeroCount, zeroThreshold } = one;
  const buckets = {
    scale,
    zeroCount: String(zeroCount),
    zeroThreshold,
    positive: side(one.positive),
    negative: side(one.negative),
  };
  return { ...common, ...observed, ...extremes, ...buckets };
}

function metricOf(one: TestPoint): object {
  const dataPoints = [dataPoint(one)];
  const aggregationTemporality = one.temporality === 'delta' ? 1 : 2;
  const head = { name: one.name, unit: one.unit, description: `${one.name}, described` };
  switch (one.kind) {
    case 'gauge':
      return { ...head, gauge: { dataPoints } };
    case 'sum':
      return { ...head, sum: { dataPoints, aggregationTemporality, isMonotonic: one.monotonic } };
    case 'histogram':
      return { ...head, histogram: { dataPoints, aggregationTemporality } };
    case 'exponentialHistogram':
      return { ...head, exponentialHistogram: { dataPoints, aggregationTemporality } };
    default:
      return { ...head, summary: { dataPoints } };
  }
}

/** Sends points as OTLP/JSON, each as a metric of its own; all must be taken. */
export async function sendPoints(url: string, points: readonly TestPoint[]): Promise<void> {
  const resourceMetrics = points.map((one) => ({
    resource: { attributes: pairs(one.resource) },
    scopeMetrics: [{ scope: { name: 'by hand' }, metrics: [metricOf(one)] }],
  }));
  const response = await fetch(`${url}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceMetrics }),
  });
  const text = await response.text();
  if (response.status !== 200 || text.includes('partialSuccess')) throw new Error(`${response.status}: ${text}`);
}
