import type { Point } from '../series.ts';
import { pointsOf, type Grid } from './grid.ts';
import type { Keys } from './labels.ts';

/** A metric over time, for one combination of labels. */
export interface MetricLine {
  /** The values of its labels; the name of the metric where it has none. */
  name: string;
  labels: Record<string, string>;
  points: Point[];
  /** Of the points that are there; `null` when none is. */
  last: number | null;
  min: number | null;
  max: number | null;
  sum: number | null;
}

/** Lines, the greatest first, and how many there were before the cut. */
export interface Lines {
  readonly total: number;
  readonly lines: MetricLine[];
}

/** A row of {@link linesSql}. */
export interface LineRow<T> {
  labels: string[];
  /** Starts of steps with what is known of each. */
  steps: [string, ...T[]][];
  total: string;
}

/** How the statements of this folder end: one row a combination of labels, the greatest first. */
export interface LinesSql {
  /** SQL with the columns of `keys`, `step` and those of `values`. */
  readonly from: string;
  readonly keys: Keys;
  readonly values: readonly string[];
  /** SQL of what makes a line great, over its steps. */
  readonly greatness: string;
  /** Placeholder of the most lines. */
  readonly limit: string;
}

/** Rows a step made into rows a line, so that only what is shown leaves the database. */
export function linesSql({ from, keys, values, greatness, limit }: LinesSql): string {
  return `SELECT [${keys.names}] AS labels, groupArray((toString(step), ${values.join(', ')})) AS steps, toString(count() OVER ()) AS total
    FROM (${from}) GROUP BY ${keys.names} ORDER BY ${greatness} DESC, ${keys.names} LIMIT ${limit}`;
}

/** Rows as lines. @param valueOf what a step's values come to. */
export function linesOf<T>(
  rows: readonly LineRow<T>[],
  { name, by, grid }: { readonly name: string; readonly by: readonly string[]; readonly grid: Grid },
  valueOf: (values: T[]) => number | null,
): Lines {
  const lines = rows.map(({ labels, steps }): MetricLine => {
    const values = new Map(steps.map(([step, ...own]) => [Number(step), valueOf(own)]));
    const points = pointsOf(grid, values);
    const known = points.flatMap(([, value]) => (value === null ? [] : [value]));
    return {
      name: by.length === 0 ? name : labels.map((label) => (label === '' ? '(none)' : label)).join(', '),
      labels: Object.fromEntries(by.map((key, i) => [key, labels[i] ?? ''])),
      points,
      last: known.at(-1) ?? null,
      min: known.length === 0 ? null : Math.min(...known),
      max: known.length === 0 ? null : Math.max(...known),
      sum: known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0),
    };
  });
  return { total: Number(rows[0]?.total ?? 0), lines };
}
