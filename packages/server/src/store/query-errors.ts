import { messageOf, ServerError } from '../errors.ts';

const TIMEOUT = new Set([159]);
const CANCELLED = new Set([394]);
/** Rows, bytes, memory, temporary disk. https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp */
const LIMIT = new Set([158, 241, 307, 396]);

/** An error of the database as ours, by its ClickHouse code. */
export function queryError(cause: unknown, code: number | undefined): ServerError {
  const message = plainMessage(cause);
  if (code !== undefined && TIMEOUT.has(code)) return timeoutError(undefined, cause);
  if (code !== undefined && CANCELLED.has(code)) return abortError(cause);
  if (code !== undefined && LIMIT.has(code)) {
    return new ServerError('SIGHTGLASS_QUERY_LIMIT', message, {
      remedy: 'ask for a shorter range or fewer groups',
      cause,
    });
  }
  return new ServerError('SIGHTGLASS_QUERY_FAILED', message, { cause });
}

/**
 * Passing troubles of the database, after which the same insert may succeed: timeouts, too busy, memory, space, too many parts, network,
 * shutting down, read-only, credentials. Any other code speaks about the data or the table and comes back however often one asks.
 */
const TRANSIENT = new Set([
  3, 159, 160, 164, 173, 202, 203, 209, 210, 236, 241, 242, 243, 252, 319, 373, 394, 425, 439, 497, 516,
]);

/** A failed insert: `SIGHTGLASS_INSERT_REFUSED` when the data itself cannot be stored, `SIGHTGLASS_INSERT_FAILED` when trying again makes sense. */
export function insertError(cause: unknown, code: number | undefined): ServerError {
  const isRefused = code !== undefined && !TRANSIENT.has(code);
  return new ServerError(isRefused ? 'SIGHTGLASS_INSERT_REFUSED' : 'SIGHTGLASS_INSERT_FAILED', plainMessage(cause), {
    cause,
  });
}

/** The query ran out of time. */
export function timeoutError(maxMs: number | undefined, cause?: unknown): ServerError {
  const limit = maxMs === undefined ? 'its limit' : `its limit of ${maxMs} ms`;
  const remedy = 'ask for a shorter range or narrower filters';
  return new ServerError('SIGHTGLASS_QUERY_TIMEOUT', `the query ran longer than ${limit}`, { remedy, cause });
}

/** Whoever asked went away. */
export function abortError(cause?: unknown): ServerError {
  return new ServerError('SIGHTGLASS_QUERY_ABORTED', 'the query was given up by its caller', { cause });
}

/** The engine's own sentence, without the prefixes that it repeats. */
function plainMessage(cause: unknown): string {
  const text = messageOf(cause);
  return text
    .replaceAll(/Code: \d+\. DB::Exception: /g, '')
    .replace(/ \(version [\d.]+\).*$/s, '')
    .trim();
}
