import type { Context, ContextManager, Span, SpanOptions, Tracer, TracerProvider } from '@opentelemetry/api';
import type { Scope } from '@sightglass/otlp';
import { withSpan } from '../tracing/active.ts';
import { newSpan } from '../tracing/new-span.ts';
import { runningPage } from '../tracing/running.ts';
import { activeContext, isSuppressed, spanIn, withSpanIn } from './api.ts';
import { createScopes } from './scopes.ts';
import { isPlace, placeholder, toPlace } from './span-context.ts';
import { PageSpan } from './span.ts';

/** Of a span that is none. */
const NOWHERE = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 };

/** Makes the provider whose spans go where everything of the page goes. Before the SDK runs, and after, its spans are none. */
export function createTracerProvider(contexts: ContextManager): TracerProvider {
  const scopeOf = createScopes();
  return { getTracer: (name, version) => createTracer(scopeOf(name, version), contexts) };
}

function createTracer(scope: Scope, contexts: ContextManager): Tracer {
  const startSpan = (name: string, options: SpanOptions = {}, within: Context = activeContext()): Span => {
    const page = runningPage();
    const parent = options.root ? undefined : spanIn(within);
    if (!page || isSuppressed(within)) return placeholder(parent ?? NOWHERE);
    const place = parent && isPlace(parent) ? toPlace(parent) : undefined;
    const identity = withSpan(null, () => newSpan(page, place, parent?.isRemote));
    return new PageSpan(page, scope, identity, name, options);
  };
  return {
    startSpan,
    startActiveSpan(name: string, ...given: unknown[]) {
      const run = given.pop();
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the API's overloads: options and context may be left out
      const [options, within = activeContext()] = given as [SpanOptions?, Context?];
      const span = startSpan(name, options, within);
      return contexts.with(withSpanIn(within, span), () => (typeof run === 'function' ? run(span) : undefined));
    },
  };
}
