import type { Context, Span, SpanKind, Tracer } from '@opentelemetry/api';
import { FastTracer } from '../../tracer/fast-tracer.ts';
import { RecordedSpan } from '../../tracer/recorded-span.ts';
import type { Described } from './described.ts';

/**
 * Starts a span; what it says is only made up where somebody keeps it.
 *
 * @param now reading of `performance.now()`
 */
export function startDescribed(
  tracer: Tracer,
  name: string,
  kind: SpanKind,
  parent: Context,
  now: number,
  describe: () => Described,
): Span {
  const bare = tracer instanceof FastTracer ? tracer.startBare(name, kind, parent, now) : undefined;
  return (
    describedSpan(bare, describe) ?? tracer.startSpan(name, { kind, attributes: describe().toAttributes() }, parent)
  );
}

/** What a capture's own tracer has started, described if it is kept. */
export function describedSpan<Bare extends Span | undefined>(bare: Bare, describe: () => Described): Bare {
  if (bare instanceof RecordedSpan) {
    const { keys, values } = describe();
    bare.describe(keys, values);
  }
  return bare;
}
