import { diag } from '@opentelemetry/api';
import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator } from '@opentelemetry/core';
import { listFrom } from '../config/environment.ts';
import { traceContextPropagator } from '../tracer/trace-context.ts';

/** `OTEL_PROPAGATORS`: `tracecontext` and `baggage` in any selection, or `none`. @defaultValue both */
export function createPropagator(): TextMapPropagator | undefined {
  const given = listFrom('OTEL_PROPAGATORS');
  if (given.includes('none')) return undefined;
  const propagators: TextMapPropagator[] = [];
  for (const name of new Set(given.length === 0 ? Object.keys(PROPAGATORS) : given)) {
    const create = Object.hasOwn(PROPAGATORS, name) ? PROPAGATORS[name] : undefined;
    if (create !== undefined) propagators.push(create());
    else diag.warn(`OTEL_PROPAGATORS: ${name} is not supported; use tracecontext, baggage or none`);
  }
  return propagators.length === 0 ? undefined : new CompositePropagator({ propagators });
}

const PROPAGATORS: Readonly<Record<string, () => TextMapPropagator>> = {
  tracecontext: () => traceContextPropagator,
  baggage: () => new W3CBaggagePropagator(),
};
