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

/** What a pool says of itself when it is asked. */
export interface PoolState {
  readonly used: number;
  readonly idle: number;
  readonly waiting: number;
  readonly limit: number;
}

export interface PoolMetrics<Pool extends object> {
  /** Watches a pool from now on, until the program drops it. */
  watch(pool: Pool): void;
  /** Somebody waited that long for a connection, in milliseconds. */
  waited(pool: Pool, ms: number): void;
  /** Somebody got none in time. */
  timedOut(pool: Pool): void;
  stop(): void;
}

/** Most pools that are watched. */
const MAX_POOLS = 100;

export function createPoolMetrics<Pool extends object>(
  meter: Meter,
  nameOf: (pool: Pool) => string,
  stateOf: (pool: Pool) => PoolState,
): PoolMetrics<Pool> {
  const pools = new Set<WeakRef<Pool>>();
  const attributes = new WeakMap<Pool, Attributes>();
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

  const tellEach = (tell: (pool: Pool, of: Attributes) => void): void => {
    for (const reference of pools) {
      const pool = reference.deref();
      if (pool === undefined) pools.delete(reference);
      else tell(pool, attributesOf(pool));
    }
  };
  const attributesOf = (pool: Pool): Attributes => {
    let of = attributes.get(pool);
    if (of === undefined) attributes.set(pool, (of = { [ATTR_DB_CLIENT_CONNECTION_POOL_NAME]: nameOf(pool) }));
    return of;
  };
  const tellCount = (result: ObservableResult): void =>
    tellEach((pool, of) => {
      const { used, idle } = stateOf(pool);
      result.observe(used, { ...of, [ATTR_DB_CLIENT_CONNECTION_STATE]: 'used' });
      result.observe(idle, { ...of, [ATTR_DB_CLIENT_CONNECTION_STATE]: 'idle' });
    });
  const tellLimit = (result: ObservableResult): void => tellEach((pool, of) => result.observe(stateOf(pool).limit, of));
  const tellPending = (result: ObservableResult): void =>
    tellEach((pool, of) => result.observe(stateOf(pool).waiting, of));
  count.addCallback(tellCount);
  limit.addCallback(tellLimit);
  pending.addCallback(tellPending);

  return {
    watch(pool) {
      if (attributes.has(pool) || pools.size >= MAX_POOLS) return;
      attributesOf(pool);
      pools.add(new WeakRef(pool));
    },
    waited: (pool, ms) => waits.record(ms / 1000, attributesOf(pool)),
    timedOut: (pool) => timeouts.add(1, attributesOf(pool)),
    stop() {
      count.removeCallback(tellCount);
      limit.removeCallback(tellLimit);
      pending.removeCallback(tellPending);
    },
  };
}
