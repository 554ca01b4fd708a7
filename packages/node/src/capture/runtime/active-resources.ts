import type { Meter } from '@opentelemetry/api';
import { ATTR_V8JS_RESOURCE_TYPE, METRIC_V8JS_RESOURCE_ACTIVE } from '@sightglass/api/semconv';
import type { RuntimePart } from './part.ts';

/** Handles and requests that keep the event loop alive: sockets, timers, reads under way. */
export function createActiveResources(meter: Meter): RuntimePart {
  const active = meter.createObservableUpDownCounter(METRIC_V8JS_RESOURCE_ACTIVE, { unit: '{resource}' });
  // Node's names for its own kinds: a few dozen exist. One that was there and is gone counts 0.
  const counts = new Map<string, number>();
  return {
    observed: [active],
    observe: (result) => {
      for (const type of counts.keys()) counts.set(type, 0);
      for (const type of process.getActiveResourcesInfo()) counts.set(type, (counts.get(type) ?? 0) + 1);
      for (const [type, count] of counts) result.observe(active, count, { [ATTR_V8JS_RESOURCE_TYPE]: type });
    },
  };
}
