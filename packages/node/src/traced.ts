import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE, ERROR_TYPE_VALUE_OTHER, SCOPE_NODE } from '@sightglass/api/semconv';
import { errorTypeOf } from './capture/http/error-type.ts';
import { inSpan, recordThrown } from './capture/in-span.ts';
import { currentContext } from './tracer/context/storage.ts';
import { AGENT_VERSION } from './version.ts';

/** Any function or method. */
export type Traceable = (...given: never[]) => unknown;

/** Puts a span around a method: as a standard decorator, and as one of TypeScript's `experimentalDecorators`. */
export interface TracedDecorator {
  <Method extends Traceable>(method: Method, context: ClassMethodDecoratorContext): Method;
  (target: object, key: string | symbol, descriptor: PropertyDescriptor): PropertyDescriptor;
}

/**
 * The same function, with a span around each call that lasts until it has returned, or its promise is settled. What it throws is
 * recorded as an exception, and passes on. Without the agent nothing is added but the call.
 *
 * @param name of the span; the function's own where it is left out
 */
export function traced<Fn extends Traceable>(fn: Fn): Fn;
export function traced<Fn extends Traceable>(name: string, fn: Fn): Fn;
/** Decorator of a method: `@traced('process order')`. */
export function traced(name: string): TracedDecorator;
export function traced(nameOrFn: string | Traceable, fn?: Traceable): unknown {
  if (typeof nameOrFn === 'function') return wrap(nameOrFn.name === '' ? 'anonymous' : nameOrFn.name, nameOrFn);
  if (nameOrFn === '') throw new TypeError('traced(): the name is empty; give the span one');
  if (typeof fn === 'function') return wrap(nameOrFn, fn);
  if (fn !== undefined) throw new TypeError(`traced('${nameOrFn}', fn): fn must be a function, got ${typeof fn}`);
  return (target: unknown, _context: unknown, descriptor?: PropertyDescriptor): unknown => {
    const method: unknown = descriptor === undefined ? target : descriptor.value;
    if (!isTraceable(method)) throw new TypeError(`@traced('${nameOrFn}') belongs before a method`);
    const wrapped = wrap(nameOrFn, method);
    return descriptor === undefined ? wrapped : { ...descriptor, value: wrapped };
  };
}

function wrap(name: string, fn: Traceable): Traceable {
  const tracer = trace.getTracer(SCOPE_NODE, AGENT_VERSION);
  const wrapped = function (this: unknown, ...given: never[]): unknown {
    const parent = currentContext();
    return inSpan(parent, tracer.startSpan(name, {}, parent), fail, () => Reflect.apply(fn, this, given));
  };
  Object.defineProperties(wrapped, {
    name: { value: fn.name, configurable: true },
    length: { value: fn.length, configurable: true },
  });
  return wrapped;
}

function fail(span: Span, error: unknown): void {
  recordThrown(span, error);
  span.setAttribute(ATTR_ERROR_TYPE, errorTypeOf(error) ?? ERROR_TYPE_VALUE_OTHER);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
}

function isTraceable(value: unknown): value is Traceable {
  return typeof value === 'function';
}
