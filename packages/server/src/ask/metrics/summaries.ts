import { createBinder, type Source } from '../statement.ts';
import type { AskedSeries } from './asked.ts';
import { stepSql } from './grid.ts';
import { keysOf, labelsSql } from './labels.ts';
import { linesOf, linesSql, type LineRow, type Lines } from './lines.ts';
import { fromPoints } from './points.ts';

/**
 * A quantile that the points of a summary carry: the newest of each step.
 *
 * @returns `undefined` when a line would mix several series: nothing follows from two quantiles for what both have seen together.
 */
export async function askSummaryQuantile(
  source: Source,
  asked: AskedSeries,
  level: number,
): Promise<Lines | undefined> {
  const bind = createBinder();
  const { scope, metric, by, grid, limit } = asked;
  const value = `ValueAtQuantiles.Value[indexOf(ValueAtQuantiles.Quantile, ${bind('Float64', level)})]`;
  const from = fromPoints(source, bind, scope, metric, scope.range, [
    `has(ValueAtQuantiles.Quantile, ${bind('Float64', level)})`,
    `isFinite(${value})`,
  ]);
  const keys = keysOf(labelsSql(bind, by));
  const steps = `SELECT ${keys.select}, ${stepSql(bind, grid, 'toUnixTimestamp64Milli(TimeUnix)')} AS step,
      argMax(${value}, TimeUnix) AS newest, toUInt32(uniqExact(SeriesId)) AS mixed ${from} GROUP BY ${keys.names}, step ORDER BY step`;
  const values = ['newest', 'mixed'];
  const sql = linesSql({ from: steps, keys, values, greatness: 'avg(newest)', limit: bind('UInt32', limit) });
  const { rows } = await source.query<LineRow<number>>(sql, bind.values);
  if (rows.some((row) => row.steps.some(([, , mixed = 1]) => mixed > 1))) return undefined;
  return linesOf(rows, { name: metric.name, by, grid }, ([newest = null]) => newest);
}
