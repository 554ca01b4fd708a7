import type { Keeping } from './keeping/keeping.ts';
import type { TableName } from './native/tables.ts';
import type { Key } from './spool/key-set.ts';

export type { TableName } from './native/tables.ts';

/** The bytes of one whole block in ClickHouse's Native format, columns as `native/tables.ts` lists them for its table. */
export type NativeBlock = Uint8Array;

/** Limits of one query. */
export interface QueryOptions {
  /** Stops the query when it fires; the promise rejects with `SIGHTGLASS_QUERY_ABORTED` at once. */
  signal?: AbortSignal;
  /** Longest run time, waiting for a free connection included, in milliseconds; at most 300 000. @defaultValue 30_000 */
  maxMs?: number;
}

/** Rows of an answer and what it cost. */
export interface QueryResult<T> {
  rows: T[];
  /** `rowsRead`: rows that the engine read; `ms`: from the call to the parsed answer. */
  stats: { rowsRead: number; ms: number };
}

/** Values for `{name:Type}` placeholders. */
export type QueryParams = Readonly<Record<string, unknown>>;

/** What waits to be stored and what could not be. */
export interface StoreHealth {
  /** Bytes in spool files that are not in the database yet. */
  backlogBytes: number;
  /** Spool files that are not in the database yet. */
  backlogSpools: number;
  /** Pieces of spool files that the database refused, put into `quarantine/` since the start, and the rows in them. */
  quarantined: number;
  quarantinedRows: number;
  /** Whether {@link Store.keep} takes data now. */
  accepting: boolean;
  /** Why it does not; empty when it does. */
  reason: string;
  /** The last failure of the database, empty once it works again. */
  problem: string;
  /** Free bytes on the disk of the data folder; undefined where nobody can say. */
  diskFreeBytes: number | undefined;
  /** Bytes that the tables took on disk, at most a minute ago. */
  diskUsedBytes: number;
  /** What `--max-disk` allows them; undefined without a limit. */
  diskLimitBytes: number | undefined;
}

/** Rows of one table. */
export interface Block {
  table: TableName;
  bytes: NativeBlock;
  rows: number;
}

/** Where telemetry lies: ClickHouse in this process (chDB) or a ClickHouse server. */
export interface Store {
  /**
   * Keeps blocks, all of them or none. Durable when it resolves, as `--durability` says: by default they survive kill -9, and are visible to
   * queries within about a second.
   *
   * @param keys what the blocks stand for, 16 characters of Latin-1 each: {@link Store.remembers} knows them from then on.
   * @throws {@link ServerError} `SIGHTGLASS_OVERLOADED` over the backlog, `SIGHTGLASS_DISK`, `SIGHTGLASS_CLOSED`; then nothing is kept.
   */
  keep(blocks: readonly Block[], keys: readonly Key[]): Promise<void>;
  /** Keeps one block that nobody will ask for. */
  append(table: TableName, block: NativeBlock, rows: number): Promise<void>;
  /** Whether a key was kept in the last ten minutes, before a restart or after it. */
  remembers(key: Key): boolean;
  /** Since when every key is remembered, milliseconds since the epoch: usually ten minutes ago. */
  remembersSince(): number;
  /**
   * Runs one SELECT. `params` fill `{name:Type}` placeholders; values are escaped by us into literals. 64-bit integers come back as strings.
   *
   * @throws {@link ServerError} `SIGHTGLASS_QUERY_…`.
   */
  query<T>(sql: string, params?: QueryParams, options?: QueryOptions): Promise<QueryResult<T>>;
  /** Runs one statement that answers nothing: migrations, retention. */
  command(sql: string): Promise<void>;
  /** Resolves when everything appended before the call can be queried. For tests and tools; data arrives without it. */
  flush(): Promise<void>;
  /** What is kept, for how long, and what was removed. */
  keeping(): Promise<Keeping>;
  /**
   * Writes everything acknowledged so far into a folder that is not there yet, within the folder for backups, while data goes on coming.
   *
   * @throws {@link ServerError} `SIGHTGLASS_CONFLICT` where telemetry lies on a ClickHouse server.
   */
  backUp(dir: string): Promise<void>;
  /** State of the way into the database. */
  health(): StoreHealth;
  /** Stores what waits (10 s at most; the rest is stored at the next start) and lets go of the data folder. */
  close(): Promise<void>;
  /** The database of the tables: SQL names them as `${store.database}.otel_traces`. */
  readonly database: string;
  /** Which engine answers, with its version: `chdb 26.7.2.1`, `clickhouse 26.8.1.1`. */
  readonly engine: string;
}
