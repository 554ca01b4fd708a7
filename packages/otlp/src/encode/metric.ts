import type { HistogramPoint, MetricRecord, NumberPoint } from '../records.ts';
import { instantToNanos } from './instant.ts';
import type { Json } from './json.ts';
import { encode, toKeyValues, type Room } from './value.ts';

/** OTLP's number of "since the point before". */
const DELTA = 1;

/** The JSON of one OTLP Metric; `''` if none can be made. Never throws. */
export function encodeMetric(metric: MetricRecord): string {
  return encode((room) => ({
    name: metric.name,
    description: metric.description,
    unit: metric.unit,
    [metric.kind]: {
      ...(metric.kind !== 'gauge' && { aggregationTemporality: DELTA }),
      ...(metric.kind === 'sum' && { isMonotonic: metric.isMonotonic }),
      dataPoints: metric.points.map((point) => toPoint(point, room)),
    },
  }));
}

function toPoint({ attributes, start, time, ...rest }: NumberPoint | HistogramPoint, room: Room): Json {
  const times = {
    attributes: toKeyValues(attributes, room),
    startTimeUnixNano: instantToNanos(start),
    timeUnixNano: instantToNanos(time),
  };
  if ('value' in rest) return { ...times, asDouble: rest.value };
  const { bounds, bucketCounts, count, sum, min, max } = rest;
  return { ...times, bucketCounts, explicitBounds: bounds, count, sum, min, max };
}
