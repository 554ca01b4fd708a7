import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Span, Tracer } from '@opentelemetry/api';
import { copyAttributes } from './attributes.ts';
import { errorTypeOf } from './error-type.ts';
import { observeOutcome } from './outcome.ts';
import type { Failure } from './outcome.ts';
import { callText, show, warnOnce } from './refusal.ts';
import { ATTR_ERROR_TYPE } from './semconv/errors.ts';
import { currentTracer } from './tracer.ts';

type AnyFunction = (this: never, ...args: never[]) => unknown;

/** Decorator of a method, by the standard (TC39) that TypeScript 5 and later compile. */
export type TracedDecorator = <F extends AnyFunction>(method: F, at: ClassMethodDecoratorContext) => F;

/**
 * Makes a function that runs in a span of its own each time it is called: `const pay = traced('pay', async (order) => …)`.
 * The span is the child of the one that is active at the call, and is active while the function runs. It ends when the
 * function returns, throws, or the promise that it returned settles; what is thrown goes on to the caller, and the span gets
 * status ERROR with the message, the exception, and `error.type`. A generator's span ends when the generator is made.
 *
 * As a decorator: `@traced('pay') async pay(order) {…}`.
 *
 * Without an SDK the function is called as it is. A name that is no text, or is empty: one warning, and no span.
 *
 * @param name name of the spans, of low cardinality: what varies belongs into attributes.
 * @param attributes set on each of the spans.
 * @returns a function with the same `this`, arguments and result; a promise is answered by one of the same outcome.
 */
export function traced<F extends AnyFunction>(name: string, fn: F, attributes?: Attributes): F;
export function traced(name: string): TracedDecorator;
export function traced<F extends AnyFunction>(name: string, fn?: F, attributes?: Attributes): F | TracedDecorator {
  if (fn === undefined) return <M extends AnyFunction>(method: M): M => wrap(name, method);
  return wrap(name, fn, attributes);
}

function wrap<F extends AnyFunction>(name: string, fn: F, attributes?: Attributes): F {
  if (typeof fn !== 'function' || typeof name !== 'string' || name === '') {
    const call = callText('traced', name);
    warnOnce(
      `traced ${call}`,
      `${call}: a name that is a text and a function (or a standard decorator's method) are needed, got ${show(fn)}; no span is made`,
    );
    return fn;
  }
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    const tracer = currentTracer();
    if (tracer === undefined) return Reflect.apply(fn, this, args);
    // Not written out here: a closure would cost each call something, also those without an SDK.
    return runInSpan(tracer, name, attributes, apply(fn, this, args));
  };
  Object.defineProperty(wrapped, 'name', { value: fn.name, configurable: true });
  Object.defineProperty(wrapped, 'length', { value: fn.length, configurable: true });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- hands this, arguments and result through unchanged
  return wrapped as unknown as F;
}

function apply(fn: AnyFunction, self: unknown, args: readonly unknown[]): () => unknown {
  return () => Reflect.apply(fn, self, args);
}

function runInSpan(tracer: Tracer, name: string, attributes: Attributes | undefined, work: () => unknown): unknown {
  let span: Span;
  let inside;
  try {
    const given = copyAttributes('traced', name, attributes);
    span = tracer.startSpan(name, given === undefined ? {} : { attributes: given });
    inside = trace.setSpan(context.active(), span);
  } catch (error) {
    warnFailed(name, error);
    return work();
  }
  return observeOutcome(
    () => context.with(inside, work),
    (failure) => endSpan(span, name, failure),
  );
}

function endSpan(span: Span, name: string, failure: Failure): void {
  try {
    if (failure !== undefined) {
      const { error } = failure;
      const message = messageOf(error);
      span.setAttribute(ATTR_ERROR_TYPE, errorTypeOf(error));
      span.setStatus({ code: SpanStatusCode.ERROR, message });
      span.recordException(error instanceof Error ? error : message);
    }
  } catch (error) {
    warnFailed(name, error);
  }
  try {
    span.end();
  } catch (error) {
    warnFailed(name, error);
  }
}

function messageOf(error: unknown): string {
  try {
    if (error instanceof Error && typeof error.message === 'string') return error.message;
  } catch {
    // A message behind a getter that throws.
  }
  return show(error);
}

function warnFailed(name: string, error: unknown): void {
  const call = callText('traced', name);
  warnOnce(`failed ${call}`, `${call}: no whole span was recorded, it failed with ${show(error)}`);
}
