import type { Context, Span, SpanKind, Tracer } from '@opentelemetry/api';
import { FastTracer } from '../../tracer/fast-tracer.ts';
import type { RecordedSpan } from '../../tracer/recorded-span.ts';
import { UnsampledSpan } from '../../tracer/unsampled-span.ts';
import type { Described } from './described.ts';

/** A span that was started and says nothing so far; undefined where the tracer wants to know first what it says. */
export type Bare = RecordedSpan | UnsampledSpan | undefined;

/** What every span is started with. */
export interface Started {
  readonly name: string;
  readonly kind: SpanKind;
  readonly parent: Context;
}

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
  const bare = startBare(tracer, name, kind, parent, now);
  return isUnsampled(bare) ? bare : describeBare(tracer, bare, { name, kind, parent }, describe);
}

/**
 * The same in steps, for what sees every request: `isUnsampled` spans are done, all others go to `describeBare`, in a function of their own.
 * The closure that describes a span, and what it holds on to, would else be made for each request of which none is kept.
 */
export function startBare(tracer: Tracer, name: string, kind: SpanKind, parent: Context, now: number): Bare {
  return tracer instanceof FastTracer ? tracer.startBare(name, kind, parent, now) : undefined;
}

export function isUnsampled(bare: Bare): bare is UnsampledSpan {
  return bare instanceof UnsampledSpan;
}

/** Describes what a capture's own tracer has started, or has the span started described. */
export function describeBare(
  tracer: Tracer,
  bare: RecordedSpan | undefined,
  { name, kind, parent }: Started,
  describe: () => Described,
): Span {
  if (bare === undefined) return tracer.startSpan(name, { kind, attributes: describe().toAttributes() }, parent);
  const { keys, values } = describe();
  bare.describe(keys, values);
  return bare;
}
