import type { HistogramPoint, MetricRecord, NumberPoint } from '../records.ts';
import { instantToNanos } from './instant.ts';
import { write, type Json } from './json.ts';
import { startWalk, toKeyValues, type Walk } from './value.ts';

/** OTLP's number of "since the point before". */
const DELTA = 1;

/** The JSON of one OTLP Metric; `''` if none can be made. Fields stand as the stock exporter orders them. Never throws. */
export function encodeMetric(metric: MetricRecord): string {
  try {
    const walk = startWalk();
    const dataPoints = metric.points.map((point) => toPoint(point, walk));
    return write({
      name: metric.name,
      description: metric.description ?? '',
      unit: metric.unit ?? '',
      [metric.kind]: {
        aggregationTemporality: metric.kind === 'gauge' ? undefined : DELTA,
        isMonotonic: metric.kind === 'sum' ? metric.isMonotonic : undefined,
        dataPoints,
      },
    });
  } catch {
    return '';
  }
}

function toPoint(point: NumberPoint | HistogramPoint, walk: Walk): Json {
  const attributes = toKeyValues(point.attributes, walk);
  const times = { startTimeUnixNano: instantToNanos(point.start), timeUnixNano: instantToNanos(point.time) };
  if ('value' in point) return { attributes, ...times, asDouble: point.value };
  return {
    attributes,
    bucketCounts: point.bucketCounts.map(whole),
    explicitBounds: point.bounds,
    count: whole(point.count),
    sum: point.sum,
    min: point.min,
    max: point.max,
    ...times,
  };
}

/** A count: a receiver refuses the whole body for one that is none. */
function whole(count: number): number {
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}
