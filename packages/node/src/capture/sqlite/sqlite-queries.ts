import { basename } from 'node:path';
import type { Context } from '@opentelemetry/api';
import type { CaptureTools } from '../capture.ts';
import { createDatabaseCalls } from '../database/database-calls.ts';
import type { DatabaseCall } from '../database/database-calls.ts';
import { createSqlReader } from '../database/sql.ts';

export type SqliteQueries = (sql: string, location: unknown, caller: Context) => DatabaseCall;

/** Makes what begins the span of a statement, given the place of its database. */
export function createSqliteQueries(tools: CaptureTools): SqliteQueries {
  const calls = createDatabaseCalls(tools, 'sqlite');
  const read = createSqlReader('standard');
  return (sql, location, caller) => {
    // The name of the file alone: the folders before it belong to the machine.
    const namespace = typeof location === 'string' && location !== '' ? basename(location) : ':memory:';
    return calls.query(calls.endpoint(undefined, undefined, namespace), read(sql), caller);
  };
}
