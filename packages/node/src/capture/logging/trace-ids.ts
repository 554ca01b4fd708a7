import { isSpanContextValid, trace } from '@opentelemetry/api';
import { currentContext } from '../../tracer/context/storage.ts';

/** What `logs.injectTraceContext` puts into a printed line, by the names that OpenTelemetry recommends for it. */
export interface TraceIds {
  readonly trace_id: string;
  readonly span_id: string;
  /** Two hexadecimal digits. */
  readonly trace_flags: string;
}

/**
 * The ids of the active span.
 * https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/
 */
export function activeTraceIds(): TraceIds | undefined {
  const context = trace.getSpanContext(currentContext());
  if (context === undefined || !isSpanContextValid(context)) return undefined;
  const { traceId, spanId, traceFlags } = context;
  return { trace_id: traceId, span_id: spanId, trace_flags: (traceFlags & 0xff).toString(16).padStart(2, '0') };
}

const NAMES: readonly (keyof TraceIds)[] = ['trace_id', 'span_id', 'trace_flags'];

/** Names of a logger's fields that the record tells by itself, with those of the ids where they were put into the line. */
export function saidElsewhere(names: readonly string[], isInjected: boolean): ReadonlySet<string> {
  return new Set(isInjected ? [...names, ...NAMES] : names);
}
