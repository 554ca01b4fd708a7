import {
  ATTR_SIGHTGLASS_DROP_REASON,
  ATTR_SIGHTGLASS_SIGNAL,
  METRIC_SIGHTGLASS_SDK_DROPPED,
} from '@sightglass/api/semconv';
import { createUuidV7 } from '@sightglass/api/uuid-v7';
import { askedPauseMs, createTell, isRetryable, pauseMs, rejectedOf } from './answer.ts';
import type { Client, ClientOptions, Consent } from './client.ts';
import { createCounts } from './counts.ts';
import { encodeLog } from './encode/log.ts';
import { encodeMetric } from './encode/metric.ts';
import { wrap } from './encode/request.ts';
import { encodeSpan } from './encode/span.ts';
import type { Batch, Platform, Rows } from './platform.ts';
import type { Scope, Signal } from './records.ts';
import { excess, IN_FLIGHT_MS, look } from './shelf.ts';

/** The first record of a batch waits for others this long. */
const BATCH_MS = 1000;
/** As many characters go at once. */
const ENOUGH = 56_000;
/** A batch takes no more when it has as many: what is added faster than it can be sent need not take a request for each 60 KB. */
const MOST = 1_000_000;
/** A record is in the storage after this long, or twice as long where it is being sent by then. */
const WRITE_MS = 200;
/** A batch that still grows is anybody's when its owner has not been heard of for so long. */
const GROWING_MS = 5000;
/** No receiver takes a longer record. */
const MAX_RECORD = 1 << 22;
/** Smaller bodies hardly shrink. */
const WORTH_PACKING = 1024;
/** Of all that waits. */
const MAX_BYTES = 16 << 20;

const HOUR_MS = 3_600_000;

const OWN_SCOPE: Scope = { name: '@sightglass/otlp' };

/** A batch in the hands of this client. */
type Held = { -readonly [Field in keyof Batch]: Batch[Field] };

/** What a client is without the forms of its records. */
export interface Queue extends Pick<Client, 'countDropped' | 'setConsent' | 'flush' | 'shutdown'> {
  /** Adds a record, as its JSON; `''` is counted as one that cannot be sent. */
  readonly add: (signal: Signal, scope: Scope, json: string) => void;
}

/**
 * A client for a platform. The doors `/browser` and `/node` have the platforms that most programs run on.
 */
export function createClient(options: ClientOptions, platform: Platform): Client {
  return clientOf(createQueue(options, platform));
}

/** The client that fills a queue. */
export function clientOf(queue: Queue): Client {
  const { add, ...others } = queue;
  return {
    ...others,
    addSpan: (scope, span) => add('traces', scope, encodeSpan(span)),
    addLog: (scope, record) => add('logs', scope, encodeLog(record, createUuidV7(Date.now()))),
    addMetric: (scope, metric) => add('metrics', scope, encodeMetric(metric)),
  };
}

/** A queue for a platform. */
export function createQueue(options: ClientOptions, platform: Platform): Queue {
  const { maxRecords = 10_000, maxAgeHours = 24, isSightglass = true } = options;
  const { now, storage, destination: to, maxBytes = MAX_BYTES, pack, post } = platform;
  const bounds = { maxRecords, maxBytes, maxAgeMs: maxAgeHours * HOUR_MS };
  const drops = createCounts(METRIC_SIGHTGLASS_SDK_DROPPED, '{record}');
  const countDropped: Client['countDropped'] = (signal, reason, records) =>
    void drops.add({ [ATTR_SIGHTGLASS_SIGNAL]: signal, [ATTR_SIGHTGLASS_DROP_REASON]: reason }, records);
  let consent: Consent;
  let isClosed = false;
  const isOpen = (): boolean => consent === 'granted' && !isClosed;
  /** Ids of what is stored and need not be any more. A transaction costs a page half a millisecond: the next that writes nothing new removes them. */
  const over: string[] = [];
  /** Does something with what is stored; false where nothing can be. */
  const inStorage = async <T>(work: (rows: Rows) => Promise<T>, gone: readonly string[] = []): Promise<T | false> => {
    try {
      if (storage === undefined || !isOpen()) return false;
      return await storage.transact((rows) => {
        for (const id of gone) void rows.delete(id).catch(nothing);
        return work(rows);
      });
    } catch {
      return false;
    }
  };
  const held = new Set<Held>();
  const sent = new Set<Held>();
  /** Batches that still grow, with what is in them. */
  const growing = new Map<Signal, [batch: Held, scopes: Map<Scope, string[]>]>();
  const put = (due: number, ...batches: Held[]): Promise<unknown> => {
    for (const batch of batches) batch.due = due;
    const stored = batches.map((batch) => ({ ...batch }));
    return inStorage((rows) => rows.put(...stored).then(() => true));
  };
  const removeOver = (): Promise<unknown> => inStorage(async () => undefined, over.splice(0));
  const forget = (batch: Held): void => {
    held.delete(batch);
    over.push(batch.id);
  };
  const remove = (batch: Held): void => {
    forget(batch);
    void removeOver();
  };
  const leaveBehind = async (batch: Held, due: number): Promise<void> => {
    if ((await put(due, batch)) && !sent.has(batch)) held.delete(batch);
  };
  const tell = createTell(options.onProblem);
  /** Requests that failed in a row. */
  let failures = 0;
  /** The receiver is given time until then, milliseconds since the Unix epoch; 0 if it took what was sent last. */
  let pausedUntil = 1;
  /** Whether it asked for that. */
  let isAsked = false;
  const isPaused = (): boolean => pausedUntil > now();
  const endPause = (): void => {
    if (!isAsked) pausedUntil = Math.min(pausedUntil, 1);
  };
  /** Sends a batch that is held. Resolves when it arrived, was dropped, or was left behind. */
  const send = async (batch: Held, isLeaving: boolean): Promise<unknown> => {
    const { id, signal, body, at, records } = batch;
    let packed;
    if (!isLeaving && body.length > WORTH_PACKING) packed = await pack?.(body).catch(nothing);
    // While it was being packed the program may have left, and sent it; or the consent may have been taken back.
    if (sent.has(batch) || !held.has(batch)) return undefined;
    // Nothing was sent before it was made, whatever the clock says now: where it was set back, this is nearer to the truth.
    const query = isSightglass ? `?batch=${id}&sent_at=${Math.trunc(Math.max(Date.now(), at))}` : '';
    const answering = post({ path: `/v1/${signal}${query}`, body, packed, isLeaving }).catch(nothing);
    // Not before it is: where Firefox stops what a page does as it is left, its next listener sends the rest.
    sent.add(batch);
    const answer = await answering;
    sent.delete(batch);
    if (!answer || answer.status >= 300) tell(answer);
    if (!answer || isRetryable(answer)) {
      const asked = askedPauseMs(answer);
      isAsked = asked > 0;
      // Several may fail at once, which is one failure of the receiver.
      if (!isPaused()) failures++;
      pausedUntil = now() + (asked || pauseMs(failures));
      return leaveBehind(batch, asked && pausedUntil);
    }
    failures = pausedUntil = 0;
    // Telling where metrics are refused that metrics were refused would go on for ever.
    if (signal !== 'metrics') countDropped(signal, 'rejected', rejectedOf(answer, records));
    forget(batch);
    // At its end whoever drains looks at the storage anyway.
    return draining ? undefined : removeOver();
  };
  let newest = 0;
  /** Ids that sort in the order in which they are made, also within a millisecond. */
  const newId = (): string => createUuidV7((newest = Math.max(newest + 1, Date.now())));
  let sendAt = Infinity;
  let isWriting = false;
  let draining: Promise<void> | undefined;

  /** Stores what grows, and has it for a while. */
  const write = (leaseMs: number): void => {
    for (const [batch, scopes] of growing.values()) {
      if (batch.due && batch.due < now()) {
        // Somebody may have thought that we had gone, and have sent what was stored. If not, it must not be sent as well.
        remove(batch);
        batch.id = newId();
        held.add(batch);
      }
      batch.body = wrap(batch.signal, options.resource, scopes);
    }
    if (growing.size > 0) void put(now() + leaseMs, ...Array.from(growing.values(), ([batch]) => batch));
  };
  const finish = (): void => {
    write(IN_FLIGHT_MS);
    growing.clear();
  };
  const writeSoon = (): void => {
    isWriting = true;
    platform.after(WRITE_MS, () => {
      // What is sent soon is stored just before.
      if (sendAt < now() + WRITE_MS) return writeSoon();
      isWriting = false;
      write(GROWING_MS);
    });
  };
  /** Records of what is too large to leave with a page: several are made of it. */
  const apart: [Signal, Scope, string][] = [];
  const split = (): void => {
    for (const [signal, [batch, scopes]] of growing) {
      if (batch.size <= ENOUGH) continue;
      for (const [scope, records] of scopes) for (const json of records) apart.push([signal, scope, json]);
      growing.delete(signal);
      remove(batch);
    }
    for (let one; (one = apart.shift());) add(...one, ENOUGH);
  };
  const trim = (): void => {
    const idle = [...held].filter((batch) => !sent.has(batch));
    for (const batch of excess(idle, bounds, now(), countDropped)) remove(batch);
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
  const sendSoon = (): void => sendBy(Math.max(now() + BATCH_MS, pausedUntil));

  const add = (signal: Signal, scope: Scope, json: string, most = storage ? MOST : ENOUGH): void => {
    if (isClosed || consent === 'denied') return;
    if (!json || json.length > MAX_RECORD) return countDropped(signal, 'unsendable', 1);
    const at = Date.now();
    let [batch, scopes] = growing.get(signal) ?? [];
    if (!batch || !scopes || batch.size + json.length > most || batch.records * 10 >= maxRecords) {
      // One that is full; the first record of another signal leaves the others growing.
      if (batch) finish();
      batch = { id: newId(), to, signal, body: '', records: 0, size: 0, at, due: 0 };
      scopes = new Map();
      growing.set(signal, [batch, scopes]);
      held.add(batch);
    }
    scopes
      .set(scope, scopes.get(scope) ?? [])
      .get(scope)
      ?.push(json);
    batch.size += json.length;
    batch.at = at;
    if (batch.records++ === 0) trim();
    if (batch.size > ENOUGH) sendBy(now());
    else sendSoon();
    if (!isWriting && storage && isOpen()) writeSoon();
  };
  const report = (isLeaving: boolean): void => {
    // Once what was sent last has arrived; what fails for long may itself be dropped.
    const metric = isOpen() && (isLeaving || !pausedUntil) && drops.take();
    if (metric) add('metrics', OWN_SCOPE, encodeMetric(metric));
  };

  const work = async (): Promise<void> => {
    finish();
    trim();
    const own = [...held];
    for (const batch of own) {
      if (sent.has(batch)) continue;
      await (isPaused() ? leaveBehind(batch, 0) : send(batch, false));
    }
    while (isOpen()) {
      const found = await inStorage((rows) => look(rows, platform, bounds, countDropped, !isPaused()), over.splice(0));
      if (typeof found !== 'object') return sendBy(Math.max(found || Infinity, pausedUntil));
      held.add(found);
      await send(found, false);
    }
  };
  const drain = (): Promise<void> =>
    (draining ??= (platform.inTurn?.(work) ?? work()).catch(nothing).finally(() => {
      draining = undefined;
      report(false);
      if (held.size > 0) sendSoon();
    }));
  const leave = (canSend: boolean, isOver?: boolean): void => {
    if (!isOpen()) return;
    report(true);
    split();
    finish();
    if (over.length > 0) void removeOver();
    if (isOver) storage?.keep?.(held);
    const isSending = canSend && !(storage && isPaused());
    for (const batch of held) if (!sent.has(batch)) void (isSending ? send(batch, true) : leaveBehind(batch, 0));
  };
  const setConsent = (next: Consent): void => {
    consent = next;
    if (next === 'denied') {
      growing.clear();
      held.clear();
      void storage?.clear().catch(nothing);
    }
    // Also what a program before this one left behind.
    sendBy(now() + BATCH_MS);
  };
  const wake = (): void => {
    endPause();
    sendBy(now());
  };
  const unwatch = platform.watch?.({ leave, wake });
  setConsent(options.consent ?? 'granted');

  const flush = async (): Promise<void> => {
    await draining;
    endPause();
    if (isOpen()) await drain();
  };
  return {
    add,
    countDropped,
    setConsent,
    flush,
    async shutdown() {
      await flush();
      // What that had to tell of drops.
      if (!pausedUntil) await flush();
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
