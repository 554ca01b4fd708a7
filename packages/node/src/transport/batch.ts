import { AsyncLocalStorage } from 'node:async_hooks';
import { diag } from '@opentelemetry/api';
import type { Delivery } from './delivery.ts';
import type { Drops } from './drops.ts';
import type { Parcel } from './request.ts';
import type { Signal } from './settings.ts';

/** Collects records and sends them in groups, one request at a time. */
export interface Batch<T> {
  /** Takes a record; costs one array push. */
  readonly add: (record: T) => void;
  /** Sends what is held now; resolves once all of it is delivered or given up. */
  readonly flush: () => Promise<void>;
  /** Sends what is held, then takes nothing any more. */
  readonly stop: () => Promise<void>;
  /** Takes out everything held and encodes it, without sending. */
  readonly drain: () => readonly Parcel[];
}

export interface BatchLimits {
  /** Most records held while they cannot be sent; the oldest are dropped first. */
  readonly maxHeld: number;
  /** Most records of one request. */
  readonly maxPerRequest: number;
  /** Longest time a record waits for others, in milliseconds. */
  readonly delayMs: number;
}

export interface BatchOptions<T> {
  readonly signal: Signal;
  readonly limits: BatchLimits;
  readonly delivery: Delivery;
  readonly drops: Drops;
  readonly encode: (records: T[]) => Uint8Array | undefined;
}

export function createBatch<T>(options: BatchOptions<T>): Batch<T> {
  const { signal, delivery, drops, encode } = options;
  const { maxHeld, maxPerRequest, delayMs } = options.limits;
  const outside = AsyncLocalStorage.snapshot();
  let held: T[] = [];
  let timer: NodeJS.Timeout | undefined;
  let isSending = false;
  let sent: Promise<void> | undefined;
  // Someone waits for everything: do not let the last, incomplete group wait for others.
  let urgent = false;
  let isStopped = false;

  const nextParcel = (): Parcel | undefined => {
    const records = held.length <= maxPerRequest ? held : held.slice(0, maxPerRequest);
    held = held.slice(records.length);
    try {
      const body = encode(records);
      if (body !== undefined) return { body, items: records.length };
    } catch (error) {
      diag.error(`${signal} could not be encoded`, error);
    }
    drops.add(signal, 'unsendable', records.length);
    return undefined;
  };

  const sendGroups = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    while (held.length > 0) {
      const parcel = nextParcel();
      if (parcel !== undefined) await delivery.deliver(parcel);
      if (!urgent && held.length < maxPerRequest) break;
    }
    isSending = false;
    urgent = false;
    if (held.length > 0) schedule();
  };

  const begin = (): void => {
    if (isSending || held.length === 0) return;
    isSending = true;
    // Begun from whatever request filled the batch: what it carries along (its span, the program's own stores) must not be
    // held by a chain of sends and timers that never ends.
    sent = outside(sendGroups);
  };

  const schedule = (): void => {
    if (timer !== undefined || isSending) return;
    timer = setTimeout(begin, delayMs);
    timer.unref();
  };

  const flush = async (): Promise<void> => {
    urgent = true;
    delivery.hurry();
    begin();
    await sent;
  };

  return {
    add: (record) => {
      if (isStopped) return;
      if (held.length >= maxHeld) {
        const dropped = Math.min(maxPerRequest, held.length);
        held = held.slice(dropped);
        drops.add(signal, 'queue_full', dropped);
      }
      held.push(record);
      if (held.length >= maxPerRequest) begin();
      else schedule();
    },
    flush,
    stop: async () => {
      isStopped = true;
      await flush();
    },
    drain: () => {
      const parcels: Parcel[] = [];
      while (held.length > 0) {
        const parcel = nextParcel();
        if (parcel !== undefined) parcels.push(parcel);
      }
      return parcels;
    },
  };
}
