import { isNew, type Arrivals, type Following } from '../arrived.ts';
import { bounded } from '../bounds.ts';
import type { Answer, Scope } from '../scope.ts';
import { createBinder, type Source } from '../statement.ts';
import { conditionsOf, type LogSearch } from './found.ts';
import { LINE_COLUMNS, lineOf, type LineRow, type LogLine } from './line.ts';

/** Lines of a search that arrived since the last one that is known. */
export async function askNewLogs(
  source: Source,
  scope: Scope,
  search: LogSearch,
  following: Following,
): Promise<Answer<Arrivals<LogLine>>> {
  const bind = createBinder();
  const conditions = [...(await conditionsOf(source, bind, scope, search)), isNew(bind, following)];
  const from = bounded(source, bind, 'otel_logs', scope, conditions);
  const { most } = following;
  const { rows } = await source.query<LineRow>(
    `SELECT ${LINE_COLUMNS} ${from} ORDER BY Arrived DESC LIMIT ${bind('UInt32', most + 1)}`,
    bind.values,
  );
  const items = rows.slice(0, most).map(lineOf).toReversed();
  const last = items.at(-1)?.arrived ?? null;
  if (rows.length <= most || last === null) return { range: scope.range, body: { items, dropped: 0, last } };
  // More may have arrived in the meantime: they are the next answer's.
  const counted = await source.query<{ count: string }>(
    `SELECT toString(count()) AS count ${from} AND Arrived <= toUInt64(${bind('Int64', last)})`,
    bind.values,
  );
  return { range: scope.range, body: { items, dropped: Number(counted.rows[0]?.count ?? 0) - items.length, last } };
}
