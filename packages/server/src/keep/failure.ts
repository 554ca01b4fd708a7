import { messageOf, ServerError, systemCodeOf } from '../errors.ts';

/** SQLSTATE classes that speak of the statement, not of the server's state: those are our mistakes. https://www.postgresql.org/docs/15/errcodes-appendix.html */
const OUR_MISTAKE = /^(?:22|23|42)...$/;

/** SQLite's codes for a file that is locked, cannot be read or written, or lies on a full disk. https://www.sqlite.org/rescode.html */
const SQLITE_AWAY: ReadonlySet<number> = new Set([5, 6, 8, 10, 13, 14]);

/** Messages of the driver of PostgreSQL about connections, which carry no code. */
const CONNECTION = /timeout|terminated|not queryable|after calling end/i;

/** The error of a database that does not answer now, as one of ours; `undefined` for any other error. */
export function keepFailureOf(error: unknown): ServerError | undefined {
  if (error instanceof ServerError) return error;
  if (!(error instanceof Error) || !isAway(error)) return undefined;
  const why = messageOf(error) || systemCodeOf(error);
  return new ServerError('SIGHTGLASS_KEEP', `the database of projects and keys does not answer: ${why}`, {
    remedy: 'see that it runs, and try again',
    cause: error,
  });
}

function isAway(error: Error): boolean {
  const code = systemCodeOf(error);
  if (code === 'ERR_SQLITE_ERROR') {
    return 'errcode' in error && typeof error.errcode === 'number' && SQLITE_AWAY.has(error.errcode & 0xff);
  }
  // Codes of the operating system (ECONNREFUSED) and of PostgreSQL (57P01); those of Node about wrong calls are longer.
  if (code !== undefined) return !OUR_MISTAKE.test(code) && !code.startsWith('ERR_');
  return CONNECTION.test(error.message);
}
