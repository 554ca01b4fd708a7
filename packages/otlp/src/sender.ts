import { askedPauseMs, isRetryable, pauseMs, rejectedOf } from './answer.ts';
import type { ClientOptions } from './client.ts';
import type { Drops } from './drops.ts';
import type { Answer, Batch, Platform } from './platform.ts';
import type { Shelf } from './shelf.ts';

/** Smaller bodies hardly shrink. */
const WORTH_PACKING = 1024;

/** Sends batches. */
export interface Sender {
  /** Batches that are about to be sent. */
  readonly hands: Map<string, Batch>;
  /** The receiver is given time until then, milliseconds since the Unix epoch. */
  readonly pausedUntil: () => number;
  /** Ends the pause, unless the receiver asked for it. */
  readonly wake: () => void;
  /** Sends a batch. Resolves when it arrived, was dropped, or was put back. */
  readonly send: (batch: Batch, isLeaving: boolean) => Promise<void>;
}

/** What a sender works with. */
export interface SenderParts {
  readonly options: ClientOptions;
  readonly platform: Platform;
  readonly shelf: Shelf;
  readonly drops: Drops;
  /** Whether anything may be sent and stored. */
  readonly isOpen: () => boolean;
}

/** A sender with nothing to do. */
export function createSender({ options, platform, shelf, drops, isOpen }: SenderParts): Sender {
  const hands = new Map<string, Batch>();
  const told = new Set<unknown>();
  let [failures, pausedUntil, isAsked] = [0, 0, false];

  const tell = ({ status, text }: Partial<Answer> = {}): void => {
    if (told.has(status)) return;
    told.add(status);
    try {
      options.onProblem?.(`receiver of telemetry: ${status ?? 'no answer'} ${text?.slice(0, 200) ?? ''}`);
    } catch {
      // It is the host's, and may do what it likes.
    }
  };
  return {
    hands,
    pausedUntil: () => pausedUntil,
    wake() {
      if (!isAsked) pausedUntil = 0;
    },
    async send(batch, isLeaving) {
      const { id, signal, body, at, records } = batch;
      hands.set(id, batch);
      let packed;
      if (!isLeaving && body.length > WORTH_PACKING) packed = await platform.pack?.(body).catch(() => undefined);
      // While it was being packed the program may have left, and sent it; or the consent may have been taken back.
      if (!hands.delete(id) || !isOpen()) return;
      // Nothing was sent before it was made, whatever the clock says now: where it was set back, this is nearer to the truth.
      const query = `?batch=${id}&sent_at=${Math.trunc(Math.max(Date.now(), at))}`;
      const path = `/v1/${signal}${options.isSightglass === false ? '' : query}`;
      const answer = await platform.post({ path, body, packed, isLeaving }).catch(() => undefined);
      if (!answer || isRetryable(answer)) {
        const asked = askedPauseMs(answer);
        isAsked = asked > 0;
        // Several may fail at once, which is one failure of the receiver.
        if (pausedUntil <= platform.now()) failures++;
        pausedUntil = platform.now() + (asked || pauseMs(failures));
        if (isOpen()) await shelf.put({ ...batch, due: asked && pausedUntil });
      } else {
        failures = pausedUntil = 0;
        // Telling where metrics are refused that metrics were refused would go on for ever.
        if (signal !== 'metrics') drops.count(signal, 'rejected', rejectedOf(answer, records));
        await shelf.delete(id);
      }
      if (!answer || answer.status >= 300) tell(answer);
    },
  };
}
