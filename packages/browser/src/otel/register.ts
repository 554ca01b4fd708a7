import type { TraceAPI } from '@opentelemetry/api';
import { setOwnPropagator } from '../tracing/propagation.ts';
import { isFree, register } from './api.ts';
import { createContextManager } from './context-manager.ts';
import { createLoggerProvider } from './logger-provider.ts';
import { propagator } from './propagator.ts';
import { createTracerProvider } from './tracer-provider.ts';

/** What was registered; false where somebody else was there before, who stays. */
export interface Registered {
  /** Spans, contexts and their propagation belong together: all of them or none. */
  readonly traces: boolean;
  readonly logs: boolean;
}

/**
 * Puts the SDK behind `@opentelemetry/api`, so that spans and log records of a program, and of instrumentations, go where everything of the page
 * goes. Never over a provider that is there. Spans and records before `start` are none.
 *
 * @param api the page's own `@opentelemetry/api`: with it also tracers make spans that somebody has asked for before, such as libraries do when
 * they are loaded. Without it the page need not load the API.
 */
export function registerOpenTelemetry(api?: { readonly trace: Pick<TraceAPI, 'setGlobalTracerProvider'> }): Registered {
  const contexts = createContextManager();
  const tracers = createTracerProvider(contexts);
  const traces = isFree('trace', 'context', 'propagation') && (api?.trace.setGlobalTracerProvider(tracers) ?? true);
  if (traces) {
    if (!api) register('trace', tracers);
    register('context', contexts);
    register('propagation', propagator);
    setOwnPropagator(propagator);
  }
  const logs = isFree('logs');
  if (logs) register('logs', createLoggerProvider());
  return { traces, logs };
}
