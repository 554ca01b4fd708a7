import type { ClientOptions } from './client.ts';
import { askedPauseMs, pauseMs, rejectedOf, verdictOn } from './answer.ts';
import type { Drops } from './drops.ts';
import type { Answer, Batch, Platform } from './platform.ts';
import type { Signal } from './records.ts';
import type { Bounds, Shelf } from './shelf.ts';

/** Smaller bodies hardly shrink. */
const WORTH_PACKING = 1024;

/** Sends batches, and holds those that nothing else holds. */
export interface Delivery {
  /** Finished batches that are not in the storage alone, the oldest first. */
  readonly held: ReadonlyMap<string, Batch>;
  /** Takes a batch over. Resolves when it is stored, or cannot be. */
  take(batch: Batch): Promise<void>;
  /** Whether the receiver is given time to recover. */
  isWaiting(): boolean;
  /** Until when. Milliseconds since the Unix epoch. */
  pausedUntil(): number;
  /** Sends a batch that {@link take} was given. Resolves when it arrived, was dropped, or was left for later. */
  send(batch: Batch, isLeaving?: boolean): Promise<void>;
  /** A held batch that may be sent now. */
  next(): Batch | undefined;
  /** Drops held batches, the oldest first, until there are no more records than this. */
  trim(maxRecords: number): void;
  /** Takes a batch over for whoever finds it in the storage; holds it only as long as it is not there. */
  leaveBehind(batch: Batch): Promise<void>;
  /** Leaves what is held and not on its way to whoever finds it in the storage, as far as that takes it. */
  release(): Promise<void>;
  /** Ends the pause, unless the receiver asked for it. */
  wake(): void;
  clear(): void;
}

/** What a delivery needs. */
export interface DeliveryParts {
  readonly platform: Platform;
  readonly shelf: Shelf;
  readonly drops: Drops;
  readonly bounds: Bounds;
  readonly options: ClientOptions;
  /** Told of the signal of a batch that was refused. */
  readonly onRefused: (signal: Signal) => void;
}

/** Nothing to send yet. */
export function createDelivery({ platform, shelf, drops, bounds, options, onRefused }: DeliveryParts): Delivery {
  const held = new Map<string, Batch>();
  /** Ids of those that are on their way. */
  const sent = new Set<string>();
  const told = new Set<string>();
  let failures = 0;
  let pausedUntil = 0;
  let isAsked = false;

  const tell = (kind: string, message: string): void => {
    if (told.has(kind)) return;
    told.add(kind);
    try {
      options.onProblem?.(message);
    } catch {
      // It is the host's, and may do what it likes.
    }
  };
  const forget = (id: string): void => {
    held.delete(id);
    sent.delete(id);
  };
  const drop = (batch: Batch, reason: 'expired' | 'queue_full' | 'rejected'): void => {
    drops.count(batch.signal, reason, batch.records);
    forget(batch.id);
  };
  const leaveBehind = async (batch: Batch, due = 0): Promise<void> => {
    const left = { ...batch, due };
    held.set(batch.id, left);
    sent.delete(batch.id);
    // One that has since been dropped, or gone on its way again, is not put back.
    if (await shelf.keep(left)) if (held.get(batch.id) === left && !sent.has(batch.id)) held.delete(batch.id);
  };
  const judge = async (batch: Batch, answer: Answer | undefined): Promise<void> => {
    if (!held.has(batch.id)) return;
    const verdict = verdictOn(answer);
    if (verdict === 'again') {
      const asked = askedPauseMs(answer, platform.now());
      isAsked = asked > 0;
      pausedUntil = platform.now() + (asked || pauseMs(++failures));
      tell('again', `telemetry waits: ${answer ? `the receiver answered ${answer.status}` : 'no receiver answers'}`);
      return leaveBehind(batch, asked && pausedUntil);
    }
    failures = pausedUntil = 0;
    if (verdict === 'refused' || !answer) {
      drop(batch, 'rejected');
      tell(`${answer?.status}`, `telemetry was refused: ${answer?.status} ${answer?.text.slice(0, 200)}`);
      onRefused(batch.signal);
    } else {
      const rejected = rejectedOf(answer);
      drops.count(batch.signal, 'rejected', rejected);
      if (rejected > 0) tell('partly', `telemetry was refused in part: ${answer.text.slice(0, 200)}`);
      forget(batch.id);
    }
    await shelf.remove(batch.id);
  };

  return {
    held,
    leaveBehind,
    async release() {
      const waiting = [...held.values()].filter(({ id }) => !sent.has(id));
      await Promise.all(waiting.map((batch) => leaveBehind(batch)));
    },
    async take(batch) {
      held.set(batch.id, batch);
      await shelf.keep(batch);
    },
    isWaiting: () => pausedUntil > platform.now(),
    pausedUntil: () => pausedUntil,
    async send(batch, isLeaving = false) {
      const { id, signal, body, at } = batch;
      held.set(id, batch);
      let packed;
      if (!isLeaving && body.length > WORTH_PACKING) packed = await platform.pack?.(body).catch(() => undefined);
      // While it was being packed the program may have left, and sent it; or the consent may have been taken back.
      if (sent.has(id) || !held.has(id)) return;
      sent.add(id);
      // Nothing was sent before it was made, whatever the clock says now: where it was set back, this is nearer to the truth.
      const query = `?batch=${id}&sent_at=${Math.trunc(Math.max(platform.now(), at))}`;
      const path = `/v1/${signal}${options.isSightglass === false ? '' : query}`;
      const answer = await platform.post({ path, body, packed, isLeaving }).catch(() => undefined);
      await judge(batch, answer);
    },
    next() {
      for (const batch of held.values()) {
        if (sent.has(batch.id)) continue;
        if (Math.abs(platform.now() - batch.at) > bounds.maxAgeMs) drop(batch, 'expired');
        else return batch;
      }
      return undefined;
    },
    trim(maxRecords) {
      let [records, size] = [0, 0];
      for (const batch of [...held.values()].reverse()) {
        records += batch.records;
        size += batch.size;
        if ((records > maxRecords || size > bounds.maxBytes) && !sent.has(batch.id)) drop(batch, 'queue_full');
      }
    },
    wake() {
      if (!isAsked) pausedUntil = 0;
    },
    clear() {
      held.clear();
      sent.clear();
    },
  };
}
