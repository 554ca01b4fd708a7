/** Materialized views: what is made of spans and log records, and of which. */
import type { Engine } from '../engine.ts';
import { identifier, quoted } from '../literals.ts';

/** A materialized view: what it selects, under which names, from where. */
export interface View {
  readonly target: string;
  readonly columns: readonly string[];
  readonly select: string;
  readonly source: string;
}

/** All of them, by the names of the tables that they fill. */
export async function readViews(engine: Engine, database: string): Promise<Map<string, View>> {
  const { rows } = await engine.select<{ name: string; select: string; columns: string[] }>(
    `SELECT name, as_select AS select, columns FROM system.tables INNER JOIN ` +
      `(SELECT table, arrayMap(x -> x.2, arraySort(groupArray((position, name)))) AS columns FROM system.columns WHERE database = ${quoted(database)} GROUP BY table) AS own ON own.table = name ` +
      `WHERE database = ${quoted(database)} AND engine = 'MaterializedView'`,
  );
  return new Map(
    rows.map(({ name, select, columns }) => {
      const target = name.replace(/_mv$/, '');
      return [target, { target, columns, select, source: /\bFROM ([^\s(]+)/.exec(select)?.[1] ?? '' }];
    }),
  );
}

/** The head of an INSERT into what a view writes. */
export function insertInto(database: string, { target, columns }: View): string {
  return `INSERT INTO ${identifier(database)}.${target} (${columns.map(identifier).join(', ')})`;
}

/** Only these rows of the view's source; what was inserted before does not count as a repetition of it. */
export function limitedTo({ source }: View, condition: string): string {
  const name = source.replaceAll('`', '');
  return `SETTINGS additional_table_filters = {${quoted(name)}: ${quoted(condition)}}, insert_deduplicate = 0`;
}
