import type { Column } from './native/tables.ts';
import type { QueryOptions, QueryResult } from './store.ts';

/** What a database must be able to do; two drivers offer it and pass one suite (`engine.test.ts`). */
export interface Engine {
  /** Name and version, as `Store.engine`. */
  readonly name: string;
  /** Runs one SELECT whose literals are already in place. */
  select<T>(sql: string, options?: QueryOptions): Promise<QueryResult<T>>;
  /** Runs one statement. */
  command(sql: string): Promise<void>;
  /**
   * Stores the blocks of a Native file, once: the same `token` again stores nothing.
   *
   * @param columns those that the blocks may hold; of one that a block leaves out, its rows have what is blank in its type.
   * @param signal gives the insert up, where the engine can; what had been stored by then is found again by its token.
   */
  insertFile(
    table: string,
    columns: readonly Column[],
    path: string,
    token: string,
    signal?: AbortSignal,
  ): Promise<void>;
  /** Waits for what runs and lets go. */
  close(): Promise<void>;
}
