// W3C Trace Context: https://www.w3.org/TR/trace-context/

import { createTraceState, isSpanContextValid, trace } from '@opentelemetry/api';
import type { Context, SpanContext, TextMapGetter, TextMapPropagator, TextMapSetter } from '@opentelemetry/api';
import { SUPPRESS_TRACING_KEY } from './context/keys.ts';

const TRACEPARENT = 'traceparent';
const TRACESTATE = 'tracestate';
const FORM = /^\s?((?!ff)[\da-f]{2})-((?!0{32})[\da-f]{32})-((?!0{16})[\da-f]{16})-([\da-f]{2})(-.*)?\s?$/;

export const traceContextPropagator: TextMapPropagator = {
  inject: (context: Context, carrier: unknown, setter: TextMapSetter) => {
    const own = trace.getSpanContext(context);
    if (own === undefined || !isSpanContextValid(own) || context.getValue(SUPPRESS_TRACING_KEY) === true) return;
    const flags = (own.traceFlags & 0xff).toString(16).padStart(2, '0');
    setter.set(carrier, TRACEPARENT, `00-${own.traceId}-${own.spanId}-${flags}`);
    const state = own.traceState?.serialize();
    if (state !== undefined && state !== '') setter.set(carrier, TRACESTATE, state);
  },
  extract: (context: Context, carrier: unknown, getter: TextMapGetter) => {
    const header = getter.get(carrier, TRACEPARENT);
    const parent = parse(Array.isArray(header) ? header[0] : header);
    if (parent === undefined) return context;
    const given = getter.get(carrier, TRACESTATE);
    const state = Array.isArray(given) ? given.join(',') : given;
    if (typeof state === 'string' && state !== '') parent.traceState = createTraceState(state);
    return trace.setSpanContext(context, parent);
  },
  fields: () => [TRACEPARENT, TRACESTATE],
};

/** Undefined for what is not valid. Version 00 has nothing behind its flags; later ones may. */
function parse(header: unknown): SpanContext | undefined {
  const match = typeof header === 'string' ? FORM.exec(header) : null;
  if (match === null) return undefined;
  const [, version, traceId, spanId, flags, more] = match;
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === '00' && more !== undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}
