import type { TimeRange } from '../scope.ts';
import type { Point } from '../series.ts';
import type { Binder } from '../statement.ts';

/** The steps that an answer has a point for: from `k × stepMs` on, so that all answers of a step share their points. */
export interface Grid {
  readonly range: TimeRange;
  readonly stepMs: number;
}

/** The start of the step that an instant belongs to, as SQL. @param timeMs SQL of milliseconds since the epoch. */
export function stepSql(bind: Binder, { stepMs }: Grid, timeMs: string): string {
  const step = bind('Int64', stepMs);
  return `intDiv(${timeMs}, ${step}) * ${step}`;
}

/** Seconds of a step that lie in the range, as SQL: the first and the last step may reach beyond it. */
export function coveredSql(bind: Binder, { range, stepMs }: Grid, step: string): string {
  const end = `least(${step} + ${bind('Int64', stepMs)}, ${bind('Int64', range.toMs)})`;
  return `(${end} - greatest(${step}, ${bind('Int64', range.fromMs)})) / 1000`;
}

/** Values by the start of their step as points: one a step, `null` where nothing is known. */
export function pointsOf({ range, stepMs }: Grid, values: ReadonlyMap<number, number | null>): Point[] {
  const points: Point[] = [];
  for (let at = Math.floor(range.fromMs / stepMs) * stepMs; at < range.toMs; at += stepMs) {
    points.push([at, values.get(at) ?? null]);
  }
  return points;
}
