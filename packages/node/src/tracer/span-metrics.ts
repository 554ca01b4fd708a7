import type { Meter, ObservableResult, TracerProvider } from '@opentelemetry/api';
import {
  ATTR_OTEL_SPAN_PARENT_ORIGIN,
  ATTR_OTEL_SPAN_SAMPLING_RESULT,
  METRIC_OTEL_SDK_SPAN_LIVE,
  METRIC_OTEL_SDK_SPAN_STARTED,
} from '@sightglass/api/semconv';
import { SpanCounts } from './span-counts.ts';

/**
 * Tells how many spans were started and how many are open, from counts that the fast tracer keeps anyway. Nothing for
 * another provider.
 *
 * https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/#span-metrics
 *
 * @returns what stops it
 */
export function startSpanMetrics(meter: Meter, provider: TracerProvider | undefined): () => void {
  const counts = provider !== undefined && 'counts' in provider ? provider.counts : undefined;
  if (!(counts instanceof SpanCounts)) return () => {};
  const started = meter.createObservableCounter(METRIC_OTEL_SDK_SPAN_STARTED, {
    description: 'The number of created spans.',
    unit: '{span}',
  });
  const live = meter.createObservableUpDownCounter(METRIC_OTEL_SDK_SPAN_LIVE, {
    description:
      'The number of created spans with `recording=true` for which the end operation has not been called yet.',
    unit: '{span}',
  });
  const observeStarted = (result: ObservableResult): void => {
    for (const { parentOrigin, samplingResult, count } of counts.started) {
      const attributes = {
        [ATTR_OTEL_SPAN_PARENT_ORIGIN]: parentOrigin,
        [ATTR_OTEL_SPAN_SAMPLING_RESULT]: samplingResult,
      };
      result.observe(count, attributes);
    }
  };
  const observeLive = (result: ObservableResult): void => {
    for (const { samplingResult, count } of counts.live) {
      result.observe(count, { [ATTR_OTEL_SPAN_SAMPLING_RESULT]: samplingResult });
    }
  };
  started.addCallback(observeStarted);
  live.addCallback(observeLive);
  return () => {
    started.removeCallback(observeStarted);
    live.removeCallback(observeLive);
  };
}
