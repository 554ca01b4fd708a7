import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { Session } from 'chdb';
import { messageOf, ServerError } from '../../errors.ts';
import type { Engine } from '../engine.ts';
import { identifier, quoted } from '../literals.ts';
import { abortError, insertError, queryError, timeoutError } from '../query-errors.ts';
import type { QueryOptions, QueryResult } from '../store.ts';
import { loadChdb, type ChdbModule } from './load.ts';
import { createPool } from './pool.ts';

/** How the embedded engine is opened. */
export interface ChdbOptions {
  /** Folder of the database's own files. */
  path: string;
  /** The one folder into which, and from which, it may write and read backups. */
  backupsPath: string;
  /** Queries that run at the same time; each takes one thread of libuv while it runs. */
  readers: number;
  /** Memory of the whole engine, bytes; one query may take half of it. */
  maxMemoryBytes: number;
}

interface JsonAnswer<T> {
  data: T[];
  statistics: { rows_read: number };
}

/** However large a file is: of several blocks, a replay could take the first for all of them. */
const ONE_BLOCK = 'min_insert_block_size_rows = 1000000000, min_insert_block_size_bytes = 0';

/**
 * What an insert leaves to the first merge, which would make it again: statistics of columns, and the filters of ids, by which a query passes
 * over what has none of them. A part as small as that of an insert is read through as quickly.
 */
const LEFT_TO_MERGES =
  "materialize_statistics_on_insert = 0, exclude_materialize_skip_indexes_on_insert = 'idx_trace_id, idx_session, idx_user, idx_anonymous, idx_uid'";

/** Longest a query may ever run; the limit of each is ours to enforce, this one stands behind it. */
const HARD_LIMIT_S = 300;

/**
 * Opens ClickHouse in this process. One process opens one folder at a time, and never from a worker thread: when a worker that loaded the
 * engine ends, the next query of the main thread hangs.
 *
 * @throws {@link ServerError} `SIGHTGLASS_NO_ENGINE`, `SIGHTGLASS_DATA_LOCKED`, `SIGHTGLASS_DATA_FOLDER`.
 */
export async function openChdb(options: ChdbOptions): Promise<Engine> {
  const chdb = await loadChdb();
  const sessions = openSessions(chdb, options);
  const version = sessions.writer.query('SELECT version()', 'TSV').trim();
  const write = createLane(sessions.writer);
  const keep = createLane(sessions.keeper);
  return {
    name: `chdb ${version}`,
    select: createSelect(sessions.readers, createKill(createLane(sessions.killer))),
    command: (sql) => keep(sql).catch(rethrow),
    insertFile(table, columns, path, token) {
      const names = columns.map(([name]) => identifier(name)).join(', ');
      // Said rather than looked up, in the first block or in the table: a block may lack columns, and the table's own values cost more than they.
      const structure = columns.map(([name, type]) => `${identifier(name)} ${type}`).join(', ');
      const sql =
        `INSERT INTO ${table} (${names}) SELECT ${names} FROM file(${quoted(path)}, 'Native', ${quoted(structure)}) ` +
        // Rows of any number of days, one block whatever the machine, known by its token.
        `SETTINGS insert_deduplication_token = ${quoted(token)}, async_insert = 0, max_partitions_per_insert_block = 0, max_threads = 1, max_insert_threads = 1, ${ONE_BLOCK}, ${LEFT_TO_MERGES}`;
      return write(sql).catch((error: unknown) => {
        throw insertError(error, codeOf(error));
      });
    },
    async close() {
      await chdb.drainPending();
      for (const session of [...sessions.readers, sessions.keeper, sessions.killer, sessions.writer]) session.close();
      await chdb.drainPending();
    },
  };
}

/** Runs statements on one connection, one after the other: the engine takes no more. */
function createLane(session: Session): (sql: string) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return async (sql) => {
    const result = last.then(() => session.queryAsync(sql, { format: 'Null' }));
    last = result.catch(() => undefined);
    await result;
  };
}

/** Stops queries whose text begins with a tag. */
type Kill = (tag: string, isOver: () => boolean) => Promise<void>;

function createKill(lane: (sql: string) => Promise<void>): Kill {
  return async (tag, isOver) => {
    // Again until it has ended: it may not have been registered yet when we first ask.
    while (!isOver()) {
      // ASYNC: a KILL … SYNC that waits on the main thread for a query of this process would never return.
      await lane(`KILL QUERY WHERE startsWith(query, ${quoted(tag)}) ASYNC`).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
}

function createSelect(sessions: readonly Session[], kill: Kill): Engine['select'] {
  // A name that no text of a caller can hold, so that a KILL meets our query only.
  const nonce = randomBytes(8).toString('hex');
  const readers = createPool(sessions);
  let count = 0;
  return async <T>(sql: string, { signal, maxMs = 30_000 }: QueryOptions = {}): Promise<QueryResult<T>> => {
    const started = performance.now();
    const stop = stopSignal(signal, maxMs);
    try {
      const session = await readers.take(stop.signal);
      const tag = `/* ${nonce}:${count++} */`;
      let over = false;
      const native = session.queryAsync(`${tag} ${sql}`, { format: 'JSON' });
      const giveBack = (): void => {
        over = true;
        readers.give(session);
      };
      native.then(giveBack, () => empty(session).then(giveBack, giveBack));
      const answer = await orStopped(native, stop.signal, () => void kill(tag, () => over));
      const { data, statistics } = answer.json<JsonAnswer<T>>();
      return { rows: data, stats: { rowsRead: statistics.rows_read, ms: performance.now() - started } };
    } catch (error) {
      throw error instanceof ServerError ? error : rethrow(error);
    } finally {
      stop.clear();
    }
  };
}

/** What a failed or stopped query had already written stays in its connection and would stand before the next answer: take it out. */
async function empty(session: Session): Promise<void> {
  await session.queryAsync('SELECT 1', { format: 'Null' });
}

interface Sessions {
  writer: Session;
  keeper: Session;
  killer: Session;
  readers: Session[];
}

function openSessions(chdb: ChdbModule, { path, backupsPath, readers, maxMemoryBytes }: ChdbOptions): Sessions {
  const open: Session[] = [];
  const session = (connectionArgs?: string[]): Session => {
    const one = connectionArgs === undefined ? new chdb.Session(path) : new chdb.Session(path, { connectionArgs });
    open.push(one);
    return one;
  };
  try {
    mkdirSync(path, { recursive: true });
    // The first session of a process decides the server's settings.
    const writer = session([...serverArguments(maxMemoryBytes), `--backups.allowed_path=${backupsPath}`]);
    const sessions: Sessions = { writer, keeper: session(), killer: session(), readers: [] };
    for (let i = 0; i < readers; i++) sessions.readers.push(session());
    for (const one of open) one.query("SET session_timezone = 'UTC', async_insert = 0");
    for (const reader of sessions.readers) reader.query(readerSettings(maxMemoryBytes));
    return sessions;
  } catch (error) {
    for (const one of open) one.close();
    throw openError(error, path);
  }
}

function serverArguments(maxMemoryBytes: number): string[] {
  // Defaults of the engine are those of a machine of its own: 90 % of the memory and caches of gigabytes.
  return [
    `--max_server_memory_usage=${maxMemoryBytes}`,
    '--mark_cache_size=67108864',
    '--primary_index_cache_size=67108864',
    '--index_mark_cache_size=33554432',
    '--index_uncompressed_cache_size=33554432',
    '--uncompressed_cache_size=33554432',
    '--async_insert=0',
  ];
}

function readerSettings(maxMemoryBytes: number): string {
  const settings = {
    max_execution_time: HARD_LIMIT_S,
    max_memory_usage: Math.floor(maxMemoryBytes / 2),
    max_result_bytes: 256 * 1024 * 1024,
    max_threads: 2,
    // By default a query has as many threads as it could give a gigabyte each, of the memory that is ours: one.
    max_threads_min_free_memory_per_thread: 0,
    // Of tables that are small, what has been unpacked once is kept: a list of services took a third of its time to unpack digests.
    use_uncompressed_cache: 1,
    output_format_json_quote_64bit_integers: 1,
    // Last: it forbids further SETs.
    readonly: 1,
  };
  return `SET ${Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ')}`;
}

function openError(error: unknown, path: string): ServerError {
  const message = messageOf(error);
  if (/Cannot lock file|Another server instance/.test(message)) {
    return new ServerError('SIGHTGLASS_DATA_LOCKED', `another server works in the data folder (${path})`, {
      remedy: 'stop it first, or give this one its own folder with --data DIR',
      cause: error,
    });
  }
  return new ServerError(
    'SIGHTGLASS_DATA_FOLDER',
    `the database in ${path} cannot be opened: ${message.split('\n')[0] ?? ''}`,
    {
      remedy: 'give a folder that this user can write with --data DIR',
      cause: error,
    },
  );
}

function stopSignal(signal: AbortSignal | undefined, maxMs: number): { signal: AbortSignal; clear: () => void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(timeoutError(maxMs)), Math.min(maxMs, HARD_LIMIT_S * 1000));
  const abort = (): void => controller.abort(abortError(signal?.reason));
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
  };
}

/** Settles with the promise, or rejects with the signal's reason as soon as it fires. */
function orStopped<T>(promise: Promise<T>, signal: AbortSignal, onStop: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      onStop();
      reject(signal.reason);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject);
  });
}

function rethrow(error: unknown): never {
  throw queryError(error, codeOf(error));
}

function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error && 'clickhouseCode' in error)) return undefined;
  return typeof error.clickhouseCode === 'number' ? error.clickhouseCode : undefined;
}
