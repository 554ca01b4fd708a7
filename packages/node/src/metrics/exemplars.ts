// Exemplars: single measurements kept beside the sums of a histogram, each with the ids of the span it was made in.
// https://opentelemetry.io/docs/specs/otel/metrics/sdk/#exemplar

import type { DataPoint } from '@opentelemetry/sdk-metrics';
import { METRIC_DB_CLIENT_OPERATION_DURATION, METRIC_HTTP_CLIENT_REQUEST_DURATION } from '@sightglass/api/semconv';
import { choiceFrom } from '../config/environment.ts';

/** One measurement of a histogram, made in a sampled span. */
export interface Exemplar {
  readonly value: number;
  /** Milliseconds since the Unix epoch. */
  readonly timeMs: number;
  readonly traceId: string;
  readonly spanId: string;
}

/** Takes the exemplars of a point when it is collected. */
export type ExemplarSink = (point: DataPoint<unknown>, exemplars: readonly Exemplar[]) => void;

/**
 * Recorded when an answer arrives, in the context of whoever opened the connection: a kept-alive one would send people to
 * the trace of somebody else.
 */
const MADE_ELSEWHERE: ReadonlySet<string> = new Set([
  METRIC_HTTP_CLIENT_REQUEST_DURATION,
  METRIC_DB_CLIENT_OPERATION_DURATION,
]);

// Beside the points, whose shape is that of sdk-metrics.
const ofPoints = new WeakMap<DataPoint<unknown>, readonly Exemplar[]>();

/** The exemplars of a point of a histogram, for the encoder. */
export function exemplarsOf(point: DataPoint<unknown>): readonly Exemplar[] {
  return ofPoints.get(point) ?? [];
}

/** Puts exemplars beside a point. */
export const keepWithPoint: ExemplarSink = (point, exemplars) => void ofPoints.set(point, exemplars);

/** Whether histograms keep exemplars: unless `OTEL_METRICS_EXEMPLAR_FILTER=always_off`. */
export function areExemplarsAskedFor(): boolean {
  return choiceFrom('OTEL_METRICS_EXEMPLAR_FILTER', ['trace_based', 'always_off'], 'trace_based') === 'trace_based';
}

/** Whether the measurements of this histogram are made in the context of the span that they belong to. */
export function isMadeInItsSpan(metric: string): boolean {
  return !MADE_ELSEWHERE.has(metric);
}

/** Where our own metrics put the exemplars of the named histogram: beside its points; undefined where none are kept. */
export function exemplarSinkOf(): (metric: string) => ExemplarSink | undefined {
  if (!areExemplarsAskedFor()) return () => undefined;
  return (metric) => (isMadeInItsSpan(metric) ? keepWithPoint : undefined);
}
