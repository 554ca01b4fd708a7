import { diag } from '@opentelemetry/api';
import type { DropReason } from '@sightglass/api/semconv';
import type { Reply } from '@sightglass/otlp/internal';
import { outcomeOf } from './answer.ts';
import type { Outcome } from './answer.ts';
import type { Drops } from './drops.ts';
import { createParcel, packed } from './parcel.ts';
import type { Parcel } from './parcel.ts';
import { createPause } from './pause.ts';
import { createQueue } from './queue.ts';
import type { Chunk } from './queue.ts';
import type { SignalSettings } from './settings.ts';
import type { ReceiverState } from './receiver-state.ts';

/** The way of one signal to its receiver. */
export interface Line {
  /** Memory of all that waits or is under way. */
  readonly bytes: number;
  /** Order of the oldest that waits; Infinity for none. */
  readonly oldest: number;
  add(chunk: Chunk): void;
  /** Sends what can be sent now. */
  start(): void;
  /** Drops the oldest that waits, and counts it. */
  dropOldest(): void;
  /** Tries to send what is held now; resolves when it is settled, or cannot be sent this time. */
  flush(upTo: number): Promise<void>;
  /** Takes out what has not left this process, for its end. */
  leave(): readonly Parcel[];
  /** Requests are ended, what waits is dropped and counted. */
  close(): void;
}

export interface LineOptions {
  readonly settings: SignalSettings;
  readonly drops: Drops;
  readonly state: ReceiverState;
  /** Makes one attempt. @throws when there is no answer. */
  readonly post: (parcel: Parcel) => Promise<Reply>;
}

/** Bytes of one request, before they are packed: receivers take 4 MiB and more. */
const MAX_REQUEST_BYTES = 1 << 20;

export function createLine({ settings, drops, state, post }: LineOptions): Line {
  const { signal, compression, protocol } = settings;
  // Bodies of protobuf that follow one another are one body; those of JSON are not.
  const queue = createQueue(protocol === 'http/json' ? 0 : MAX_REQUEST_BYTES);
  const pause = createPause();
  /** What could not be sent, the oldest first. */
  const again: Parcel[] = [];
  const sent = new Set<Parcel>();
  const waiters = new Set<{ readonly upTo: number; readonly done: () => void }>();
  const refusals = new Set<number>();
  let timer: NodeJS.Timeout | undefined;

  const next = (): Parcel | undefined => {
    const failed = again.shift();
    if (failed !== undefined) return failed;
    const [first, ...others] = queue.shiftRequest();
    return first && createParcel([first, ...others]);
  };

  const start = (): void => {
    clearTimeout(timer);
    const leftMs = pause.leftMs();
    if (leftMs > 0) timer = setTimeout(start, leftMs).unref();
    else while (sent.size < places() && send(next()));
  };
  /** A second request only for what the first cannot carry, and not to a receiver that may be away. */
  const places = (): number => (queue.bytes >= MAX_REQUEST_BYTES && !pause.isFailing() ? 2 : 1);

  const send = (parcel: Parcel | undefined): boolean => {
    if (parcel === undefined) return false;
    sent.add(parcel);
    void attempt(parcel).then((outcome) => {
      sent.delete(parcel);
      settle(parcel, outcome);
      start();
      tellWaiters(outcome.kind === 'unavailable');
    });
    return true;
  };

  const attempt = async (parcel: Parcel): Promise<Outcome> => {
    try {
      if (compression === 'gzip') await packed(parcel);
      parcel.isWritten = false;
      return outcomeOf(await post(parcel));
    } catch (error) {
      return { kind: 'unavailable', why: error instanceof Error ? error.message : String(error) };
    }
  };

  const settle = (parcel: Parcel, outcome: Outcome): void => {
    if (outcome.kind === 'unavailable') {
      pause.failed(outcome.afterMs);
      state.failed(signal, outcome.why);
      again.push(parcel);
      again.sort((a, b) => a.order - b.order);
      return;
    }
    parcel.release();
    pause.worked();
    state.worked(signal);
    const lost = outcome.kind === 'refused' ? parcel.items : outcome.rejected;
    if (lost === 0) return;
    drops.add(signal, 'rejected', lost);
    const status = outcome.kind === 'refused' ? outcome.status : 0;
    if (refusals.has(status)) return;
    refusals.add(status);
    diag.warn(`the receiver refused ${lost} ${signal} records: ${outcome.why}; this is not said again`);
  };

  const oldestHeld = (): number => Math.min(again[0]?.order ?? Infinity, queue.oldest);
  const tellWaiters = (hasFailed: boolean): void => {
    const oldest = Math.min(oldestHeld(), ...[...sent].map((parcel) => parcel.order));
    for (const waiter of waiters) {
      if (!hasFailed && oldest <= waiter.upTo) continue;
      waiters.delete(waiter);
      waiter.done();
    }
  };

  const dropOldest = (reason: DropReason): void => {
    const oldest = again.shift() ?? queue.shift();
    if (oldest === undefined) return;
    drops.add(signal, reason, oldest.items);
    oldest.release();
  };

  return {
    get bytes() {
      const parcels = [...again, ...sent];
      return queue.bytes + parcels.reduce((sum, parcel) => sum + parcel.held, 0);
    },
    get oldest() {
      return oldestHeld();
    },
    add: (chunk) => queue.add(chunk),
    start,
    dropOldest: () => dropOldest('queue_full'),
    flush: (upTo) =>
      new Promise((done) => {
        pause.wake();
        waiters.add({ upTo, done });
        start();
        tellWaiters(sent.size === 0);
      }),
    leave: () => {
      // Whoever failed a moment ago is not asked again while the program waits.
      const isAway = pause.sinceFailureMs() < 2000;
      const left = [...again.splice(0), ...[...sent].filter((parcel) => !parcel.isWritten)];
      for (let parcel = next(); parcel !== undefined; parcel = next()) left.push(parcel);
      sent.clear();
      return isAway ? [] : left;
    },
    close: () => {
      clearTimeout(timer);
      while (oldestHeld() < Infinity) dropOldest('expired');
    },
  };
}
