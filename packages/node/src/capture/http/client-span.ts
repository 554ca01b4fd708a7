import { SpanKind } from '@opentelemetry/api';
import type { Attributes, Context, Span, Tracer } from '@opentelemetry/api';
import { FastTracer } from '../../tracer/fast-tracer.ts';

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
  describe: () => Attributes,
): Span {
  const bare = tracer instanceof FastTracer ? tracer.startBareChild(name, SpanKind.CLIENT, parent, now) : undefined;
  if (bare === undefined) return tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes: describe() }, parent);
  return bare.isRecording() ? bare.setAttributes(describe()) : bare;
}
