import { context, INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api';
import type { Context, Span, SpanOptions, Tracer, TracerProvider } from '@opentelemetry/api';
import type { Scope } from '@sightglass/otlp';
import { withSpan } from '../tracing/active.ts';
import { newSpan } from '../tracing/new-span.ts';
import { runningPage } from '../tracing/running.ts';
import { createScopes } from './scopes.ts';
import { toPlace } from './span-context.ts';
import { PageSpan } from './span.ts';

/** How SDKs of OpenTelemetry say that what they do themselves is no business of traces. */
const SUPPRESSED = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Makes the provider whose spans go where everything of the page goes. Before the SDK runs, and after, its spans are none. */
export function createTracerProvider(): TracerProvider {
  const scopeOf = createScopes();
  return { getTracer: (name, version) => createTracer(scopeOf(name, version)) };
}

function createTracer(scope: Scope): Tracer {
  const startSpan = (name: string, options: SpanOptions = {}, within: Context = context.active()): Span => {
    const page = runningPage();
    const parent = options.root ? undefined : trace.getSpanContext(within);
    if (!page || within.getValue(SUPPRESSED)) return trace.wrapSpanContext(parent ?? INVALID_SPAN_CONTEXT);
    const isKnown = parent !== undefined && trace.isSpanContextValid(parent);
    const place = isKnown ? toPlace(parent) : undefined;
    const identity = withSpan(null, () => newSpan(page, place, parent?.isRemote));
    return new PageSpan(page, scope, identity, name, options);
  };
  return {
    startSpan,
    startActiveSpan(name: string, ...given: unknown[]) {
      const run = given.pop();
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the API's overloads: options and context may be left out
      const [options, within = context.active()] = given as [SpanOptions?, Context?];
      const span = startSpan(name, options, within);
      return context.with(trace.setSpan(within, span), () => (typeof run === 'function' ? run(span) : undefined));
    },
  };
}
