import type { Attributes, MetricRecord } from './records.ts';

/** Counts what is told as a metric. */
export interface Counts {
  /** Counts some of a kind. Returns whether they are the first of it. */
  readonly add: (kind: Attributes, count: number) => boolean;
  /** What was counted since the last time, of one kind or of all; undefined if nothing was. */
  readonly take: (kind?: Attributes) => MetricRecord | undefined;
}

/** Nothing counted yet. */
export function createCounts(name: string, unit: string): Counts {
  const counts = new Map<string, number>();
  let start = Date.now();
  return {
    add(kind, count) {
      const key = JSON.stringify(kind);
      const before = counts.get(key);
      counts.set(key, (before ?? 0) + count);
      return before === undefined;
    },
    take(kind) {
      const time = Date.now();
      const points = Array.from(kind ? [JSON.stringify(kind)] : counts.keys(), (key) => {
        const value = counts.get(key) ?? 0;
        counts.set(key, 0);
        return { start, time, attributes: JSON.parse(key), value };
      }).filter(({ value }) => value > 0);
      if (!kind) start = time;
      return points[0] && { name, unit, kind: 'sum', isMonotonic: true, points };
    },
  };
}
