import { badOption } from '../../bad-option.ts';
import type { Engine } from '../engine.ts';
import { LOCAL } from '../keeping/place.ts';
import type { Retention } from '../keeping/retention.ts';
import { withTtl } from '../keeping/ttl.ts';
import { identifier, quoted } from '../literals.ts';
import { first } from './0001-first.ts';
import { batches } from './0002-batches.ts';
import { past } from './0003-past.ts';
import { cheaper } from './0004-cheaper.ts';
import { services } from './0005-services.ts';
import { smaller } from './0006-smaller.ts';
import { pages } from './0007-pages.ts';
import { lines } from './0008-lines.ts';
import { strings } from './0009-strings.ts';
import { columns } from './0010-columns.ts';
import { onCluster } from './cluster.ts';
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
  { version: 3, name: 'past', sql: past },
  { version: 4, name: 'cheaper', sql: cheaper },
  { version: 5, name: 'services', sql: services },
  { version: 6, name: 'smaller', sql: smaller },
  { version: 7, name: 'pages', sql: pages },
  { version: 8, name: 'lines', sql: lines },
  { version: 9, name: 'strings', sql: strings },
  { version: 10, name: 'columns', sql: columns },
];

/** How the schema is made. */
export interface MigrateOptions {
  /** Cluster over which the tables are spread. @defaultValue none */
  cluster?: string | undefined;
  /** Days that each kind is kept: tables that are made now forget by it. @defaultValue they forget nothing */
  retention?: Retention | undefined;
  /** The steps, for tests. @defaultValue {@link MIGRATIONS} */
  migrations?: readonly Migration[];
}

/**
 * Brings the database up to date. A step is marked as done after its last statement: one that was killed half-way runs again as a whole.
 *
 * @throws {@link ServerError} `SIGHTGLASS_BAD_OPTION` where the tables were made with another cluster in mind.
 */
export async function migrate(
  engine: Engine,
  database: string,
  { cluster, retention, migrations = MIGRATIONS }: MigrateOptions = {},
): Promise<void> {
  const db = identifier(database);
  const done = await doneVersions(engine, database);
  if (done.size > 0) await checkForm(engine, database, cluster);
  for (const { version, name, sql } of migrations) {
    if (done.has(version)) continue;
    for (const statement of schemaStatements(sql, db, cluster, retention)) await engine.command(statement);
    await engine.command(
      `INSERT INTO ${db}.sightglass_schema (Version, Name, At) VALUES (${version}, ${quoted(name)}, now64(3))`,
    );
  }
}

/** Statements of a step, for one machine or for a cluster. */
export function schemaStatements(
  sql: string,
  db: string,
  cluster: string | undefined,
  retention?: Retention,
): string[] {
  const statements = statementsOf(sql, db).map((one) => (retention === undefined ? one : withTtl(one, retention)));
  return cluster === undefined ? statements : statements.flatMap((statement) => onCluster(statement, db, cluster));
}

/** The rows of tables of one machine are not in those of a cluster, and the other way round: nobody should find that out by missing them. */
async function checkForm(engine: Engine, database: string, cluster: string | undefined): Promise<void> {
  const { rows } = await engine.select<{ n: string }>(
    `SELECT count() AS n FROM system.tables WHERE database = ${quoted(database)} AND name = 'otel_traces${LOCAL}'`,
  );
  const isSpread = rows[0]?.n !== '0';
  if (isSpread === (cluster !== undefined)) return;
  throw badOption(
    'SIGHTGLASS_CLICKHOUSE_CLUSTER',
    cluster ?? '',
    isSpread ? 'give the name of the cluster' : 'leave it out, or use a server without these tables',
    `the tables of ${database} ${isSpread ? 'are spread over a cluster' : 'are those of one machine'}`,
  );
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
