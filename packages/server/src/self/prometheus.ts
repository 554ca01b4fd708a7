/** The text that Prometheus reads: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
import { ATTR_SIGHTGLASS_PROJECT } from '@sightglass/api/semconv';
import type { Attributes } from '@opentelemetry/api';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { DataPointType, type MetricData, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { OVERFLOW } from './sums.ts';

/** The media type of {@link prometheusText}. */
export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** What the names end with, by unit: https://prometheus.io/docs/practices/naming/#base-units */
const SUFFIXES: Readonly<Record<string, string>> = { By: '.bytes', s: '.seconds' };

/**
 * Measurements as text.
 *
 * @param project leaves out what is said of other projects; without one, everything is told.
 */
export function prometheusText({ resource, scopeMetrics }: ResourceMetrics, project?: string): string {
  const told = scopeMetrics.map(({ scope, metrics }) => ({
    scope,
    metrics: metrics.map((metric) => nameByUnit(project === undefined ? metric : onlyOf(metric, project))),
  }));
  // A serializer notes conflicts between names from one call to the next: ours has none, and a new one costs nothing.
  return new PrometheusSerializer('', false, undefined, false, true).serialize({ resource, scopeMetrics: told });
}

function nameByUnit(metric: MetricData): MetricData {
  const { name, unit } = metric.descriptor;
  // Units are in the names; of what is counted (`{record}`) there is none.
  return { ...metric, descriptor: { ...metric.descriptor, name: `${name}${SUFFIXES[unit] ?? ''}`, unit: '' } };
}

/** What concerns one project: its own series, what was refused of nobody's, and what is the server's as a whole. */
function onlyOf(metric: MetricData, project: string): MetricData {
  const told = <P extends { attributes: Attributes }>(points: P[]): P[] =>
    points.filter(({ attributes }) => {
      const whose = attributes[ATTR_SIGHTGLASS_PROJECT] ?? '';
      return (whose === '' || whose === project) && !(OVERFLOW in attributes);
    });
  // One line a shape of points: they are the same to us, but not to the compiler.
  switch (metric.dataPointType) {
    case DataPointType.HISTOGRAM:
      return { ...metric, dataPoints: told(metric.dataPoints) };
    case DataPointType.EXPONENTIAL_HISTOGRAM:
      return { ...metric, dataPoints: told(metric.dataPoints) };
    default:
      return { ...metric, dataPoints: told(metric.dataPoints) };
  }
}
