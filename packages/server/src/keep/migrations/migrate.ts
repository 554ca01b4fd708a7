import { sql, type Kysely, type Transaction } from 'kysely';
import { ServerError } from '../../errors.ts';
import type { Tables } from '../tables.ts';
import { first } from './0001-first.ts';

/** What migrations need to know of a database. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /** Type of a column that numbers its rows. */
  readonly numbered: string;
}

/** The dialects. */
export const DIALECTS: Readonly<Record<Dialect['name'], Dialect>> = {
  sqlite: { name: 'sqlite', numbered: 'integer PRIMARY KEY AUTOINCREMENT' },
  postgres: { name: 'postgres', numbered: 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY' },
};

/** Statements that lead from one version to the next. A released one never changes. */
export type Migration = (dialect: Dialect) => readonly string[];

const MIGRATIONS: readonly Migration[] = [first];

/** Names our lock among those of a PostgreSQL database. */
const LOCK = 7_301_177;

/**
 * Brings the tables up to date. Each migration is one transaction together with its row in `keep_schema`, so that a kill leaves either
 * all of it or nothing; two servers that start at once wait for each other.
 *
 * @throws {@link ServerError} `SIGHTGLASS_KEEP` when a newer version has been here.
 */
export async function migrate(
  db: Kysely<Tables>,
  dialect: Dialect,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  for (;;) {
    const isDone = await db.transaction().execute(async (step) => {
      await lockChanges(step, dialect);
      await sql`CREATE TABLE IF NOT EXISTS keep_schema (version integer PRIMARY KEY)`.execute(step);
      const { rows } = await sql<{ version: number | null }>`SELECT max(version) AS version FROM keep_schema`.execute(
        step,
      );
      const version = rows[0]?.version ?? 0;
      if (version > migrations.length) throw tooNew(version, migrations.length);
      const next = migrations[version];
      if (!next) return true;
      for (const statement of next(dialect)) await sql.raw(statement).execute(step);
      await sql`INSERT INTO keep_schema VALUES (${version + 1})`.execute(step);
      return false;
    });
    if (isDone) return;
  }
}

/** Makes a transaction the only one that changes anything, until its end. SQLite's are so from their `BEGIN IMMEDIATE` on. */
export async function lockChanges(step: Transaction<Tables>, { name }: Dialect): Promise<void> {
  if (name === 'postgres') await sql`SELECT pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(step);
}

function tooNew(found: number, known: number): ServerError {
  return new ServerError(
    'SIGHTGLASS_KEEP',
    `projects and keys were written by a newer version of this server (${found}, this one knows ${known})`,
    { remedy: 'start that version, or a newer one' },
  );
}
