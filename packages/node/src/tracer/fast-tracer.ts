import { performance } from 'node:perf_hooks';
import { context, diag, INVALID_SPAN_CONTEXT, ROOT_CONTEXT, SpanKind, trace, TraceFlags } from '@opentelemetry/api';
import type { Attributes, Context, Link, Span, SpanOptions, Tracer, TraceState } from '@opentelemetry/api';
import type { Sampler } from '@opentelemetry/sdk-trace';
import { AttributeList } from '../encode/attribute-list.ts';
import { FastContext } from './context/fast-context.ts';
import { SPAN_KEY, SUPPRESS_TRACING_KEY } from './context/keys.ts';
import { HeldTrace } from './held-trace.ts';
import { Identity, LocalSpan, Trace } from './identity.ts';
import { RecordedSpan } from './recorded-span.ts';
import type { TracerParts } from './recorded-span.ts';
import { isRootSampler, keepEverything } from './sampling.ts';
import type { RootSampler, SpanSampler } from './sampling.ts';
import type { Decision, SpanCounts } from './span-counts.ts';
import { UnsampledSpan } from './unsampled-span.ts';

const INVALID_SPAN: Span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

export interface FastTracerParts extends TracerParts {
  readonly sampler: SpanSampler;
  readonly counts: SpanCounts;
}

/** What is decided before a span is made. */
interface Decided {
  readonly decision: Decision;
  readonly state: TraceState | undefined;
  /** Set where a sampler was asked that sees attributes. */
  readonly attributes: AttributeList | undefined;
}

export class FastTracer implements Tracer {
  readonly #parts: FastTracerParts;
  readonly #root: RootSampler;
  /** Set where a sampler is to be asked about every span. */
  readonly #asked: Sampler | undefined;

  constructor(parts: FastTracerParts) {
    this.#parts = parts;
    const { sampler } = parts;
    this.#root = isRootSampler(sampler) ? sampler : keepEverything;
    this.#asked = isRootSampler(sampler) ? undefined : sampler;
  }

  startSpan(name: string, options?: SpanOptions, ctx: Context = context.active()): Span {
    if (ctx.getValue(SUPPRESS_TRACING_KEY) === true) return INVALID_SPAN;
    const now = performance.now();
    const isRoot = options?.root === true;
    const parent = isRoot ? undefined : identityIn(ctx, now);
    const { counts } = this.#parts;
    const sampler = this.#asked;
    const spanTrace = parent === undefined ? Trace.create(now) : parent.trace;
    if (sampler === undefined) {
      const decision = this.#decide(parent, spanTrace);
      const identity = this.#identify(parent, spanTrace, decision);
      return decision === 0
        ? new UnsampledSpan(identity)
        : this.#record(identity, parent, name, options, now, undefined);
    }
    const asked = isRoot ? trace.deleteSpan(ctx) : ctx;
    const { decision, state, attributes } = ask(sampler, asked, spanTrace, name, options);
    const flags = decision === 2 ? TraceFlags.SAMPLED : TraceFlags.NONE;
    const identity = Identity.create(spanTrace, flags, state ?? parent?.state);
    counts.start(parent, decision);
    if (decision === 0) return new UnsampledSpan(identity);
    return this.#record(identity, parent, name, options, now, attributes);
  }

  /**
   * A span without attributes, for a capture that sees each request of a server: it says what it knows with `describe`, and
   * only if the span is kept. Undefined where a sampler wants to see attributes first; `startSpan` serves it.
   *
   * @param now reading of `performance.now()`
   */
  startBare(name: string, kind: SpanKind, ctx: Context, now: number): RecordedSpan | UnsampledSpan | undefined {
    if (this.#asked !== undefined || ctx.getValue(SUPPRESS_TRACING_KEY) === true) return undefined;
    const parent = ctx === ROOT_CONTEXT ? undefined : identityIn(ctx, now);
    const spanTrace = parent === undefined ? Trace.create(now) : parent.trace;
    const decision = this.#decide(parent, spanTrace);
    const identity = this.#identify(parent, spanTrace, decision);
    return decision === 0
      ? new UnsampledSpan(identity)
      : new RecordedSpan(this.#parts, identity, parent, name, kind, undefined, now);
  }

  /**
   * The same for what a program asks of others: below a span that is not kept, that span itself, whose ids do for whoever is
   * asked.
   *
   * @param now reading of `performance.now()`
   */
  startBareChild(name: string, kind: SpanKind, ctx: Context, now: number): RecordedSpan | UnsampledSpan | undefined {
    const parent = this.#asked === undefined ? ctx.getValue(SPAN_KEY) : undefined;
    return parent instanceof UnsampledSpan ? parent : this.startBare(name, kind, ctx, now);
  }

  #decide(parent: Identity | undefined, spanTrace: Trace): Decision {
    const root = this.#root;
    if (parent === undefined ? root.keeps(spanTrace) : (parent.flags & TraceFlags.SAMPLED) !== 0) return 2;
    if (root.keepsLate === undefined) return 0;
    if (parent === undefined || parent.isRemote) spanTrace.held ??= new HeldTrace(root.keepsLate);
    return spanTrace.held === undefined ? 0 : 1;
  }

  #identify(parent: Identity | undefined, spanTrace: Trace, decision: Decision): Identity {
    this.#parts.counts.start(parent, decision);
    if (decision !== 2) return Identity.create(spanTrace, TraceFlags.NONE, parent?.state);
    const state = parent === undefined ? this.#root.state : parent.state;
    return Identity.create(spanTrace, TraceFlags.SAMPLED, state);
  }

  #record(
    identity: Identity,
    parent: Identity | undefined,
    name: string,
    options: SpanOptions | undefined,
    now: number,
    decided: AttributeList | undefined,
  ): RecordedSpan {
    const kind = options?.kind ?? SpanKind.INTERNAL;
    const span = new RecordedSpan(this.#parts, identity, parent, name, kind, options?.startTime, now);
    const { attributeCountLimit, attributeValueLengthLimit } = this.#parts.limits;
    if (decided !== undefined) {
      span.list = new AttributeList();
      span.list.add(decided.toAttributes(), attributeCountLimit, attributeValueLengthLimit);
      span.list.dropped += decided.dropped;
    } else if (options?.attributes !== undefined) {
      span.list = new AttributeList().add(options.attributes, attributeCountLimit, attributeValueLengthLimit);
    }
    if (options?.links !== undefined) span.addLinks(options.links);
    return span;
  }

  startActiveSpan<F extends (span: Span) => unknown>(name: string, fn: F): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => unknown>(name: string, options: SpanOptions, fn: F): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => unknown>(
    name: string,
    options: SpanOptions,
    context: Context,
    fn: F,
  ): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => ReturnType<F>>(
    name: string,
    optionsOrFn: SpanOptions | F,
    contextOrFn?: Context | F,
    fn?: F,
  ): ReturnType<F> | undefined {
    const run = fn ?? (typeof contextOrFn === 'function' ? contextOrFn : optionsOrFn);
    if (typeof run !== 'function') return undefined;
    const options = typeof optionsOrFn === 'function' ? undefined : optionsOrFn;
    const parent = (typeof contextOrFn === 'function' ? undefined : contextOrFn) ?? context.active();
    const span = this.startSpan(name, options, parent);
    return context.with(FastContext.withSpan(parent, span), run, undefined, span);
  }
}

/** Who is the parent in that context: nobody, where there is no span or an invalid one. */
function identityIn(ctx: Context, now: number): Identity | undefined {
  const span = ctx.getValue(SPAN_KEY);
  if (span instanceof LocalSpan) return span.identity;
  if (span === undefined || span === null) return undefined;
  try {
    const found = trace.getSpanContext(ctx);
    return found === undefined ? undefined : Identity.of(found, now);
  } catch (error) {
    diag.warn('what is in the context in place of a span is none', error);
    return undefined;
  }
}

/** A sampler of the stock SDK's shape. It sees cleaned attributes; what it answers wins over them and over the tracestate. */
function ask(sampler: Sampler, ctx: Context, { id }: Trace, name: string, options: SpanOptions | undefined): Decided {
  const attributes = new AttributeList().add(options?.attributes, Infinity, Infinity);
  const links: Link[] = options?.links ?? [];
  const kind = options?.kind ?? SpanKind.INTERNAL;
  try {
    const result = sampler.shouldSample(ctx, id, name, kind, attributes.toAttributes(), links);
    const added: Attributes | undefined = result.attributes;
    return {
      decision: result.decision,
      state: result.traceState,
      attributes: attributes.add(added, Infinity, Infinity),
    };
  } catch (error) {
    diag.error('a sampler failed; the span is not kept', error);
    return { decision: 0, state: undefined, attributes: undefined };
  }
}
