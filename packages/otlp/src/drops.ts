import {
  ATTR_SIGHTGLASS_DROP_REASON,
  ATTR_SIGHTGLASS_SIGNAL,
  METRIC_SIGHTGLASS_SDK_DROPPED,
} from '@sightglass/api/semconv';
import type { Client, DropReason } from './client.ts';
import type { MetricRecord, NumberPoint, Signal } from './records.ts';

/** Counts what was lost. */
export interface Drops {
  readonly count: Client['countDropped'];
  /** Stops telling: where metrics are refused, each report would be one more to report. */
  mute(): void;
  /** What was lost since the last time, as a metric; undefined if nothing was. */
  take(now: number): MetricRecord | undefined;
}

/** Nothing lost yet. */
export function createDrops(start: number): Drops {
  const counts = new Map<string, [Signal | 'replay', DropReason, number]>();
  let isMuted = false;
  return {
    mute: () => void (isMuted = true),
    count(signal, reason, records) {
      if (!(records > 0)) return;
      const key = signal + reason;
      counts.set(key, [signal, reason, (counts.get(key)?.[2] ?? 0) + records]);
    },
    take(now) {
      if (counts.size === 0 || isMuted) return undefined;
      const points = Array.from(counts.values(), ([signal, reason, value]): NumberPoint => {
        const attributes = { [ATTR_SIGHTGLASS_SIGNAL]: signal, [ATTR_SIGHTGLASS_DROP_REASON]: reason };
        return { start, time: now, attributes, value };
      });
      counts.clear();
      start = now;
      return { name: METRIC_SIGHTGLASS_SDK_DROPPED, unit: '{record}', kind: 'sum', isMonotonic: true, points };
    },
  };
}
