import { SpanKind } from '@opentelemetry/api';
import type { Context, Span, Tracer } from '@opentelemetry/api';
import { FastTracer } from '../../tracer/fast-tracer.ts';
import type { Described } from './described.ts';
import { describeBare, isUnsampled } from './described-span.ts';
import type { Bare } from './described-span.ts';

/**
 * The span of a request that the program makes; what it says is only made up where somebody keeps it. Below a span that is not
 * kept it is that span itself.
 *
 * @param now reading of `performance.now()`
 */
export function startClientSpan(
  tracer: Tracer,
  name: string,
  parent: Context,
  now: number,
  describe: () => Described,
): Span {
  const bare = startBareClient(tracer, name, parent, now);
  return isUnsampled(bare) ? bare : describeBare(tracer, bare, { name, kind: SpanKind.CLIENT, parent }, describe);
}

/** The first of the steps of `startBare`, of such a span. */
export function startBareClient(tracer: Tracer, name: string, parent: Context, now: number): Bare {
  return tracer instanceof FastTracer ? tracer.startBareChild(name, SpanKind.CLIENT, parent, now) : undefined;
}
