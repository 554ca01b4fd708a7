import type { Context } from '@opentelemetry/api';
import { HOOKED } from '../../hook/transforms.ts';
import { isRecord } from '../../is-record.ts';
import { calledBack, isCallback } from '../database/settling.ts';
import type { Callback } from '../database/settling.ts';
import { POOL_CONNECT_CHANNEL, QUERY_CHANNEL } from './patch.ts';

/** Whether the pool runs its `query` just now, as far as its call of its own `connect`. */
let isAsking = false;
/** On whose behalf the pool calls `client.query` just now. */
let asker: Context | undefined;

/**
 * Follows `pool.query`, in which the pool asks itself for a connection and, when it gets one, calls `client.query`. Nothing of the
 * program runs in between, nor when the answer comes, where it wants a promise of it: so the context of the caller is told to who sees
 * the query (`takeAsker`) instead of being entered twice, each time with a copy of the Map of all stores. Where somebody changed these
 * methods, the context is entered.
 */
export const pooledQuery = {
  start(pool: unknown, given: readonly unknown[]): void {
    isAsking = !isCallback(given[1]) && !isCallback(given[2]) && isHooked(pool, 'connect', POOL_CONNECT_CHANNEL);
  },
  end(): void {
    isAsking = false;
  },
};

/** Whether the pool asks itself, to be asked once for each connection that is wanted. */
export function takeAsking(): boolean {
  const was = isAsking;
  isAsking = false;
  return was;
}

/** The pool's own callback, which is to be given a connection. @param tell told of the error, if any */
export function calledForQuery(callback: Callback, caller: Context, tell: (error: unknown) => void): Callback {
  return function (this: unknown, error, client, done) {
    if (!isHooked(client, 'query', QUERY_CHANNEL)) {
      return Reflect.apply(calledBack(callback, caller, tell), this, [error, client, done]);
    }
    tell(error);
    asker = caller;
    try {
      return callback.call(this, error, client, done);
    } finally {
      asker = undefined;
    }
  };
}

/** Whether a method leads straight to its channel. Whatever somebody put in its place may call it later, and run code of the program before. */
function isHooked(holder: unknown, method: string, channel: string): boolean {
  if (!isRecord(holder)) return false;
  const called: unknown = holder[method];
  return typeof called === 'function' && HOOKED in called && called[HOOKED] === channel;
}

/** On whose behalf the pool calls `client.query`, where it does. */
export function takeAsker(): Context | undefined {
  const taken = asker;
  asker = undefined;
  return taken;
}
