import type { Signal } from './signals.ts';

/** What was not taken, by reason. */
export interface Refused {
  signal: Signal;
  /** A few words, always the same for the same cause. */
  reason: string;
  /** Requests that were refused, or of which records were. */
  requests: number;
  /** Records in them; 0 where none was read. */
  records: number;
  /** Milliseconds since the epoch. */
  lastAtMs: number;
}

/** Counts what was not taken since the start. */
export interface RefusedCounts {
  /** @param project whose data it would have been; '' when no key said so. */
  add(project: string, signal: Signal, reason: string, records: number): void;
  /** What a project was refused, and what nobody's keys were; latest first. */
  of(project: string): Refused[];
}

/** Reasons are few; this bounds what a mistake in one could cost. */
const MOST = 10_000;

/** Counters that start at zero. */
export function createRefusedCounts(now: () => number = Date.now): RefusedCounts {
  const counts = new Map<string, Map<string, Refused>>();
  let size = 0;
  return {
    add(project, signal, reason, records) {
      const ofProject = counts.get(project) ?? new Map<string, Refused>();
      counts.set(project, ofProject);
      const key = `${signal} ${reason}`;
      let count = ofProject.get(key);
      if (!count) {
        if (size >= MOST) return;
        size++;
        count = { signal, reason, requests: 0, records: 0, lastAtMs: 0 };
        ofProject.set(key, count);
      }
      count.requests++;
      count.records += records;
      count.lastAtMs = now();
    },
    of: (project) =>
      ['', project]
        .flatMap((one) => [...(counts.get(one)?.values() ?? [])])
        .map((count) => ({ ...count }))
        .sort((a, b) => b.lastAtMs - a.lastAtMs),
  };
}
