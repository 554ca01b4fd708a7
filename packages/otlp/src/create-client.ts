import { ATTR_LOG_RECORD_UID } from '@sightglass/api/semconv';
import { createUuidV7 } from '@sightglass/api/uuid-v7';
import type { Client, ClientOptions, Consent } from './client.ts';
import { createDrops } from './drops.ts';
import { encodeLog } from './encode/log.ts';
import { encodeMetric } from './encode/metric.ts';
import { encodeSpan } from './encode/span.ts';
import type { Batch, Platform } from './platform.ts';
import { countWithin, createQueue, dequeue, enqueue, toBatch, type Item, type Queue } from './queue.ts';
import type { LogRecord, Scope } from './records.ts';
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

const utf8 = new TextEncoder();

/**
 * A client for a platform. The doors `/browser` and `/node` have the platforms that most programs run on.
 */
export function createClient(options: ClientOptions, platform: Platform): Client {
  const { maxRecords = 10_000, maxAgeHours = 24, resource } = options;
  const { now, storage, destination, maxBytes = MAX_BYTES } = platform;
  const drops = createDrops(now());
  const shelf = createShelf(platform, { maxRecords, maxBytes, maxAgeMs: maxAgeHours * HOUR_MS }, drops);
  let consent: Consent = options.consent ?? 'granted';
  let isClosed = false;
  const isOpen = (): boolean => consent === 'granted' && !isClosed;
  const sender = createSender(options, platform, shelf, drops, isOpen);
  const { hands } = sender;
  const isPaused = (): boolean => sender.pausedUntil() > now();
  // What leaves first when there is not room for everything comes first.
  const [logs, traces, metrics] = [createQueue('logs'), createQueue('traces'), createQueue('metrics')];
  const queues = [logs, traces, metrics];
  let sendAt = Infinity;
  let isWriting = false;
  let draining: Promise<void> | undefined;

  const batchOf = (queue: Queue, items: readonly Item[], leaseMs: number): Batch => {
    if (queue.due && queue.due < now()) {
      // Somebody may have thought that we had gone, and have sent what was stored. If not, it must not be sent as well.
      void shelf.delete(queue.id);
      queue.id = '';
    }
    return toBatch(queue, items, resource, destination, leaseMs && now() + leaseMs);
  };
  /** All that waits in a queue, in finished batches: ours for a while, or, with 0, anybody's. */
  const cut = (queue: Queue, maxSize: number, leaseMs: number): Batch[] => {
    const batches = [];
    while (queue.items.length > 0) {
      batches.push(batchOf(queue, dequeue(queue, countWithin(queue, maxSize)), leaseMs));
      [queue.id, queue.due] = ['', 0];
    }
    return batches;
  };
  const write = (): void => {
    isWriting = false;
    for (const queue of queues) {
      if (!queue.isDirty || queue.size === 0 || !isOpen()) continue;
      const batch = batchOf(queue, queue.items, GROWING_MS);
      [queue.due, queue.isDirty] = [batch.due, false];
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
    if (queues.some(({ size }) => size >= ENOUGH)) sendBy(now());
    else if (queues.some(({ size }) => size > 0)) sendBy(Math.max(now() + BATCH_MS, sender.pausedUntil()));
    if (isWriting || !storage || !isOpen()) return;
    isWriting = true;
    platform.after(WRITE_MS, write);
  };
  const report = (): void => {
    const metric = !isPaused() && drops.take(now());
    if (metric) enqueue(metrics, OWN_SCOPE, encodeMetric(metric), 1, now());
  };

  const work = async (): Promise<void> => {
    report();
    const isWaiting = isPaused();
    const own = [];
    for (const queue of queues) {
      // While the receiver is away, records gather in few batches.
      if (!isWaiting || queue.size >= ENOUGH) own.push(...cut(queue, MOST, isWaiting ? 0 : IN_FLIGHT_MS));
    }
    for (const batch of own) hands.set(batch.id, batch);
    await Promise.all(own.map((batch) => shelf.put(batch)));
    for (const batch of own) {
      if (!isPaused() && hands.has(batch.id)) await sender.send(batch, false);
      else if (hands.delete(batch.id)) await shelf.put({ ...batch, due: 0 });
    }
    while (isOpen()) {
      const found = await shelf.look(!isPaused());
      if (typeof found === 'number') return sendBy(Math.max(found, sender.pausedUntil()));
      await sender.send(found, false);
    }
  };
  const drain = (): Promise<void> =>
    (draining ??= (platform.inTurn?.(work) ?? work()).catch(nothing).finally(() => {
      draining = undefined;
      schedule();
    }));
  const leave = (canSend: boolean): void => {
    if (!isOpen()) return;
    report();
    const isSending = canSend && !(storage && isPaused());
    const leaseMs = isSending ? IN_FLIGHT_MS : 0;
    const idle = [...shelf.memory.values()].filter(({ due }) => due <= now());
    const due = leaseMs && now() + leaseMs;
    for (const batch of [...hands.values(), ...idle, ...queues.flatMap((queue) => cut(queue, MOST_LEAVING, leaseMs))]) {
      void shelf.put({ ...batch, due });
      if (isSending) void sender.send(batch, true);
    }
  };
  const unwatch = platform.watch?.({
    leave,
    wake() {
      sender.wake();
      sendBy(now());
    },
  });

  const add = (queue: Queue, scope: Scope, encode: () => string): void => {
    if (isClosed || consent === 'denied') return;
    try {
      const json = encode();
      const { length } = utf8.encode(json);
      if (length === 0 || length > MAX_RECORD) throw new RangeError();
      enqueue(queue, scope, json, length, now());
    } catch {
      // It is too large, or something besides its values throws when it is read.
      drops.count(queue.signal, 'unsendable', 1);
    }
    if (storage?.isSynchronous && isOpen() && queue.size >= MOST) {
      // Nothing that takes turns would come to it while they are added in a loop.
      for (const batch of cut(queue, MOST, 0)) void shelf.put(batch);
    }
    while (queues.reduce((sum, { items }) => sum + items.length, 0) > maxRecords || queue.size > maxBytes) {
      dequeue(queue, 1);
      drops.count(queue.signal, 'queue_full', 1);
    }
    schedule();
  };
  const setConsent = (next: Consent): void => {
    consent = next;
    if (next === 'denied') {
      for (const queue of queues) cut(queue, Infinity, 0);
      hands.clear();
      shelf.memory.clear();
      void storage?.clear().catch(nothing);
    }
    schedule();
    // What a program before this one left behind.
    sendBy(now() + BATCH_MS);
  };
  setConsent(consent);

  const flush = async (): Promise<void> => {
    if (!isOpen()) return;
    await draining;
    sender.wake();
    await drain();
  };
  return {
    addSpan: (scope, span) => add(traces, scope, () => encodeSpan(span)),
    addLog: (scope, record) => add(logs, scope, () => encodeLog(identified(record, now()))),
    addMetric: (scope, metric) => add(metrics, scope, () => encodeMetric(metric)),
    countDropped: (...what) => drops.count(...what),
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

/** A record with the id under which a receiver knows it again. */
function identified(record: LogRecord, now: number): LogRecord {
  const { time = now, attributes } = record;
  const timeMs = typeof time === 'number' ? time : time[0] * 1000;
  return { ...record, time, attributes: { [ATTR_LOG_RECORD_UID]: createUuidV7(timeMs), ...attributes } };
}
