import type { Binder, Source } from './statement.ts';

/**
 * What arrived after something. `Arrived` is a snowflake of the moment when a row was stored: milliseconds since the epoch in its upper 42
 * bits. https://clickhouse.com/docs/sql-reference/functions/uuid-functions#generatesnowflakeid
 *
 * Our own writer stores one block after the other, so that ids become visible in their order. What several writers (Collectors) store at
 * the same moment may become visible in another one: a follower then misses it, a list does not.
 */

/** Rows stored longer ago than this are old to everybody who follows: what is looked at must not grow while nothing matches. */
const OLD_MS = 30_000;

/** Somebody who begins to follow also gets what arrived while the list was asked for that is followed. */
const JUST_NOW_MS = 5000;

/** Which rows are new to somebody who follows. */
export interface Following {
  /** `Arrived` of the last row known. */
  readonly since: string;
  /** Whether that may be long ago, because nobody followed in between. */
  readonly resumes: boolean;
  /** Most items that are answered, the newest. */
  readonly most: number;
}

/** What arrived. */
export interface Arrivals<T> {
  /** The newest last. */
  readonly items: T[];
  /** How many more there were. */
  readonly dropped: number;
  /** `Arrived` of the newest; `null` when there is none. */
  readonly last: string | null;
}

/** The ids of this long ago, by the engine's clock, because that one makes them. */
function ago(ms: number): string {
  return `bitShiftLeft(toUInt64(toUnixTimestamp64Milli(now64(3)) - ${ms}), 22)`;
}

/** Rows that are new, as an SQL condition. */
export function isNew(bind: Binder, { since, resumes }: Following): string {
  const known = `toUInt64(${bind('Int64', since)})`;
  return `Arrived > ${resumes ? known : `greatest(${known}, ${ago(OLD_MS)})`}`;
}

/** What `Arrived` would have been a moment ago: where somebody begins who follows. */
export async function askJustNow(source: Source): Promise<string> {
  const { rows } = await source.query<{ arrived: string }>(`SELECT toString(${ago(JUST_NOW_MS)}) AS arrived`);
  return rows[0]?.arrived ?? '0';
}
