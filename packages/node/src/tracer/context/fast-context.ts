import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { BAGGAGE_KEY, RPC_METADATA_KEY, SPAN_KEY, SUPPRESS_TRACING_KEY } from './keys.ts';

/** Values of other keys, the latest first. A deleted one is an entry whose value is undefined. */
interface Entry {
  readonly key: symbol;
  readonly value: unknown;
  readonly next: Entry | undefined;
}

/**
 * A context in which the four values that every request has are fields: making one is one small object, where the API's own
 * class copies a Map and makes three closures.
 */
export class FastContext implements Context {
  readonly #span: unknown;
  readonly #rpc: unknown;
  readonly #suppressed: unknown;
  readonly #baggage: unknown;
  readonly #others: Entry | undefined;
  /** Asked for what is in no field and no entry: a context of the API, whose class is not ours. */
  readonly #base: Context;

  private constructor(
    span: unknown,
    rpc: unknown,
    suppressed: unknown,
    baggage: unknown,
    others: Entry | undefined,
    base: Context,
  ) {
    this.#span = span;
    this.#rpc = rpc;
    this.#suppressed = suppressed;
    this.#baggage = baggage;
    this.#others = others;
    this.#base = base;
  }

  /** This context with that span, whatever class the context is of. */
  static withSpan(context: Context, span: unknown): FastContext {
    if (context instanceof FastContext) {
      // Below a span that is not kept there is no other.
      if (context.#span === span) return context;
      return new FastContext(span, context.#rpc, context.#suppressed, context.#baggage, context.#others, context.#base);
    }
    if (context === ROOT_CONTEXT) return new FastContext(span, undefined, undefined, undefined, undefined, context);
    return new FastContext(
      span,
      context.getValue(RPC_METADATA_KEY),
      context.getValue(SUPPRESS_TRACING_KEY),
      context.getValue(BAGGAGE_KEY),
      undefined,
      context,
    );
  }

  /** The context of a served request: its span, and what captures of frameworks tell its route through. */
  static ofRequest(context: Context, span: unknown, rpc: unknown): FastContext {
    const baggage = context === ROOT_CONTEXT ? undefined : context.getValue(BAGGAGE_KEY);
    return new FastContext(span, rpc, undefined, baggage, undefined, context);
  }

  getValue(key: symbol): unknown {
    if (key === SPAN_KEY) return this.#span;
    if (key === SUPPRESS_TRACING_KEY) return this.#suppressed;
    if (key === RPC_METADATA_KEY) return this.#rpc;
    if (key === BAGGAGE_KEY) return this.#baggage;
    for (let entry = this.#others; entry !== undefined; entry = entry.next) {
      if (entry.key === key) return entry.value;
    }
    return this.#base.getValue(key);
  }

  setValue(key: symbol, value: unknown): FastContext {
    if (key === SPAN_KEY) return FastContext.withSpan(this, value);
    return new FastContext(
      this.#span,
      key === RPC_METADATA_KEY ? value : this.#rpc,
      key === SUPPRESS_TRACING_KEY ? value : this.#suppressed,
      key === BAGGAGE_KEY ? value : this.#baggage,
      key === RPC_METADATA_KEY || key === SUPPRESS_TRACING_KEY || key === BAGGAGE_KEY
        ? this.#others
        : { key, value, next: without(this.#others, key) },
      this.#base,
    );
  }

  deleteValue(key: symbol): FastContext {
    return this.setValue(key, undefined);
  }
}

/** The list without that key, so that a value set again and again does not lengthen it. */
function without(entry: Entry | undefined, key: symbol): Entry | undefined {
  if (entry === undefined) return undefined;
  if (entry.key === key) return entry.next;
  const next = without(entry.next, key);
  return next === entry.next ? entry : { key: entry.key, value: entry.value, next };
}
