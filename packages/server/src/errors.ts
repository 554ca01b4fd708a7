/** What went wrong, for programs. Stable: new codes may be added, none changes its meaning. */
export type ServerErrorCode =
  /** An option or environment variable has a value that cannot be used. */
  | 'SIGHTGLASS_BAD_OPTION'
  /** The port is taken by another program. */
  | 'SIGHTGLASS_PORT_IN_USE'
  /** The address cannot be listened on (no such interface, no permission). */
  | 'SIGHTGLASS_CANNOT_LISTEN'
  /** The data folder cannot be made, read or written. */
  | 'SIGHTGLASS_DATA_FOLDER'
  /** Another server works in this data folder. */
  | 'SIGHTGLASS_DATA_LOCKED'
  /** The Node that runs it is too old. */
  | 'SIGHTGLASS_OLD_NODE'
  /** The embedded ClickHouse does not run on this platform, or is not installed. */
  | 'SIGHTGLASS_NO_ENGINE'
  /** The ClickHouse server of `SIGHTGLASS_CLICKHOUSE_URL` does not answer, or refuses us. */
  | 'SIGHTGLASS_CLICKHOUSE_UNREACHABLE'
  /** The database refused a statement. */
  | 'SIGHTGLASS_QUERY_FAILED'
  /** A query ran longer than its limit and was stopped. */
  | 'SIGHTGLASS_QUERY_TIMEOUT'
  /** The caller gave a query up; it was stopped. */
  | 'SIGHTGLASS_QUERY_ABORTED'
  /** A query needed more memory, rows or bytes than it may have. */
  | 'SIGHTGLASS_QUERY_LIMIT'
  /** The database will never take these rows; they are kept aside in `quarantine/`. */
  | 'SIGHTGLASS_INSERT_REFUSED'
  /** The database could not take rows just now; they stay in the spool and are tried again. */
  | 'SIGHTGLASS_INSERT_FAILED'
  /** More data waits to be stored than the backlog may hold. */
  | 'SIGHTGLASS_OVERLOADED'
  /** The disk refused what should be kept. */
  | 'SIGHTGLASS_DISK'
  /** More is stored than `--max-disk` allows. */
  | 'SIGHTGLASS_MAX_DISK'
  /** The database of projects and keys (SQLite or PostgreSQL) does not answer, or cannot be used. */
  | 'SIGHTGLASS_KEEP'
  /** There is no such project, key or view. */
  | 'SIGHTGLASS_NOT_FOUND'
  /** What was asked for contradicts what there is. */
  | 'SIGHTGLASS_CONFLICT'
  /** Somebody else has changed it since it was read. */
  | 'SIGHTGLASS_STALE'
  /** The store is closed. */
  | 'SIGHTGLASS_CLOSED';

/** What a {@link ServerError} may carry beside code and message. */
export interface ServerErrorOptions {
  /** One sentence: what the reader can do about it. */
  remedy?: string;
  /** What caused it. */
  cause?: unknown;
}

/** Every error that this package throws on purpose. */
export class ServerError extends Error {
  override readonly name: string = 'ServerError';
  /** What went wrong, for programs. */
  readonly code: ServerErrorCode;
  /** What the reader can do about it; empty when there is nothing to advise. */
  readonly remedy: string;

  constructor(code: ServerErrorCode, message: string, options: ServerErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.remedy = options.remedy ?? '';
  }
}

/** The sentence of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of an error of the operating system or of Node, as `ENOENT`; undefined where there is none. */
export function systemCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
