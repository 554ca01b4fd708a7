import { createBinder, type Binder, type Source } from '../statement.ts';
import type { AskedSeries } from './asked.ts';
import { coveredSql, stepSql } from './grid.ts';
import { cameSql, incrementsSql, type Increments } from './increments.ts';
import { keysOf, labelsSql, ofSeries, type Keys } from './labels.ts';
import { linesOf, linesSql, type LineRow, type Lines } from './lines.ts';
import { fromPoints } from './points.ts';

/** Points that are no number say nothing: a gap. */
export const IS_NUMBER = 'isFinite(Value)';

/** Aggs over all points of a step. */
const OVER_POINTS = {
  avg: 'avg(Value)',
  min: 'min(Value)',
  max: 'max(Value)',
  count: 'toFloat64(count())',
  // Points of one collection share their time: the greatest of them, so that the answer is the same each time.
  last: 'argMax(Value, (TimeUnix, Value))',
} as const;

/** How levels are read: gauges, and up-down counters with cumulative temporality. */
export type LevelAgg = keyof typeof OVER_POINTS | 'sum';

/**
 * Levels over time. `avg`, `min`, `max`, `count` and `last` look at all points of the step; `sum` adds up the last value that each series had in
 * the step, so that it does not depend on how often points are sent.
 */
export async function askLevels(source: Source, asked: AskedSeries, agg: LevelAgg): Promise<Lines> {
  const bind = createBinder();
  const { scope, metric, by, grid, limit } = asked;
  const keys = keysOf(labelsSql(bind, by));
  const columns = `${keys.select}, ${stepSql(bind, grid, 'toUnixTimestamp64Milli(TimeUnix)')} AS step`;
  const cell = `${keys.names}, step`;
  const from = fromPoints(source, bind, scope, metric, scope.range, [IS_NUMBER]);
  const rows =
    agg === 'sum'
      ? `SELECT ${cell}, sum(newest) AS value FROM (SELECT ${columns}, argMax(Value, TimeUnix) AS newest
          ${from} GROUP BY ${cell}, ServiceName, SeriesId) GROUP BY ${cell} ORDER BY step`
      : `SELECT ${columns}, ${OVER_POINTS[agg]} AS value ${from} GROUP BY ${cell} ORDER BY step`;
  return askLines(source, bind, asked, { from: rows, keys, greatness: 'avg(value)', limit: bind('UInt32', limit) });
}

/** `increase` or `rate` of what only rises, or is sent as differences. */
export async function askIncrease(
  source: Source,
  asked: AskedSeries,
  agg: 'rate' | 'increase',
  increments: Increments = { counter: 'Value', conditions: [IS_NUMBER] },
): Promise<Lines> {
  const bind = createBinder();
  const { scope, metric, by, grid, limit } = asked;
  const covered = coveredSql(bind, grid, stepSql(bind, grid, 'timeMs'));
  const came = cameSql(3);
  const value = agg === 'rate' ? `sum(${came} / greatest(${covered}, seconds))` : `sum(${came})`;
  const keys = keysOf(labelsSql(bind, by, ofSeries));
  const rows = `SELECT ${keys.names}, ${stepSql(bind, grid, 'timeMs')} AS step, ${value} AS value
    FROM (${incrementsSql(source, bind, scope, metric, grid.stepMs, keys, increments)}) GROUP BY ${keys.names}, step ORDER BY step`;
  return askLines(source, bind, asked, { from: rows, keys, greatness: 'sum(value)', limit: bind('UInt32', limit) });
}

/** Runs a statement whose steps hold one `value`. */
async function askLines(
  source: Source,
  bind: Binder,
  { metric, by, grid }: AskedSeries,
  { from, keys, greatness, limit }: { from: string; keys: Keys; greatness: string; limit: string },
): Promise<Lines> {
  const sql = linesSql({ from, keys, values: ['value'], greatness, limit });
  const { rows } = await source.query<LineRow<number | null>>(sql, bind.values);
  return linesOf(rows, { name: metric.name, by, grid }, ([value = null]) => value);
}
