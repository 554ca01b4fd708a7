import { SpanKind } from '@opentelemetry/api';
import type { Context, Span, Tracer } from '@opentelemetry/api';
import { FastTracer } from '../../tracer/fast-tracer.ts';
import type { Described } from './described.ts';
import { describedSpan } from './described-span.ts';

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
  const bare = tracer instanceof FastTracer ? tracer.startBareChild(name, SpanKind.CLIENT, parent, now) : undefined;
  return (
    describedSpan(bare, describe) ??
    tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes: describe().toAttributes() }, parent)
  );
}
