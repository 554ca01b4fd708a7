import { PostgresDialect } from 'kysely';
import type * as driver from 'pg';
import { messageOf, ServerError } from '../errors.ts';

/** Connections of one server. Changes wait for each other anyway; these are for reading. */
const CONNECTIONS = 5;

/** How long to wait for a connection, and for an answer, milliseconds. */
const CONNECT_MS = 5000;
const ANSWER_MS = 10_000;

/**
 * A PostgreSQL database as a dialect of Kysely. The driver is loaded here, so that nobody needs it who does not use it.
 *
 * @throws {@link ServerError} `SIGHTGLASS_KEEP` where the driver is not installed.
 */
export async function postgresDialect(url: string, report: (error: unknown) => void): Promise<PostgresDialect> {
  const { Pool, types } = await loadDriver();
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    application_name: 'sightglass',
    types: {
      // Ours are times in milliseconds and row numbers, which a double holds exactly.
      getTypeParser: (oid, format) => (oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format)),
    },
  });
  // A connection that breaks while nobody uses it; the next question gets a new one.
  pool.on('error', report);
  return new PostgresDialect({ pool });
}

async function loadDriver(): Promise<Pick<typeof driver, 'Pool' | 'types'>> {
  try {
    return await import('pg');
  } catch (cause) {
    throw new ServerError('SIGHTGLASS_KEEP', `the driver of PostgreSQL cannot be loaded: ${messageOf(cause)}`, {
      remedy: 'install it beside the server: npm install pg',
      cause,
    });
  }
}
