import type { Attributes, MetricRecord } from './records.ts';

/** Counts what is told as a metric. */
export interface Counts {
  /** Counts some of a kind. Returns whether they are the first of it. */
  readonly add: (kind: Attributes, count: number) => boolean;
  /** What was counted since the last time; undefined if nothing was. */
  readonly take: () => MetricRecord | undefined;
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
    take() {
      const time = Date.now();
      const points = Array.from(counts, ([key, value]) => ({ start, time, attributes: JSON.parse(key), value }));
      const told = points.filter(({ value }) => value > 0);
      if (told.length === 0) return undefined;
      for (const key of counts.keys()) counts.set(key, 0);
      start = time;
      return { name, unit, kind: 'sum', isMonotonic: true, points: told };
    },
  };
}
