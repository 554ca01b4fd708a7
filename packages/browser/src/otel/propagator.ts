import type { TextMapPropagator } from '@opentelemetry/api';
import { TRACEPARENT, TRACESTATE, traceHeaders } from '../tracing/propagation.ts';
import { parseTraceparent } from '../tracing/traceparent.ts';
import { spanIn, withSpanIn } from './api.ts';
import { placeholder, toPlace, toSpanContext } from './span-context.ts';

/** W3C Trace Context, for programs that hand a trace on by themselves. */
export const propagator: TextMapPropagator = {
  inject(context, carrier, setter) {
    const span = spanIn(context);
    for (const [name, value] of span ? traceHeaders(toPlace(span)) : []) setter.set(carrier, name, value);
  },
  extract(context, carrier, getter) {
    const span = parseTraceparent(getter.get(carrier, TRACEPARENT));
    if (!span) return context;
    const state = getter.get(carrier, TRACESTATE);
    const place = { ...span, ...(state && { traceState: String(state) }) };
    return withSpanIn(context, placeholder({ ...toSpanContext(place), isRemote: true }));
  },
  fields: () => [TRACEPARENT, TRACESTATE],
};
