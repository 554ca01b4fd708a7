import { basename } from 'node:path';
import { trace } from '@opentelemetry/api';
import { currentContext } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import { createDatabaseCalls } from '../database/database-calls.ts';
import type { DatabaseCall } from '../database/database-calls.ts';
import { createSqlReader } from '../database/sql.ts';
import { guarded } from '../guarded.ts';

export interface SqliteCalls {
  /** A statement is about to run; undefined outside of any span: who reads a file at work in the background reads it often. */
  query(sql: unknown, location: unknown): DatabaseCall | undefined;
  /** Makes every call of these methods a query, until the returned function takes that back. */
  wrap(holder: object, methods: readonly string[], sqlOf: SqlOf): () => void;
}

/** Statement and place of the database that a call on `self` is about. */
export type SqlOf = (self: unknown, given: readonly unknown[]) => { sql: unknown; location: unknown };

export function createSqliteCalls(tools: CaptureTools): SqliteCalls {
  const calls = createDatabaseCalls(tools, 'sqlite');
  const read = createSqlReader('standard');

  const query = (sql: unknown, location: unknown): DatabaseCall | undefined => {
    const caller = currentContext();
    if (typeof sql !== 'string' || trace.getSpan(caller) === undefined) return undefined;
    // The name of the file alone: the folders before it belong to the machine.
    const namespace = typeof location === 'string' && location !== '' ? basename(location) : ':memory:';
    return calls.query(calls.endpoint(undefined, undefined, namespace), read(sql), caller);
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
