import { createTraceState } from '@opentelemetry/api';
import type { SpanContext } from '@opentelemetry/api';
import type { SpanPlace } from '../tracing/active.ts';

/** A span of ours as the API of OpenTelemetry has it. */
export function toSpanContext({ traceId, spanId, traceFlags, traceState }: SpanPlace): SpanContext {
  return { traceId, spanId, traceFlags, ...(traceState && { traceState: createTraceState(traceState) }) };
}

/** A span of the API as ours. */
export function toPlace({ traceId, spanId, traceFlags, traceState }: SpanContext): SpanPlace {
  const state = traceState?.serialize();
  return { traceId, spanId, traceFlags, ...(state && { traceState: state }) };
}
