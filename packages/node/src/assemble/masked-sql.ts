import { diag } from '@opentelemetry/api';
import type { readSql, SqlDialect } from '../capture/database/sql.ts';
import { loadPart } from '../load-part.ts';

let read: typeof readSql | undefined;

/**
 * The text of a query that somebody else's instrumentation recorded, its literals masked. What reads SQL is loaded with the first one:
 * our own captures have theirs masked already.
 */
export function maskedSql(sql: string, dialect: SqlDialect): string {
  try {
    read ??= loadPart('databases').readSql;
    return read(sql, dialect).text;
  } catch (error) {
    diag.warn('a query is left out: what masks it could not be loaded', error);
    return '';
  }
}
