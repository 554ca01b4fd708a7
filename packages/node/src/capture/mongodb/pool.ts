import { performance } from 'node:perf_hooks';
import type { Meter } from '@opentelemetry/api';
import { isRecord } from '../../is-record.ts';
import { createPoolMetrics } from '../database/pool-metrics.ts';
import { settled } from '../database/settling.ts';
import type { Told } from '../database/settling.ts';
import { listen } from '../database/tracing-channel.ts';
import type { HookedCall } from '../hooked-calls.ts';
import { hostOf } from './address.ts';

/** What of a pool is read: the driver keeps one for each server. */
interface Pool {
  readonly options: Record<string, unknown>;
  readonly address: string;
  readonly currentCheckedOutCount: number;
  readonly availableConnectionCount: number;
  readonly waitQueueSize: number;
}
interface PoolCall extends HookedCall {
  readonly self: Pool;
  /** Kept here between the beginning of the call and its return. */
  tell?: Told;
}

/** What the driver calls the error of who waited in vain. */
const TIMED_OUT = 'MongoWaitQueueTimeoutError';

export function startPoolCapture(meter: Meter): () => void {
  const metrics = createPoolMetrics<Pool>(meter, nameOf, (pool) => ({
    used: pool.currentCheckedOutCount,
    idle: pool.availableConnectionCount,
    waiting: pool.waitQueueSize,
    limit: Number(pool.options['maxPoolSize']),
  }));
  const stop = listen('sightglass:mongodb:checkout', isPoolCall, {
    start(call) {
      const since = performance.now();
      const watched = metrics.of(call.self);
      call.tell = (error) => {
        if (error === undefined) watched.waited(performance.now() - since);
        else if (isRecord(error) && error['name'] === TIMED_OUT) watched.timedOut();
      };
    },
    end(call) {
      if (call.tell !== undefined) call.result = settled(call.result, call.tell);
    },
  });
  return () => {
    stop();
    metrics.stop();
  };
}

/** As the conventions name a pool that has no name: where it leads. */
function nameOf(pool: Pool): string {
  const { address, port } = hostOf(pool.address);
  return port === undefined ? (address ?? 'mongodb') : `${address}:${port}`;
}

function isPoolCall(message: unknown): message is PoolCall {
  return isRecord(message) && isRecord(message['self']) && isRecord(message['self']['options']);
}
