import { setImmediate } from 'node:timers/promises';
import { askStoredRecords } from '../ask/stored.ts';
import { DEFAULT_PROJECT } from '../keep/principal.ts';
import { NO_METER, type Meter } from '../self/meter.ts';
import { DEFAULT_RETENTION } from '../store/keeping/retention.ts';
import { blockMemory, giveBack } from '../store/native/block-memory.ts';
import type { Key } from '../store/spool/key-set.ts';
import type { Store } from '../store/store.ts';
import { inUtf8, jsonToProtobuf, protobufSize } from './decode/json.ts';
import { Outcome, type IsKept } from './decode/outcome.ts';
import { clockShiftMs, timeWindow } from './decode/times.ts';
import { createBatchRows, isStoredBatch } from './once/batches.ts';
import { createClaims } from './once/claims.ts';
import { batchKey, bodyKey } from './once/keys.ts';
import { RecordIds } from './once/record-ids.ts';
import { createSignalReader, type Signal } from './signals.ts';

/** How the body of a request is encoded. */
export type Encoding = 'protobuf' | 'json';

/** Where the rows of a body belong. */
export interface Destination {
  readonly project: string;
  /** Whether the project takes nothing now: the body is read, and each of its records rejected. */
  readonly isPaused: boolean;
  /** The id of the whole body, a UUIDv7 in lower case that stays the same in every attempt to send it. */
  readonly batch?: string;
  /** The sender's clock at this attempt, milliseconds since the epoch. */
  readonly sentAtMs?: number;
}

/** Reads the bodies of one signal and keeps their rows. */
export interface Gather {
  /**
   * Reads one body. Resolves when its rows are durable; what was stored before is not stored again.
   *
   * @throws {@link DecodeError} for a body that cannot be read, {@link ServerError} when it cannot be kept; then nothing of it is kept.
   */
  add(body: Buffer, encoding: Encoding, into: Destination): Promise<Outcome>;
  /** Hands over what has been gathered. */
  flush(): Promise<void>;
}

/** What of the store a gatherer uses. */
export type Keeper = Pick<Store, 'keep' | 'remembers' | 'remembersSince' | 'query' | 'database'>;

/** What a gatherer needs. */
export interface GatherOptions {
  /** How old records may be that are taken: as old as those that are kept. @defaultValue {@link DEFAULT_RETENTION} of the signal */
  maxAgeDays?: number;
  /** How old events may be of kinds that are kept longer than log records, in days. @defaultValue no older than all others */
  past?: { readonly usage: number; readonly delivery: number };
  meter?: Meter;
}

/** Bodies that arrive within this time share a block: small blocks cost the database more than their rows. */
const LINGER_MS = 4;

/** Rows that are handed over at once. */
const ENOUGH_ROWS = 4096;

/** Larger bodies of JSON are read in parts, and others have their turn between these. */
const AT_ONE_GO = 1024 * 1024;

/** By so much the clock that made an id may be ahead of ours; what is further ahead may have come here long ago. */
const AHEAD_MS = 60_000;

/** Longer than this no id is looked for. */
const LOOKED_FOR_MS = 7 * 86_400_000;

const DAY_MS = 86_400_000;

/** A gatherer for one signal. */
export function createGather(store: Keeper, signal: Signal, options: GatherOptions = {}): Gather {
  const { maxAgeDays = DEFAULT_RETENTION[signal], past, meter = NO_METER } = options;
  const { builders, decode, message } = createSignalReader(signal);
  const batches = createBatchRows();
  const claims = createClaims();
  let timer: NodeJS.Timeout | undefined;
  let keys: Key[] = [];
  /** Settles with the rows that are being gathered now. */
  let pending = Promise.withResolvers<void>();

  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const full = [...builders, batches.builder].filter((builder) => builder.rows > 0);
    if (full.length === 0) return;
    const settled = pending;
    const keysOfBlocks = keys;
    pending = Promise.withResolvers();
    keys = [];
    settled.promise.catch(() => undefined);
    try {
      const blocks = full.map((builder) => ({ table: builder.table, rows: builder.rows, bytes: builder.take() }));
      await store.keep(blocks, keysOfBlocks);
      for (const { bytes } of blocks) giveBack(bytes);
      settled.resolve();
    } catch (error) {
      settled.reject(error);
    }
  };
  const rollback = (): void => {
    for (const builder of builders) builder.rollback();
  };
  const read = (bytes: Buffer, into: Destination, isKept?: IsKept): Outcome => {
    const outcome = new Outcome();
    const now = Date.now();
    const window = timeWindow(maxAgeDays * DAY_MS, now, clockShiftMs(into.sentAtMs, now));
    if (past !== undefined) window.past = { usage: daysAgo(past.usage, now), delivery: daysAgo(past.delivery, now) };
    for (const builder of builders) builder.mark();
    try {
      decode(bytes, window, outcome, into.project === DEFAULT_PROJECT ? '' : into.project, isKept);
    } catch (error) {
      rollback();
      throw error;
    }
    return outcome;
  };
  /** Whether the memory speaks for an id of this time, or nobody does. */
  const isYoung = (timeMs: number): boolean => {
    const now = Date.now();
    return (timeMs >= store.remembersSince() && timeMs <= now + AHEAD_MS) || timeMs < now - LOOKED_FOR_MS;
  };
  /** Resolves when the rows written last are durable. */
  const gathered = (own: readonly Key[]): Promise<void> => {
    const durable = pending.promise;
    for (const key of own) keys.push(key);
    claims.hold(own, durable);
    if (builders.some((builder) => builder.rows >= ENOUGH_ROWS)) void flush();
    else timer ??= setTimeout(() => void flush(), LINGER_MS);
    return durable;
  };

  /** @param bytes what is read; @param body what it is known by when it comes again. */
  const addMessage = async (bytes: Buffer, body: Buffer, into: Destination): Promise<Outcome> => {
    const { project, batch } = into;
    const key = batch === undefined ? bodyKey(project, signal, body) : batchKey(project, signal, batch);
    const isInTable = batch !== undefined && (await isStoredBatch(store, project, signal, batch, isYoung));
    let lookedUp: ReadonlySet<string> | undefined;
    // Nothing is awaited between reading a body and claiming what it holds: two copies cannot both find that they are the first.
    for (;;) {
      const holder = claims.holder(key);
      if (holder !== undefined) {
        await holder;
        continue;
      }
      const ids = new RecordIds({ project, claims, remembers: (one) => store.remembers(one), isYoung, lookedUp });
      const outcome = read(bytes, into, ids.isKept);
      if (outcome.accepted === 0) return outcome;
      if (into.isPaused) {
        rollback();
        outcome.reject(`the project ${project} is paused`, outcome.accepted);
        outcome.accepted = 0;
        return outcome;
      }
      // Without a time or an id, the same bytes may well speak of something else.
      const isKnown = batch !== undefined || outcome.hasTime;
      if (isInTable || (isKnown && store.remembers(key))) {
        rollback();
        outcome.repeated = outcome.accepted;
      } else if (ids.busy !== undefined) {
        rollback();
        await ids.busy;
        continue;
      } else if (ids.old.length > 0) {
        rollback();
        lookedUp = await askStoredRecords(store, project, ids.old);
        continue;
      }
      if (outcome.repeated > 0) meter.duplicates(project, signal, outcome.repeated);
      if (outcome.repeated === outcome.accepted) return outcome;
      if (batch !== undefined) batches.add(project, signal, batch);
      await gathered(isKnown ? [key, ...ids.keys] : ids.keys);
      return outcome;
    }
  };

  return {
    async add(body, encoding, into) {
      if (encoding === 'protobuf') return addMessage(body, body, into);
      // Memory that is used again keeps its pages: new ones for every body cost more than a microsecond a span.
      const isLarge = body.length > AT_ONE_GO;
      const text = await inUtf8(body);
      const bytes = jsonToProtobuf(text, message, blockMemory(protobufSize(text)));
      try {
        if (isLarge) await setImmediate();
        return await addMessage(bytes, body, into);
      } finally {
        giveBack(bytes);
      }
    },
    flush,
  };
}

/** Nanoseconds since the epoch. */
function daysAgo(days: number, nowMs: number): bigint {
  return BigInt(Math.max(0, nowMs - days * DAY_MS)) * 1_000_000n;
}
