import type { MetricRecord } from '../records.ts';
import { toFields } from './fields.ts';
import { encode } from './value.ts';

/** OTLP's number of "since the point before". */
const DELTA = 1;

/** The JSON of one OTLP Metric; `''` if none can be made. Never throws. */
export function encodeMetric(metric: MetricRecord): string {
  return encode(() => {
    const { kind, name, unit, description, ...data } = metric;
    const aggregationTemporality = kind === 'gauge' ? undefined : DELTA;
    return toFields({ name, unit, description, [kind]: { ...data, aggregationTemporality } });
  });
}
