import { askedPauseMs, isRetryable, pauseMs, rejectedOf } from './answer.ts';
import type { ClientOptions } from './client.ts';
import type { Drops } from './drops.ts';
import type { Answer, Batch, Platform } from './platform.ts';

/** Smaller bodies hardly shrink. */
const WORTH_PACKING = 1024;

/** A batch in the hands of this client. */
export type Held = { -readonly [Field in keyof Batch]: Batch[Field] };

/** Sends batches. */
export interface Sender {
  /** The receiver is given time until then, milliseconds since the Unix epoch; 0 if it took what was sent last. */
  readonly pausedUntil: () => number;
  /** Ends the pause, unless the receiver asked for it. */
  readonly wake: () => void;
  /** Sends a batch that is held. Resolves when it arrived, was dropped, or was left behind. */
  readonly send: (batch: Held, isLeaving: boolean) => Promise<unknown>;
}

/** What becomes of batches besides being sent. */
export interface Keeper {
  readonly held: Set<Held>;
  /** Those of them that are on their way. */
  readonly sent: Set<Held>;
  readonly remove: (batch: Held) => Promise<unknown>;
  /** Leaves a batch to whoever finds it in the storage from a time on; holds it as long as it is not there. */
  readonly leaveBehind: (batch: Held, due: number) => Promise<unknown>;
}

/** A sender with nothing to do. */
export function createSender(
  { onProblem, isSightglass }: ClientOptions,
  { now, pack, post }: Platform,
  { held, sent, remove, leaveBehind }: Keeper,
  drops: Drops,
): Sender {
  const told = new Set<unknown>();
  let [failures, pausedUntil, isAsked] = [0, 1, false];

  const tell = ({ status, text }: Partial<Answer> = {}): void => {
    if (told.has(status)) return;
    told.add(status);
    try {
      onProblem?.(`receiver of telemetry: ${status ?? 'no answer'} ${text?.slice(0, 200) ?? ''}`);
    } catch {
      // It is the host's, and may do what it likes.
    }
  };
  return {
    pausedUntil: () => pausedUntil,
    wake() {
      if (!isAsked) pausedUntil = Math.min(pausedUntil, 1);
    },
    async send(batch, isLeaving) {
      const { id, signal, body, at, records } = batch;
      let packed;
      if (!isLeaving && body.length > WORTH_PACKING) packed = await pack?.(body).catch(() => undefined);
      // While it was being packed the program may have left, and sent it; or the consent may have been taken back.
      if (sent.has(batch) || !held.has(batch)) return;
      sent.add(batch);
      // Nothing was sent before it was made, whatever the clock says now: where it was set back, this is nearer to the truth.
      const query = `?batch=${id}&sent_at=${Math.trunc(Math.max(Date.now(), at))}`;
      const path = `/v1/${signal}${isSightglass === false ? '' : query}`;
      const answer = await post({ path, body, packed, isLeaving }).catch(() => undefined);
      sent.delete(batch);
      if (!answer || answer.status >= 300) tell(answer);
      if (!answer || isRetryable(answer)) {
        const asked = askedPauseMs(answer);
        isAsked = asked > 0;
        // Several may fail at once, which is one failure of the receiver.
        if (pausedUntil <= now()) failures++;
        pausedUntil = now() + (asked || pauseMs(failures));
        await leaveBehind(batch, asked && pausedUntil);
      } else {
        failures = pausedUntil = 0;
        // Telling where metrics are refused that metrics were refused would go on for ever.
        if (signal !== 'metrics') drops.count(signal, 'rejected', rejectedOf(answer, records));
        await remove(batch);
      }
    },
  };
}
