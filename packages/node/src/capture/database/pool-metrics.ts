// https://opentelemetry.io/docs/specs/semconv/db/database-metrics/#connection-pools
import type { Attributes, Meter, ObservableResult } from '@opentelemetry/api';
import {
  ATTR_DB_CLIENT_CONNECTION_POOL_NAME,
  ATTR_DB_CLIENT_CONNECTION_STATE,
  METRIC_DB_CLIENT_CONNECTION_COUNT,
  METRIC_DB_CLIENT_CONNECTION_LIMIT,
  METRIC_DB_CLIENT_CONNECTION_PENDING_REQUESTS,
  METRIC_DB_CLIENT_CONNECTION_TIMEOUTS,
  METRIC_DB_CLIENT_CONNECTION_WAIT_TIME,
} from '@sightglass/api/semconv';
import { bindHistogram } from '../recorder.ts';

/** What a pool says of itself when it is asked. */
export interface PoolState {
  readonly used: number;
  readonly idle: number;
  readonly waiting: number;
  readonly limit: number;
}

/** A pool that is watched. */
export interface WatchedPool {
  /** Somebody waited that long for a connection, in milliseconds. */
  waited(ms: number): void;
  /** Somebody got none in time. */
  timedOut(): void;
}

export interface PoolMetrics<Pool extends object> {
  /** The pool, watched from the first call on until the program drops it. */
  of(pool: Pool): WatchedPool;
  stop(): void;
}

/** Most pools whose state is told. */
const MAX_POOLS = 100;

export function createPoolMetrics<Pool extends object>(
  meter: Meter,
  nameOf: (pool: Pool) => string,
  stateOf: (pool: Pool) => PoolState,
): PoolMetrics<Pool> {
  /** Where a pool keeps how it is watched. */
  const key = Symbol('sightglass.pool');
  const pools = new Set<TellingPool<Pool>>();
  const unit = '{connection}';
  const count = meter.createObservableUpDownCounter(METRIC_DB_CLIENT_CONNECTION_COUNT, {
    description: 'Connections of the pool by state.',
    unit,
  });
  const limit = meter.createObservableUpDownCounter(METRIC_DB_CLIENT_CONNECTION_LIMIT, {
    description: 'Most connections that the pool opens.',
    unit,
  });
  const pending = meter.createObservableUpDownCounter(METRIC_DB_CLIENT_CONNECTION_PENDING_REQUESTS, {
    description: 'Requests that wait for a connection.',
    unit: '{request}',
  });
  const waits = meter.createHistogram(METRIC_DB_CLIENT_CONNECTION_WAIT_TIME, {
    description: 'Time until a connection was there.',
    unit: 's',
  });
  const timeouts = meter.createCounter(METRIC_DB_CLIENT_CONNECTION_TIMEOUTS, {
    description: 'Requests that got no connection in time.',
    unit: '{timeout}',
  });

  const tellEach = (tell: (state: PoolState, of: Attributes) => void): void => {
    for (const telling of pools) {
      const pool = telling.reference.deref();
      if (pool === undefined) pools.delete(telling);
      else tell(stateOf(pool), telling.attributes);
    }
  };
  const tellCount = (result: ObservableResult): void =>
    tellEach(({ used, idle }, of) => {
      result.observe(used, { ...of, [ATTR_DB_CLIENT_CONNECTION_STATE]: 'used' });
      result.observe(idle, { ...of, [ATTR_DB_CLIENT_CONNECTION_STATE]: 'idle' });
    });
  const tellLimit = (result: ObservableResult): void => tellEach((state, of) => result.observe(state.limit, of));
  const tellPending = (result: ObservableResult): void => tellEach(({ waiting }, of) => result.observe(waiting, of));
  count.addCallback(tellCount);
  limit.addCallback(tellLimit);
  pending.addCallback(tellPending);

  const watch = (pool: Pool): WatchedPool => {
    const attributes = { [ATTR_DB_CLIENT_CONNECTION_POOL_NAME]: nameOf(pool) };
    if (pools.size < MAX_POOLS) pools.add({ reference: new WeakRef(pool), attributes });
    const recorder = bindHistogram(waits, attributes);
    const watched: WatchedPool = {
      waited: (ms) => recorder.record(ms / 1000),
      timedOut: () => timeouts.add(1, attributes),
    };
    // In no listing of the pool's own fields.
    Object.defineProperty(pool, key, { value: watched });
    return watched;
  };
  return {
    of: (pool: Pool & { [key]?: WatchedPool }) => pool[key] ?? watch(pool),
    stop() {
      count.removeCallback(tellCount);
      limit.removeCallback(tellLimit);
      pending.removeCallback(tellPending);
    },
  };
}

interface TellingPool<Pool extends object> {
  readonly reference: WeakRef<Pool>;
  readonly attributes: Attributes;
}
