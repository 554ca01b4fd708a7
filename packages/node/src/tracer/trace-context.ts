// W3C Trace Context: https://www.w3.org/TR/trace-context/

import { createTraceState, isSpanContextValid, trace } from '@opentelemetry/api';
import type {
  Context,
  SpanContext,
  TextMapGetter,
  TextMapPropagator,
  TextMapSetter,
  TraceState,
} from '@opentelemetry/api';
import { SPAN_KEY, SUPPRESS_TRACING_KEY } from './context/keys.ts';
import { LocalSpan, traceparentOf } from './identity.ts';

const TRACEPARENT = 'traceparent';
const TRACESTATE = 'tracestate';
const FORM = /^\s?((?!ff)[\da-f]{2})-((?!0{32})[\da-f]{32})-((?!0{16})[\da-f]{16})-([\da-f]{2})(-.*)?\s?$/;

export const traceContextPropagator: TextMapPropagator = {
  inject: (context: Context, carrier: unknown, setter: TextMapSetter) => {
    if (context.getValue(SUPPRESS_TRACING_KEY) === true) return;
    const span = context.getValue(SPAN_KEY);
    // Our own spans are valid, and keep the text.
    const own = span instanceof LocalSpan ? span.identity : foreignIn(context);
    if (own === undefined) return;
    setter.set(carrier, TRACEPARENT, own.traceparent);
    const state = own.state?.serialize();
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

/** A span that somebody else made, or that came from another process. */
function foreignIn(context: Context): { traceparent: string; state: TraceState | undefined } | undefined {
  const given = trace.getSpanContext(context);
  if (given === undefined || !isSpanContextValid(given)) return undefined;
  const { traceId, spanId, traceFlags, traceState } = given;
  return { traceparent: traceparentOf(traceId, spanId, traceFlags), state: traceState };
}

/** Undefined for what is not valid. Version 00 has nothing behind its flags; later ones may. */
function parse(header: unknown): SpanContext | undefined {
  const match = typeof header === 'string' ? FORM.exec(header) : null;
  if (match === null) return undefined;
  const [, version, traceId, spanId, flags, more] = match;
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === '00' && more !== undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}
