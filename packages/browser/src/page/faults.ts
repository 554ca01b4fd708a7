import { ATTR_SIGHTGLASS_CAPTURE, METRIC_SIGHTGLASS_SDK_FAULTS } from '@sightglass/api/semconv';
import type { Client, Scope } from '@sightglass/otlp';

/** What went wrong inside: kept from the page, counted, and told to the receiver. */
export interface Faults {
  count(capture: string): void;
  /** Tells of those that were counted since the last time. */
  tell(): void;
}

/** Counts faults by capture. The first of each is told at once. */
export function createFaults(client: Pick<Client, 'addMetric'>, scope: Scope, now: () => number): Faults {
  const counts = new Map<string, number>();
  let start = now();
  const tell = (): void => {
    const time = now();
    const told = [...counts].filter(([, value]) => value > 0);
    const points = told.map(([name, value]) => ({
      start,
      time,
      value,
      attributes: { [ATTR_SIGHTGLASS_CAPTURE]: name },
    }));
    if (!points[0]) return;
    start = time;
    for (const [name] of told) counts.set(name, 0);
    client.addMetric(scope, {
      name: METRIC_SIGHTGLASS_SDK_FAULTS,
      unit: '{fault}',
      kind: 'sum',
      isMonotonic: true,
      points,
    });
  };
  return {
    count(name) {
      const count = counts.get(name);
      counts.set(name, (count ?? 0) + 1);
      if (count === undefined) tell();
    },
    tell,
  };
}
