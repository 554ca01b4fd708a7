import type { Scope } from '../scope.ts';
import type { Grid } from './grid.ts';
import type { Agg } from './kinds.ts';
import type { MetricRef } from './points.ts';

/** What is asked of one metric. */
export interface AskedSeries {
  readonly scope: Scope;
  readonly metric: MetricRef;
  readonly agg: Agg;
  /** Keys of the labels that lines are told apart by. */
  readonly by: readonly string[];
  readonly grid: Grid;
  /** Most lines in the answer. */
  readonly limit: number;
}
