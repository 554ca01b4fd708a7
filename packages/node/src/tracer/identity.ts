import { isSpanContextValid } from '@opentelemetry/api';
import type { SpanContext, TraceState } from '@opentelemetry/api';
import { anchorAt } from './clock.ts';
import type { Anchor } from './clock.ts';
import type { HeldTrace } from './held-trace.ts';
import { hexOfWord, randomWord, traceparentOfWords, wordInHex } from './ids.ts';

/** What the local spans of one trace have in common. The id is kept as words; as text only once somebody asks. */
export class Trace {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly anchor: Anchor;
  /** Where its spans wait until it is known whether they are kept. */
  held: HeldTrace | undefined = undefined;
  #id: string | undefined;

  private constructor(a: number, b: number, c: number, d: number, id: string | undefined, now: number) {
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
    this.#id = id;
    this.anchor = anchorAt(now);
  }

  /** @param now reading of `performance.now()`, here and below: one reading of the clock serves trace and span */
  static create(now: number): Trace {
    let a: number;
    let b: number;
    let c: number;
    let d: number;
    do {
      a = randomWord();
      b = randomWord();
      c = randomWord();
      d = randomWord();
    } while ((a | b | c | d) === 0);
    return new Trace(a, b, c, d, undefined, now);
  }

  static of(id: string, now: number): Trace {
    return new Trace(wordInHex(id, 0), wordInHex(id, 8), wordInHex(id, 16), wordInHex(id, 24), id, now);
  }

  get id(): string {
    this.#id ??= hexOfWord(this.a) + hexOfWord(this.b) + hexOfWord(this.c) + hexOfWord(this.d);
    return this.#id;
  }
}

/**
 * Who a span is, apart from what it holds: this outlives the span in its children, so that no child keeps its parent's
 * attributes alive.
 */
export class Identity {
  readonly trace: Trace;
  readonly high: number;
  readonly low: number;
  readonly flags: number;
  readonly state: TraceState | undefined;
  readonly isRemote: boolean;
  #context: SpanContext | undefined;
  #traceparent: string | undefined;

  private constructor(
    trace: Trace,
    high: number,
    low: number,
    flags: number,
    state: TraceState | undefined,
    context: SpanContext | undefined,
  ) {
    this.trace = trace;
    this.high = high;
    this.low = low;
    this.flags = flags;
    this.state = state;
    this.isRemote = context?.isRemote === true;
    this.#context = context;
  }

  static create(trace: Trace, flags: number, state: TraceState | undefined): Identity {
    let high: number;
    let low: number;
    do {
      high = randomWord();
      low = randomWord();
    } while ((high | low) === 0);
    return new Identity(trace, high, low, flags, state, undefined);
  }

  /** The identity that somebody else's span tells, undefined where it is not valid. */
  static of(context: SpanContext, now: number): Identity | undefined {
    if (!isSpanContextValid(context)) return undefined;
    const { traceId, spanId, traceFlags, traceState } = context;
    return new Identity(
      Trace.of(traceId, now),
      wordInHex(spanId, 0),
      wordInHex(spanId, 8),
      traceFlags,
      traceState,
      context,
    );
  }

  /** The header of W3C Trace Context, whose text is kept: a request may call many others. */
  get traceparent(): string {
    this.#traceparent ??= traceparentOfWords(this.trace, this);
    return this.#traceparent;
  }

  /** The same object at each call; a plain one, because people spread it. */
  get context(): SpanContext {
    this.#context ??= {
      traceId: this.trace.id,
      spanId: hexOfWord(this.high) + hexOfWord(this.low),
      traceFlags: this.flags,
      ...(this.state === undefined ? {} : { traceState: this.state }),
    };
    return this.#context;
  }
}

/** A span of this tracer, whose identity is read without making texts of it. */
export class LocalSpan {
  readonly identity: Identity;

  constructor(identity: Identity) {
    this.identity = identity;
  }

  spanContext(): SpanContext {
    return this.identity.context;
  }
}

/** The header of W3C Trace Context, version 00: flags are two digits, whatever they hold. */
export function traceparentOf(traceId: string, spanId: string, flags: number): string {
  return `00-${traceId}-${spanId}-${(flags & 0xff).toString(16).padStart(2, '0')}`;
}
