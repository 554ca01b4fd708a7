import { askedPauseMs, pauseMs, rejectedOf, verdictOn } from './answer.ts';
import type { ClientOptions } from './client.ts';
import type { Drops } from './drops.ts';
import type { Batch, Platform } from './platform.ts';
import type { Shelf } from './shelf.ts';

/** Smaller bodies hardly shrink. */
const WORTH_PACKING = 1024;

/** Sends batches. */
export interface Sender {
  /** Batches that are about to be sent. */
  readonly hands: Map<string, Batch>;
  /** The receiver is given time until then, milliseconds since the Unix epoch. */
  pausedUntil(): number;
  /** Ends the pause, unless the receiver asked for it. */
  wake(): void;
  /** Sends a batch. Resolves when it arrived, was dropped, or was put back. */
  send(batch: Batch, isLeaving: boolean): Promise<void>;
}

/** A sender with nothing to do. `isAllowed` says whether anything may be stored. */
export function createSender(
  options: ClientOptions,
  platform: Platform,
  shelf: Shelf,
  drops: Drops,
  isAllowed: () => boolean,
): Sender {
  const hands = new Map<string, Batch>();
  const told = new Set<unknown>();
  let [failures, pausedUntil, isAsked] = [0, 0, false];

  const tell = (status: number | undefined, text = ''): void => {
    if (told.has(status)) return;
    told.add(status);
    try {
      options.onProblem?.(`The receiver of telemetry: ${status ?? 'no answer'} ${text.slice(0, 200)}`);
    } catch {
      // It is the host's, and may do what it likes.
    }
  };
  return {
    hands,
    pausedUntil: () => pausedUntil,
    wake: () => void (isAsked || (pausedUntil = 0)),
    async send(batch, isLeaving) {
      const { id, signal, body, at, records } = batch;
      hands.set(id, batch);
      let packed;
      if (!isLeaving && body.length > WORTH_PACKING) packed = await platform.pack?.(body).catch(nothing);
      // While it was being packed the program may have left, and sent it; or the consent may have been taken back.
      if (!hands.delete(id) || !isAllowed()) return;
      // Nothing was sent before it was made, whatever the clock says now: where it was set back, this is nearer to the truth.
      const query = `?batch=${id}&sent_at=${Math.trunc(Math.max(platform.now(), at))}`;
      const path = `/v1/${signal}${options.isSightglass === false ? '' : query}`;
      const answer = await platform.post({ path, body, packed, isLeaving }).catch(nothing);
      const verdict = verdictOn(answer);
      if (verdict !== 'arrived') tell(answer?.status, answer?.text);
      if (verdict === 'again') {
        const asked = askedPauseMs(answer, platform.now());
        isAsked = asked > 0;
        pausedUntil = platform.now() + (asked || pauseMs(++failures));
        if (isAllowed()) await shelf.put({ ...batch, due: asked && pausedUntil });
        return;
      }
      failures = pausedUntil = 0;
      if (verdict === 'refused' && signal === 'metrics') drops.mute();
      drops.count(signal, 'rejected', verdict === 'arrived' ? rejectedOf(answer) : records);
      await shelf.delete(id);
    },
  };
}

function nothing(): undefined {
  return undefined;
}
