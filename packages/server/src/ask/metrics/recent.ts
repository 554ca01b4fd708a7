import type { TimeRange } from '../scope.ts';

const RECENT_MS = 15 * 60_000;

/** The end of a range: what a metric is, and how often it comes, is mostly told by its newest points, which are few to read. */
export function recent({ fromMs, toMs }: TimeRange): TimeRange {
  return { fromMs: Math.max(fromMs, toMs - RECENT_MS), toMs };
}
