import { ATTR_LOG_RECORD_UID } from '@sightglass/api/semconv';
import { createUuidV7 } from '@sightglass/api/uuid-v7';
import type { Client, ClientOptions, Consent } from './client.ts';
import { createDelivery } from './delivery.ts';
import { createDrops } from './drops.ts';
import { encodeLog } from './encode/log.ts';
import { encodeMetric } from './encode/metric.ts';
import { encodeSpan } from './encode/span.ts';
import type { Platform } from './platform.ts';
import { createQueue, type Queue } from './queue.ts';
import type { LogRecord, Scope, Signal } from './records.ts';
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
/** A draft whose owner has not been heard of for so long is anybody's. */
const DRAFT_MS = 5000;
/** Bytes of all that waits. */
const MAX_BYTES = 16 << 20;
/** No receiver takes a longer record. */
const MAX_RECORD = 1 << 22;

const HOUR_MS = 3_600_000;

/** What leaves first when there is not room for everything comes first. */
const SIGNALS: readonly Signal[] = ['logs', 'traces', 'metrics'];

const OWN_SCOPE: Scope = { name: '@sightglass/otlp' };

/**
 * A client for a platform.
 */
export function createClient(options: ClientOptions, platform: Platform): Client {
  const { maxRecords = 10_000, maxAgeHours = 24, resource } = options;
  const { now, storage } = platform;
  const bounds = { maxRecords, maxBytes: platform.maxBytes ?? MAX_BYTES, maxAgeMs: maxAgeHours * HOUR_MS };
  const drops = createDrops(now());
  const shelf = createShelf(platform, bounds, drops);
  let isReporting = true;
  // Telling of drops where metrics are refused would only make more of them.
  const onRefused = (signal: Signal): void => void (isReporting &&= signal !== 'metrics');
  const delivery = createDelivery({ platform, shelf, drops, bounds, options, onRefused });
  const queues = SIGNALS.map((signal) => createQueue(signal, resource, platform.destination));
  const queued = (): number => queues.reduce((sum, { items }) => sum + items.length, 0);

  let consent: Consent = options.consent ?? 'granted';
  let isClosed = false;
  const isOpen = (): boolean => consent === 'granted' && !isClosed;

  let [sendAt, cancelSend, cancelWrite] = [Infinity, nothing, nothing];
  let isWriting = false;
  let running: Promise<void> | undefined;

  const sendBy = (time: number): void => {
    if (!isOpen() || time >= sendAt) return;
    cancelSend();
    sendAt = time;
    cancelSend = platform.after(Math.max(0, time - now()), () => {
      sendAt = Infinity;
      void drain();
    });
  };
  const schedule = (): void => {
    const isEnough = queues.some(({ size }) => size >= ENOUGH);
    if (queued() > 0) sendBy(isEnough ? now() : Math.max(now() + BATCH_MS, delivery.pausedUntil()));
    if (isWriting || !storage || !isOpen()) return;
    isWriting = true;
    cancelWrite = platform.after(WRITE_MS, () => {
      isWriting = false;
      for (const queue of queues) void writeDraft(queue);
    });
  };
  const writeDraft = async (queue: Queue): Promise<void> => {
    const known = queue.draftDue;
    const draft = queue.items.length > 0 && isOpen() && queue.draft(now(), now() + DRAFT_MS);
    if (draft && (await shelf.redraft(draft, known)) && queue.draftDue === draft.due) queue.letGo();
  };
  const report = (): void => {
    const metric = isReporting && !delivery.isWaiting() && drops.take(now());
    if (metric) queues.at(-1)?.add(OWN_SCOPE, encodeMetric(metric), 0, now());
  };

  const work = async (): Promise<void> => {
    report();
    for (const queue of queues) {
      // While the receiver is away, records gather in few batches.
      if (delivery.isWaiting() && queue.size < ENOUGH) continue;
      if (queue.draftDue > 0 && queue.draftDue < now()) await writeDraft(queue);
      for (let batch; isOpen() && (batch = queue.cut(MOST, now() + IN_FLIGHT_MS));) await delivery.take(batch);
    }
    while (isOpen()) {
      const isWaiting = delivery.isWaiting();
      if (isWaiting) await delivery.release();
      const own = isWaiting ? undefined : delivery.next();
      const { batch, nextDue } = own ? { batch: own, nextDue: 0 } : await shelf.look(!isWaiting);
      if (!batch) {
        sendBy(Math.max(nextDue, delivery.pausedUntil()));
        break;
      }
      await delivery.send(batch);
    }
    delivery.trim(maxRecords - queued());
  };
  const drain = (): Promise<void> =>
    (running ??= (platform.inTurn ?? atOnce)(work)
      .catch(nothing)
      .finally(() => {
        running = undefined;
        if (delivery.held.size > 0) sendBy(delivery.pausedUntil());
        schedule();
      }));

  const leave = (canSend: boolean): void => {
    if (!isOpen()) return;
    const isSending = canSend && !(storage && delivery.isWaiting());
    report();
    for (const queue of queues) {
      for (let batch; (batch = queue.cut(MOST_LEAVING, now() + IN_FLIGHT_MS));) void delivery.take(batch);
    }
    if (isSending) for (const batch of delivery.held.values()) void delivery.send(batch, true);
    else void delivery.release();
  };

  const add = (signal: Signal, scope: Scope, encode: () => string): void => {
    const queue = queues.find((one) => one.signal === signal);
    if (!queue || isClosed || consent === 'denied') return;
    try {
      const json = encode();
      const { length } = utf8.encode(json);
      if (length === 0 || length > MAX_RECORD) throw new RangeError();
      queue.add(scope, json, length, now());
    } catch {
      // It is too large, or something besides its values throws when it is read.
      drops.count(signal, 'unsendable', 1);
    }
    if (isOpen() && queue.size >= MOST) {
      // Faster than anything can be sent.
      for (let batch; (batch = queue.cut(MOST, 0));) void delivery.leaveBehind(batch);
      delivery.trim(maxRecords);
    }
    while (queued() > maxRecords || queue.size > bounds.maxBytes) {
      queue.drop(1);
      drops.count(signal, 'queue_full', 1);
    }
    schedule();
  };
  const stop = (): void => {
    cancelSend();
    cancelWrite();
    sendAt = Infinity;
    isWriting = false;
  };
  const begin = (): void => {
    if (consent === 'granted') {
      schedule();
      // What a program before this one left behind.
      if (storage) sendBy(now() + BATCH_MS);
    } else {
      stop();
      if (consent === 'denied') {
        for (const queue of queues) queue.cut(Infinity, 0);
        delivery.clear();
        void storage?.clear().catch(nothing);
      }
    }
  };
  const unwatch = platform.watch?.({
    leave,
    wake() {
      delivery.wake();
      sendBy(now());
    },
  });
  begin();

  const flush = async (): Promise<void> => {
    if (!isOpen()) return;
    await running;
    delivery.wake();
    await drain();
  };
  return {
    addSpan: (scope, span) => add('traces', scope, () => encodeSpan(span)),
    addLog: (scope, record) => add('logs', scope, () => encodeLog(identified(record, now()))),
    addMetric: (scope, metric) => add('metrics', scope, () => encodeMetric(metric)),
    countDropped: (...what) => drops.count(...what),
    setConsent(next) {
      consent = next;
      begin();
    },
    flush,
    async shutdown() {
      await flush();
      leave(false);
      stop();
      isClosed = true;
      unwatch?.();
      storage?.close();
    },
  };
}

const utf8 = new TextEncoder();

function nothing(): void {}

function atOnce(work: () => Promise<void>): Promise<void> {
  return work();
}

/** A record with the id under which a receiver knows it again. */
function identified(record: LogRecord, now: number): LogRecord {
  const { time = now, attributes } = record;
  const timeMs = typeof time === 'number' ? time : time[0] * 1000;
  return { ...record, time, attributes: { [ATTR_LOG_RECORD_UID]: createUuidV7(timeMs), ...attributes } };
}
