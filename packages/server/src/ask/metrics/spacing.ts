import { recent } from './recent.ts';
import type { Scope, TimeRange } from '../scope.ts';
import { createBinder, type Source } from '../statement.ts';
import { fromPoints, type MetricRef } from './points.ts';

/** The usual distance between two points of a series, in milliseconds; 0 when no series has two. */
export async function spacingOf(source: Source, scope: Scope, metric: MetricRef): Promise<number> {
  const { range } = scope;
  return (await spacingIn(source, scope, metric, recent(range))) || spacingIn(source, scope, metric, range);
}

async function spacingIn(source: Source, scope: Scope, metric: MetricRef, range: TimeRange): Promise<number> {
  const bind = createBinder();
  const { rows } = await source.query<{ gap: number | null }>(
    `SELECT median(gap) AS gap FROM (
      SELECT (toUnixTimestamp64Milli(max(TimeUnix)) - toUnixTimestamp64Milli(min(TimeUnix))) / (count() - 1) AS gap
      ${fromPoints(source, bind, scope, metric, range)} GROUP BY ServiceName, SeriesId HAVING count() > 1)`,
    bind.values,
  );
  return rows[0]?.gap ?? 0;
}
