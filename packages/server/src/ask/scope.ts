import type { Condition } from './where.ts';

/** A stretch of time: `fromMs` belongs to it, `toMs` does not. Milliseconds since the Unix epoch. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a question looks at: one project, one stretch of time, and what the reader narrowed it to. */
export interface Scope {
  readonly project: string;
  readonly range: TimeRange;
  /** Any of these services; all when empty. */
  readonly services: readonly string[];
  /** Any of these environments; all when empty. */
  readonly environments: readonly string[];
  /** Any of these releases; all when empty. */
  readonly releases: readonly string[];
  /** All of these conditions. */
  readonly where: readonly Condition[];
}

/** An answer and the stretch of time it really covers: answers from a roll-up cover whole minutes. */
export interface Answer<T> {
  readonly range: TimeRange;
  readonly body: T;
}

/** One page of a list. `more` says whether anything follows it. */
export interface Page<T> {
  readonly items: T[];
  readonly more: boolean;
}

/** Length of a range in seconds. */
export function secondsOf(range: TimeRange): number {
  return (range.toMs - range.fromMs) / 1000;
}
