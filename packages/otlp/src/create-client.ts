import { createUuidV7 } from '@sightglass/api/uuid-v7';
import type { Client, ClientOptions, Consent } from './client.ts';
import { createDrops } from './drops.ts';
import { encodeLog } from './encode/log.ts';
import { encodeMetric } from './encode/metric.ts';
import { encodeSpan } from './encode/span.ts';
import type { Batch, Platform } from './platform.ts';
import { dequeue, toBatch, type Queue } from './queue.ts';
import type { Scope, Signal } from './records.ts';
import { createSender } from './sender.ts';
import { createShelf, IN_FLIGHT_MS } from './shelf.ts';

/** The first record of a batch waits for others this long. */
const BATCH_MS = 1000;
/** As many bytes go at once. */
const ENOUGH = 60_000;
/** Most bytes of a batch: what is added faster than it can be sent need not take a request for each 60 KB. */
const MOST = 256_000;
/** What may leave with a page is limited to 64 KiB, frame of the body included. */
const MOST_LEAVING = 56_000;
/** A record is in the storage after this long. */
const WRITE_MS = 200;
/** A batch that still grows is anybody's when its owner has not been heard of for so long. */
const GROWING_MS = 5000;
/** No receiver takes a longer record. */
const MAX_RECORD = 1 << 22;
/** Bytes of all that waits. */
const MAX_BYTES = 16 << 20;

const HOUR_MS = 3_600_000;

const OWN_SCOPE: Scope = { name: '@sightglass/otlp' };

/**
 * A client for a platform. The doors `/browser` and `/node` have the platforms that most programs run on.
 */
export function createClient(options: ClientOptions, platform: Platform): Client {
  const { maxRecords = 10_000, maxAgeHours = 24, resource } = options;
  const { now, storage, destination, maxBytes = MAX_BYTES } = platform;
  const drops = createDrops();
  const shelf = createShelf(platform, { maxRecords, maxBytes, maxAgeMs: maxAgeHours * HOUR_MS }, drops);
  let consent: Consent;
  let isClosed = false;
  const isOpen = (): boolean => consent === 'granted' && !isClosed;
  const { hands, pausedUntil, send, wake } = createSender({ options, platform, shelf, drops, isOpen });
  const isPaused = (): boolean => pausedUntil() > now();
  const queueOf = (signal: Signal): Queue => ({ signal, items: [], size: 0, at: 0, id: '', due: 0 });
  const [logs, traces, metrics] = [queueOf('logs'), queueOf('traces'), queueOf('metrics')];
  // What leaves first when there is not room for everything comes first.
  const queues = [logs, traces, metrics];
  let sendAt = Infinity;
  let isWriting = false;
  let draining: Promise<void> | undefined;

  const batchOf = (queue: Queue, maxSize: number, due: number): Batch => {
    if (queue.due && queue.due < now()) {
      // Somebody may have thought that we had gone, and have sent what was stored. If not, it must not be sent as well.
      void shelf.delete(queue.id);
      queue.id = '';
    }
    return toBatch(queue, maxSize, resource, destination, due);
  };
  /** All that waits in a queue, in finished batches. */
  const cut = (queue: Queue, maxSize: number, due: number): Batch[] => {
    const batches = [];
    while (queue.items.length > 0) {
      const batch = batchOf(queue, maxSize, due);
      dequeue(queue, batch.records);
      [queue.id, queue.due] = ['', 0];
      batches.push(batch);
    }
    return batches;
  };
  const write = (): void => {
    isWriting = false;
    for (const queue of queues) {
      if (!isOpen() || queue.size === 0) continue;
      const batch = batchOf(queue, Infinity, now() + GROWING_MS);
      queue.due = batch.due;
      void shelf.put(batch);
    }
  };
  const sendBy = (time: number): void => {
    if (!isOpen() || time >= sendAt) return;
    sendAt = time;
    platform.after(Math.max(0, time - now()), () => {
      if (sendAt !== time) return;
      sendAt = Infinity;
      void drain();
    });
  };
  const schedule = (): void => {
    const size = Math.max(...queues.map((queue) => queue.size));
    if (size > 0) sendBy(size >= ENOUGH ? now() : Math.max(now() + BATCH_MS, pausedUntil()));
  };
  const enqueue = (queue: Queue, scope: Scope, json: string): void => {
    queue.items.push([scope, json]);
    queue.size += json.length;
    queue.at = Date.now();
  };
  const report = (): void => {
    const metric = isOpen() && !isPaused() && drops.take();
    if (metric) enqueue(metrics, OWN_SCOPE, encodeMetric(metric));
  };

  const work = async (): Promise<void> => {
    report();
    const due = isPaused() ? 0 : now() + IN_FLIGHT_MS;
    const own = queues.flatMap((queue) => cut(queue, MOST, due));
    for (const batch of own) hands.set(batch.id, batch);
    await Promise.all(own.map(shelf.put));
    for (const batch of own) {
      if (!isPaused() && hands.has(batch.id)) await send(batch, false);
      else if (hands.delete(batch.id)) await shelf.put({ ...batch, due: 0 });
    }
    while (isOpen()) {
      const found = await shelf.look(!isPaused());
      if (typeof found === 'number') return sendBy(Math.max(found, pausedUntil()));
      await send(found, false);
    }
  };
  const drain = (): Promise<void> =>
    (draining ??= (platform.inTurn?.(work) ?? work()).catch(nothing).finally(() => {
      draining = undefined;
      report();
      schedule();
    }));
  const leave = (canSend: boolean): void => {
    if (!isOpen()) return;
    report();
    const isSending = canSend && !(storage && isPaused());
    const due = isSending ? now() + IN_FLIGHT_MS : 0;
    const idle = [...shelf.memory.values()].filter((batch) => batch.due <= now());
    for (const batch of [...hands.values(), ...idle, ...queues.flatMap((queue) => cut(queue, MOST_LEAVING, due))]) {
      void shelf.put({ ...batch, due });
      if (isSending) void send(batch, true);
    }
  };

  const add = (queue: Queue, scope: Scope, json: string): void => {
    if (isClosed || consent === 'denied') return;
    if (json && json.length < MAX_RECORD) enqueue(queue, scope, json);
    else drops.count(queue.signal, 'unsendable', 1);
    if (storage?.isSynchronous && isOpen() && queue.size >= MOST) {
      // Nothing that takes turns would come to it while they are added in a loop.
      for (const batch of cut(queue, MOST, 0)) void shelf.put(batch);
    }
    while (logs.items.length + traces.items.length + metrics.items.length > maxRecords || queue.size > maxBytes) {
      dequeue(queue, 1);
      drops.count(queue.signal, 'queue_full', 1);
    }
    schedule();
    if (isWriting || !storage || !isOpen()) return;
    isWriting = true;
    platform.after(WRITE_MS, write);
  };
  const setConsent = (next: Consent): void => {
    consent = next;
    if (next === 'denied') {
      for (const queue of queues) cut(queue, Infinity, 0);
      hands.clear();
      shelf.memory.clear();
      void storage?.clear().catch(nothing);
    }
    // Also what a program before this one left behind.
    sendBy(now() + BATCH_MS);
  };
  const wakeUp = (): void => {
    wake();
    sendBy(now());
  };
  const unwatch = platform.watch?.({ leave, wake: wakeUp });
  setConsent(options.consent ?? 'granted');

  const flush = async (): Promise<void> => {
    await draining;
    wake();
    if (isOpen()) await drain();
  };
  return {
    addSpan: (scope, span) => add(traces, scope, encodeSpan(span)),
    addLog: (scope, record) => add(logs, scope, encodeLog(record, createUuidV7(Date.now()))),
    addMetric: (scope, metric) => add(metrics, scope, encodeMetric(metric)),
    countDropped: drops.count,
    setConsent,
    flush,
    async shutdown() {
      await flush();
      leave(false);
      isClosed = true;
      unwatch?.();
      storage?.close();
    },
  };
}

function nothing(): undefined {
  return undefined;
}
