import type { Source } from '../ask/statement.ts';
import type { Store } from '../store/store.ts';
import type { Statement } from './shapes.ts';

/** A store that counts what one question reads, stops with it, and shares one time limit among its statements. */
export interface Tally {
  readonly source: Source;
  /** What was run so far. */
  readonly statements: readonly Statement[];
}

/** Wraps the store for one question. */
export function createTally(store: Store, signal: AbortSignal, maxMs: number): Tally {
  const statements: Statement[] = [];
  const startedMs = performance.now();
  const source: Source = {
    database: store.database,
    async query(sql, params = {}) {
      const leftMs = Math.max(1, Math.ceil(maxMs - (performance.now() - startedMs)));
      const result = await store.query<never>(sql, params, { signal, maxMs: leftMs });
      statements.push({ sql, params: { ...params }, ...result.stats });
      return result;
    },
  };
  return { source, statements };
}
