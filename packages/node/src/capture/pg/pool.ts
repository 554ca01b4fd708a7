import { performance } from 'node:perf_hooks';
import type { Meter } from '@opentelemetry/api';
import { isRecord } from '../../is-record.ts';
import { currentContext } from '../../tracer/context/storage.ts';
import type { DatabaseCalls, Endpoint } from '../database/database-calls.ts';
import { createPoolMetrics } from '../database/pool-metrics.ts';
import { calledBack, isCallback, settled } from '../database/settling.ts';
import type { Told } from '../database/settling.ts';
import { listen } from '../database/tracing-channel.ts';
import type { HookedCall } from '../hooked-calls.ts';
import { POOL_CONNECT_CHANNEL } from './patch.ts';
import { calledForQuery, pooledQuery, takeAsking } from './pooled-query.ts';

/** What of a pool is read. */
interface Pool {
  readonly options: Record<string, unknown>;
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}
interface PoolCall extends HookedCall {
  readonly self: Pool;
  /** Kept here between the beginning of the call and its return, where the end shows in a promise. */
  tell?: Told;
}

/** Words of the pool itself, where nothing but its own limit of time ended the wait. */
const TIMED_OUT = 'timeout exceeded when trying to connect';

export function startPoolCapture(calls: DatabaseCalls, meter: Meter): () => void {
  const metrics = createPoolMetrics<Pool>(meter, nameOf, (pool) => ({
    used: pool.totalCount - pool.idleCount,
    idle: pool.idleCount,
    waiting: pool.waitingCount,
    limit: Number(pool.options['max']),
  }));

  const stopConnects = listen(POOL_CONNECT_CHANNEL, isPoolCall, {
    start(call) {
      const isAsked = takeAsking();
      const pool = call.self;
      const caller = currentContext();
      const since = performance.now();
      const watched = metrics.of(pool);
      const tell = (error?: unknown): void => {
        const waitedMs = performance.now() - since;
        if (error === undefined || error === null) watched.waited(waitedMs);
        else if (isRecord(error) && error['message'] === TIMED_OUT) {
          watched.timedOut();
          // No connection was ever tried for this one, so nothing else tells of it.
          calls.operation(endpointOf(calls, pool), { name: 'connect', waitedMs }, caller).end(error);
        }
      };
      const [callback] = call.arguments;
      if (!isCallback(callback)) call.tell = tell;
      else call.arguments[0] = isAsked ? calledForQuery(callback, caller, tell) : calledBack(callback, caller, tell);
    },
    end(call) {
      if (call.tell !== undefined) call.result = settled(call.result, call.tell);
    },
  });
  const stopQueries = listen('sightglass:pg:pool-query', isPoolCall, {
    start: (call) => pooledQuery.start(call.self, call.arguments),
    end: () => pooledQuery.end(),
  });
  return () => {
    stopQueries();
    stopConnects();
    metrics.stop();
  };
}

function endpointOf(calls: DatabaseCalls, pool: Pool): Endpoint {
  const { host, port, database } = placeOf(pool);
  return calls.endpoint(host, port, database);
}

/** As the conventions name a pool that has no name: where it leads. */
function nameOf(pool: Pool): string {
  const { host = 'localhost', port = 5432, database } = placeOf(pool);
  return `${host}:${port}${database === undefined ? '' : `/${database}`}`;
}

function placeOf({ options }: Pool): {
  host: string | undefined;
  port: number | undefined;
  database: string | undefined;
} {
  const { connectionString, host, port, database } = options;
  const url = typeof connectionString === 'string' ? URL.parse(connectionString) : null;
  const given = Number(url?.port === '' ? undefined : (url?.port ?? port));
  return {
    host: url?.hostname ?? (typeof host === 'string' ? host : undefined),
    port: Number.isInteger(given) ? given : undefined,
    database: url?.pathname.slice(1) ?? (typeof database === 'string' ? database : undefined),
  };
}

function isPoolCall(message: unknown): message is PoolCall {
  if (!isRecord(message) || !Array.isArray(message['arguments'])) return false;
  const { self } = message;
  return isRecord(self) && isRecord(self['options']) && typeof self['totalCount'] === 'number';
}
