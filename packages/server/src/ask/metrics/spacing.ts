import type { Scope } from '../scope.ts';
import { createBinder, type Source } from '../statement.ts';
import { fromPoints, type MetricRef } from './points.ts';

const MOST_READ_MS = 3_600_000;

/** The usual distance between two points of a series, in milliseconds; 0 when no series has two. Looks at the last hour of the range. */
export async function spacingOf(source: Source, scope: Scope, metric: MetricRef): Promise<number> {
  const bind = createBinder();
  const { fromMs, toMs } = scope.range;
  const range = { fromMs: Math.max(fromMs, toMs - MOST_READ_MS), toMs };
  const { rows } = await source.query<{ gap: number | null }>(
    `SELECT median(gap) AS gap FROM (
      SELECT (toUnixTimestamp64Milli(max(TimeUnix)) - toUnixTimestamp64Milli(min(TimeUnix))) / (count() - 1) AS gap
      ${fromPoints(source, bind, scope, metric, range)} GROUP BY ServiceName, SeriesId HAVING count() > 1)`,
    bind.values,
  );
  return rows[0]?.gap ?? 0;
}
