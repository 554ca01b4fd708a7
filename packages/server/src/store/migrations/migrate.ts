import type { Engine } from '../engine.ts';
import { identifier, quoted } from '../literals.ts';
import { first } from './0001-first.ts';
import { batches } from './0002-batches.ts';
import { statementsOf } from './statements.ts';

/** One step of the schema; `version` rises by one, and what has been released never changes. */
export interface Migration {
  version: number;
  name: string;
  sql: string;
}

/** All steps, oldest first. */
export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'first', sql: first },
  { version: 2, name: 'batches', sql: batches },
];

/**
 * Brings the database up to date. A step is marked as done after its last statement: one that was killed half-way runs again as a whole.
 *
 * @param migrations the steps; a parameter for tests. @defaultValue {@link MIGRATIONS}
 */
export async function migrate(
  engine: Engine,
  database: string,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  const db = identifier(database);
  const done = await doneVersions(engine, database);
  for (const { version, name, sql } of migrations) {
    if (done.has(version)) continue;
    for (const statement of statementsOf(sql, db)) await engine.command(statement);
    await engine.command(
      `INSERT INTO ${db}.sightglass_schema (Version, Name, At) VALUES (${version}, ${quoted(name)}, now64(3))`,
    );
  }
}

async function doneVersions(engine: Engine, database: string): Promise<Set<number>> {
  const known = await engine.select(
    `SELECT 1 FROM system.tables WHERE database = ${quoted(database)} AND name = 'sightglass_schema'`,
  );
  if (known.rows.length === 0) return new Set();
  const { rows } = await engine.select<{ Version: number }>(
    `SELECT DISTINCT Version FROM ${identifier(database)}.sightglass_schema`,
  );
  return new Set(rows.map((row) => row.Version));
}
