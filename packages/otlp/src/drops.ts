import {
  ATTR_SIGHTGLASS_DROP_REASON,
  ATTR_SIGHTGLASS_SIGNAL,
  METRIC_SIGHTGLASS_SDK_DROPPED,
} from '@sightglass/api/semconv';
import type { Client } from './client.ts';
import type { MetricRecord } from './records.ts';

/** Counts what was lost. */
export interface Drops {
  readonly count: Client['countDropped'];
  /** What was lost since the last time, as a metric; undefined if nothing was. */
  readonly take: () => MetricRecord | undefined;
}

/** Nothing lost yet. */
export function createDrops(): Drops {
  let counts: Record<string, number> = {};
  let start = Date.now();
  return {
    count(signal, reason, records) {
      const key = `${signal} ${reason}`;
      if (records > 0) counts[key] = (counts[key] ?? 0) + records;
    },
    take() {
      const time = Date.now();
      const points = Object.entries(counts).map(([key, value]) => {
        const [signal, reason] = key.split(' ');
        return {
          start,
          time,
          attributes: { [ATTR_SIGHTGLASS_SIGNAL]: signal, [ATTR_SIGHTGLASS_DROP_REASON]: reason },
          value,
        };
      });
      if (points.length === 0) return undefined;
      [counts, start] = [{}, time];
      return { name: METRIC_SIGHTGLASS_SDK_DROPPED, unit: '{record}', kind: 'sum', isMonotonic: true, points };
    },
  };
}
