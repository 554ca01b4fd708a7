import { context, diag, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { Drops } from './drops.ts';
import type { Attempt, Outcome, Parcel, Requester } from './request.ts';
import type { Signal } from './settings.ts';

/** Sends parcels of one signal, trying again while that makes sense. */
export interface Delivery {
  /** Resolves once the parcel is delivered or given up (and counted); never rejects. */
  deliver(parcel: Parcel): Promise<void>;
  /** Ends every pause between attempts now. */
  hurry(): void;
  /** Off: what cannot be delivered at the next attempt is given up, for ends that must not take long. On again: as before. */
  setRetry(on: boolean): void;
  /** Parcels whose bytes have not all left this process. */
  unsent(): readonly Parcel[];
  /** No further attempt after the running ones. */
  close(): void;
}

export interface DeliveryOptions {
  readonly signal: Signal;
  readonly url: string;
  readonly requester: Requester;
  readonly drops: Drops;
  /** How long a parcel is tried before it is given up, in milliseconds. */
  readonly giveUpAfterMs: number;
  /** Number of records that an answer calls rejected. */
  readonly rejectedIn: (response: Uint8Array) => number;
}

interface Entry {
  readonly parcel: Parcel;
  readonly giveUpAt: number;
  attempt: Attempt | undefined;
  wake: () => void;
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 5000;

export function createDelivery(options: DeliveryOptions): Delivery {
  const { signal, url, requester, drops } = options;
  const entries = new Set<Entry>();
  let retry = true;
  let failing = false;

  // One line when it begins to fail and one when it works again, however long it lasts.
  const noteState = (outcome: Outcome): void => {
    const fails = outcome.kind !== 'delivered';
    if (fails === failing) return;
    failing = fails;
    if (fails) diag.warn(`cannot deliver ${signal} to ${url}: ${outcome.why}`);
    else diag.info(`delivering ${signal} to ${url} again; lost so far: ${drops.total()} records`);
  };

  const attemptOnce = async (entry: Entry): Promise<Outcome> => {
    try {
      entry.attempt = requester.post(entry.parcel);
      return await entry.attempt.outcome;
    } catch (error) {
      return { kind: 'rejected', why: String(error) };
    }
  };

  /** Settles one outcome; false when the parcel is to be tried again. */
  const settle = (entry: Entry, outcome: Outcome): boolean => {
    noteState(outcome);
    if (outcome.kind === 'delivered') {
      const rejected = options.rejectedIn(outcome.response);
      if (rejected > 0) drops.add(signal, 'rejected', rejected);
      return true;
    }
    if (outcome.kind === 'rejected') drops.add(signal, 'rejected', entry.parcel.items);
    else if (!retry || performance.now() >= entry.giveUpAt) drops.add(signal, 'expired', entry.parcel.items);
    else return false;
    return true;
  };

  const run = async (parcel: Parcel): Promise<void> => {
    const giveUpAt = performance.now() + options.giveUpAfterMs;
    const entry: Entry = { parcel, giveUpAt, attempt: undefined, wake: () => {} };
    entries.add(entry);
    for (let tries = 0; ; tries++) {
      const outcome = await attemptOnce(entry);
      if (settle(entry, outcome)) break;
      entry.attempt = undefined;
      const asked = outcome.kind === 'unavailable' ? outcome.afterMs : undefined;
      await pause(entry, asked ?? backoff(tries));
    }
    entries.delete(entry);
  };

  const hurry = (): void => {
    for (const entry of entries) entry.wake();
  };

  return {
    deliver: (parcel) => context.with(suppressTracing(ROOT_CONTEXT), run, undefined, parcel),
    hurry,
    setRetry: (on) => {
      retry = on;
      hurry();
    },
    unsent: () => [...entries].filter((entry) => entry.attempt?.isWritten() !== true).map((entry) => entry.parcel),
    close: () => {
      retry = false;
      hurry();
      requester.close();
    },
  };
}

/** Doubles up to the longest pause, with jitter so that many processes do not return at the same moment. */
function backoff(tries: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS) * (0.5 + Math.random());
}

async function pause(entry: Entry, ms: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, Math.min(ms, Math.max(0, entry.giveUpAt - performance.now())));
    timer.unref();
    entry.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  entry.wake = () => {};
}
