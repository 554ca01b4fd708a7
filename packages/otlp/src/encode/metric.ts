import type { HistogramPoint, MetricRecord, NumberPoint } from '../records.ts';
import { instantToNanos } from './instant.ts';
import type { Json } from './json.ts';
import { encode, toKeyValues, type Room } from './value.ts';

/** OTLP's number of "since the point before". */
const DELTA = 1;

/** The JSON of one OTLP Metric; `''` if none can be made. Fields stand as the stock exporter orders them. Never throws. */
export function encodeMetric(metric: MetricRecord): string {
  return encode((room) => ({
    name: metric.name,
    description: metric.description ?? '',
    unit: metric.unit ?? '',
    [metric.kind]: {
      aggregationTemporality: metric.kind === 'gauge' ? undefined : DELTA,
      isMonotonic: metric.kind === 'sum' ? metric.isMonotonic : undefined,
      dataPoints: metric.points.map((point) => toPoint(point, room)),
    },
  }));
}

function toPoint(point: NumberPoint | HistogramPoint, room: Room): Json {
  const attributes = toKeyValues(point.attributes, room);
  const times = { startTimeUnixNano: instantToNanos(point.start), timeUnixNano: instantToNanos(point.time) };
  if ('value' in point) return { attributes, ...times, asDouble: point.value };
  return {
    attributes,
    bucketCounts: point.bucketCounts,
    explicitBounds: point.bounds,
    count: point.count,
    sum: point.sum,
    min: point.min,
    max: point.max,
    ...times,
  };
}
