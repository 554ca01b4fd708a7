import { diag } from '@opentelemetry/api';
import type { TextMapPropagator } from '@opentelemetry/api';
import { listFrom } from '../config/environment.ts';
import { traceContextPropagator } from '../tracer/trace-context.ts';
import { baggagePropagator } from './baggage.ts';

/** `OTEL_PROPAGATORS`: `tracecontext` and `baggage` in any selection, or `none`. @defaultValue both */
export function createPropagator(): TextMapPropagator | undefined {
  const given = listFrom('OTEL_PROPAGATORS');
  if (given.includes('none')) return undefined;
  const propagators: TextMapPropagator[] = [];
  for (const name of new Set(given.length === 0 ? Object.keys(PROPAGATORS) : given)) {
    const propagator = Object.hasOwn(PROPAGATORS, name) ? PROPAGATORS[name] : undefined;
    if (propagator !== undefined) propagators.push(propagator);
    else diag.warn(`OTEL_PROPAGATORS: ${name} is not supported; use tracecontext, baggage or none`);
  }
  return propagators.length === 0 ? undefined : joined(propagators);
}

function joined(propagators: readonly TextMapPropagator[]): TextMapPropagator {
  const fields = propagators.flatMap((propagator) => propagator.fields());
  return {
    inject: (context, carrier, setter) => {
      for (const propagator of propagators) propagator.inject(context, carrier, setter);
    },
    extract: (context, carrier, getter) => {
      let read = context;
      for (const propagator of propagators) read = propagator.extract(read, carrier, getter);
      return read;
    },
    fields: () => [...fields],
  };
}

const PROPAGATORS: Readonly<Record<string, TextMapPropagator>> = {
  tracecontext: traceContextPropagator,
  baggage: baggagePropagator,
};
