import type { Span, SpanContext, TraceState } from '@opentelemetry/api';
import type { SpanPlace } from '../tracing/active.ts';

/** A span of ours as the API of OpenTelemetry has it. */
export function toSpanContext({ traceId, spanId, traceFlags, traceState }: SpanPlace): SpanContext {
  return { traceId, spanId, traceFlags, ...(traceState && { traceState: traceStateOf(traceState) }) };
}

/** A span of the API as ours. */
export function toPlace({ traceId, spanId, traceFlags, traceState }: SpanContext): SpanPlace {
  const state = traceState?.serialize();
  return { traceId, spanId, traceFlags, ...(state && { traceState: state }) };
}

/** Whether there are ids. */
export function isPlace({ traceId, spanId }: SpanContext): boolean {
  return /^(?!0+$)[\da-f]{32}$/.test(traceId) && /^(?!0+$)[\da-f]{16}$/.test(spanId);
}

/** The place of a span that is made by somebody else, or by nobody. */
export function placeholder(context: SpanContext): Span {
  const same = (): Span => span;
  const nothing = (): void => {};
  const span: Span = {
    spanContext: () => context,
    setAttribute: same,
    setAttributes: same,
    addEvent: same,
    addLink: same,
    addLinks: same,
    setStatus: same,
    updateName: same,
    end: nothing,
    isRecording: () => false,
    recordException: nothing,
  };
  return span;
}

/** https://www.w3.org/TR/trace-context/#tracestate-header */
function traceStateOf(header: string): TraceState {
  const entries = header.split(/\s*,\s*/).filter(Boolean);
  const others = (key: string): string[] => entries.filter((entry) => !entry.startsWith(`${key}=`));
  return {
    get: (key) => entries.find((entry) => entry.startsWith(`${key}=`))?.slice(key.length + 1),
    set: (key, value) => traceStateOf([`${key}=${value}`, ...others(key)].join()),
    unset: (key) => traceStateOf(others(key).join()),
    serialize: () => entries.join(),
  };
}
