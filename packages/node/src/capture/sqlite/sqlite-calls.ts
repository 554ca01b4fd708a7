import { trace } from '@opentelemetry/api';
import { loadPart } from '../../load-part.ts';
import { currentContext } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import type { DatabaseCall } from '../database/database-calls.ts';
import { guarded } from '../guarded.ts';
import type { SqliteQueries } from './sqlite-queries.ts';

export interface SqliteCalls {
  /** A statement is about to run; undefined outside of any span: who reads a file at work in the background reads it often. */
  query(sql: unknown, location: unknown): DatabaseCall | undefined;
  /** Makes every call of these methods a query, until the returned function takes that back. */
  wrap(holder: object, methods: readonly string[], sqlOf: SqlOf): () => void;
}

/** Statement and place of the database that a call on `self` is about. */
export type SqlOf = (self: unknown, given: readonly unknown[]) => { sql: unknown; location: unknown };

export function createSqliteCalls(tools: CaptureTools): SqliteCalls {
  let queries: SqliteQueries | undefined;
  const query = (sql: unknown, location: unknown): DatabaseCall | undefined => {
    const caller = currentContext();
    if (typeof sql !== 'string' || trace.getSpan(caller) === undefined) return undefined;
    queries ??= loadPart('databases').createSqliteQueries(tools);
    return queries(sql, location, caller);
  };

  const begin = guarded('capture of sqlite', (at: { call: DatabaseCall | undefined }, of: () => ReturnType<SqlOf>) => {
    const { sql, location } = of();
    at.call = query(sql, location);
  });

  const wrapOne = (holder: object, method: string, sqlOf: SqlOf): (() => void) => {
    const found = Object.getOwnPropertyDescriptor(holder, method);
    const original: unknown = found?.value;
    if (found === undefined || typeof original !== 'function') return () => {};
    const wrapper = function (this: unknown, ...given: unknown[]): unknown {
      const at: { call: DatabaseCall | undefined } = { call: undefined };
      begin(at, () => sqlOf(this, given));
      try {
        const result: unknown = Reflect.apply(original, this, given);
        at.call?.end();
        return result;
      } catch (error) {
        at.call?.end(error);
        throw error;
      }
    };
    Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(original));
    Object.defineProperty(holder, method, { ...found, value: wrapper });
    return () => {
      if (Reflect.get(holder, method) === wrapper) Object.defineProperty(holder, method, found);
    };
  };

  return {
    query,
    wrap(holder, methods, sqlOf) {
      const stops = methods.map((method) => wrapOne(holder, method, sqlOf));
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
