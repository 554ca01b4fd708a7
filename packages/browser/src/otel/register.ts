import { context, logs, propagation, trace } from '@opentelemetry/api';
import { setOwnPropagator } from '../tracing/propagation.ts';
import { createContextManager } from './context-manager.ts';
import { createLoggerProvider } from './logger-provider.ts';
import { propagator } from './propagator.ts';
import { createTracerProvider } from './tracer-provider.ts';

/** What stands behind the API of OpenTelemetry, in every version 1 of it. */
const KEY = Symbol.for('opentelemetry.js.api.1');
const registry: typeof globalThis & { [KEY]?: object | undefined } = globalThis;

/** What was registered; false where somebody else was there before, who stays. */
export interface Registered {
  /** Spans, contexts and their propagation belong together: all of them or none. */
  readonly traces: boolean;
  readonly logs: boolean;
}

/**
 * Puts the SDK behind `@opentelemetry/api`, so that spans and log records of a program, and of instrumentations, go where everything of the page
 * goes. Never over a provider that is there. Spans and records before `start` are none.
 */
export function registerOpenTelemetry(): Registered {
  const isFree = (...names: string[]): boolean => !names.some((name) => name in (registry[KEY] ?? {}));
  const hasTraces =
    isFree('trace', 'context', 'propagation') &&
    trace.setGlobalTracerProvider(createTracerProvider()) &&
    context.setGlobalContextManager(createContextManager()) &&
    propagation.setGlobalPropagator(propagator);
  if (hasTraces) setOwnPropagator(propagator);
  return { traces: hasTraces, logs: isFree('logs') && logs.setGlobalLoggerProvider(createLoggerProvider()) };
}
