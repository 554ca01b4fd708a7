import { createNoopMeter, metrics } from '@opentelemetry/api';
import type { Meter, MeterProvider } from '@opentelemetry/api';
import { SCOPE_API } from './semconv/scopes.ts';

const NOOP_METER: Meter = /* @__PURE__ */ createNoopMeter();

let provider: MeterProvider | undefined;
let meter: Meter | undefined;

/**
 * The meter of the SDK that is registered now, or undefined where none is.
 *
 * OpenTelemetry's API has no proxy for metrics (it has for traces and logs): a meter taken before an SDK registers stays a
 * no-op for ever. So the provider is compared at each call, which costs a few nanoseconds. Never throws.
 */
export function currentMeter(): Meter | undefined {
  const current = metrics.getMeterProvider();
  if (current !== provider) {
    provider = current;
    meter = undefined;
    try {
      const found = current.getMeter(SCOPE_API);
      if (found !== NOOP_METER) meter = found;
    } catch {
      // A provider that fails counts as none, until another one comes: it is its own duty to say why.
    }
  }
  return meter;
}
