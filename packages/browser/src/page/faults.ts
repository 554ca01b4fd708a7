import { ATTR_SIGHTGLASS_CAPTURE, METRIC_SIGHTGLASS_SDK_FAULTS } from '@sightglass/api/semconv';
import type { Scope } from '@sightglass/otlp';
import type { Page } from '../capture.ts';

/** What went wrong inside: kept from the page, counted, and told to the receiver. */
export interface Faults {
  count(capture: string): void;
  /** Tells of those that were counted since the last time. */
  tell(): void;
}

/** Counts faults by capture. The first of each is told at once. */
export function createFaults(addMetric: Page['addMetric'], scope: Scope, now: () => number): Faults {
  const counts = new Map<string, number>();
  let start = now();
  const tell = (names: Iterable<string>): void => {
    const time = now();
    for (const name of names) {
      const value = counts.get(name) ?? 0;
      if (value === 0) continue;
      counts.set(name, 0);
      const points = [{ start, time, value, attributes: { [ATTR_SIGHTGLASS_CAPTURE]: name } }];
      const metric = {
        name: METRIC_SIGHTGLASS_SDK_FAULTS,
        unit: '{fault}',
        kind: 'sum',
        isMonotonic: true,
        points,
      } as const;
      addMetric(scope, metric);
    }
  };
  return {
    count(name) {
      const count = counts.get(name);
      counts.set(name, (count ?? 0) + 1);
      if (count === undefined) tell([name]);
    },
    tell() {
      tell(counts.keys());
      start = now();
    },
  };
}
