import { diag } from '@opentelemetry/api';
import type { Reply } from '@sightglass/otlp/internal';
import { outcomeOf } from './answer.ts';
import type { Outcome } from './answer.ts';
import { createBacklog } from './backlog.ts';
import type { DiskBuffer } from './disk-buffer.ts';
import type { Drops } from './drops.ts';
import { createExportedCounts } from './exported-counts.ts';
import { packed } from './parcel.ts';
import type { Parcel } from './parcel.ts';
import { createPause } from './pause.ts';
import type { Chunk } from './queue.ts';
import type { ReceiverState } from './receiver-state.ts';
import type { SignalSettings } from './settings.ts';

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
  /** Tries to send what came so far; resolves when it is settled, or waits for a receiver that is away. */
  flush(upTo: number): Promise<void>;
  /** Saves to the buffer folder what is held; there was something to do where this says so. */
  save(): boolean;
  /** There may be something in the buffer folder. */
  look(): void;
  /** Whether the receiver failed a moment ago: the end of the program does not wait to ask it again. */
  isAway(): boolean;
  /** Takes out everything, for the end: to the folder what goes there. Gives back what has not left this process. */
  leave(): readonly Parcel[];
}

export interface LineOptions {
  readonly settings: SignalSettings;
  readonly drops: Drops;
  readonly disk: DiskBuffer | undefined;
  readonly state: ReceiverState;
  /** Makes one attempt. @throws when there is no answer. */
  readonly post: (parcel: Parcel) => Promise<Reply>;
}

const JUST_NOW_MS = 2000;

export function createLine(options: LineOptions): Line {
  const { settings, drops, disk, state, post } = options;
  const { signal, compression } = settings;
  const backlog = createBacklog(options);
  const pause = createPause();
  const exported = createExportedCounts(settings);
  const sent = new Set<Parcel>();
  /** Those of them that were under way when it was last looked. */
  let slow: ReadonlySet<Parcel> = new Set();
  const waiters = new Set<{ readonly upTo: number; readonly done: () => void }>();
  const refusals = new Set<number>();
  let timer: NodeJS.Timeout | undefined;

  const start = (): void => {
    clearTimeout(timer);
    const leftMs = pause.leftMs();
    if (leftMs > 0) timer = setTimeout(start, leftMs).unref();
    else while (sent.size < places() && send(backlog.next()));
  };
  /** A second request only for what the first cannot carry, and not to a receiver that may be away. */
  const places = (): number => (backlog.isFull && !pause.isFailing() ? 2 : 1);

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
      backlog.putBack(parcel);
      return;
    }
    backlog.settle(parcel);
    pause.worked();
    state.worked(signal);
    const lost = outcome.kind === 'refused' ? parcel.items : outcome.rejected;
    exported.add(parcel.items - lost);
    if (lost === 0) return;
    exported.add(lost, outcome.kind === 'refused' ? `${outcome.status}` : 'rejected');
    drops.add(signal, 'rejected', lost);
    const status = outcome.kind === 'refused' ? outcome.status : 0;
    if (refusals.has(status)) return;
    refusals.add(status);
    diag.warn(`the receiver refused ${lost} ${signal} records: ${outcome.why}; this is not said again`);
  };

  const tellWaiters = (hasFailed: boolean): void => {
    const oldest = Math.min(backlog.oldest, ...[...sent].map((parcel) => parcel.order));
    for (const waiter of waiters) {
      if (!hasFailed && oldest <= waiter.upTo) continue;
      waiters.delete(waiter);
      waiter.done();
    }
  };

  return {
    get bytes() {
      let bytes = backlog.bytes;
      for (const { held } of sent) bytes += held;
      return bytes;
    },
    get oldest() {
      return backlog.oldest;
    },
    add: (chunk) => backlog.add(chunk),
    start,
    dropOldest: () => backlog.dropOldest(),
    flush: (upTo) =>
      new Promise((done) => {
        pause.wake();
        backlog.look();
        waiters.add({ upTo, done });
        start();
        tellWaiters(sent.size === 0);
      }),
    save: () => {
      const wereSlow = slow;
      slow = new Set(sent);
      for (const parcel of sent) if (wereSlow.has(parcel) && !parcel.isStored) backlog.copy(parcel);
      const isHeldUp = pause.isFailing() || [...sent].some((parcel) => wereSlow.has(parcel));
      if (isHeldUp && backlog.bytes > 0) void backlog.spill();
      return sent.size > 0 || backlog.bytes > 0;
    },
    look: () => backlog.look(),
    leave: () => {
      // With a folder, better twice than never; without, what the operating system has is on its way.
      const underWay = [...sent].filter((parcel) => disk !== undefined || !parcel.isWritten);
      clearTimeout(timer);
      sent.clear();
      return backlog.leave(underWay);
    },
    isAway: () => pause.sinceFailureMs() < JUST_NOW_MS,
  };
}
