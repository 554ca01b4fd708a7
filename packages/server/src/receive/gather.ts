import { DEFAULT_PROJECT } from '../keep/principal.ts';
import type { BlockBuilder } from '../store/native/block.ts';
import type { Store } from '../store/store.ts';
import { jsonToProtobuf } from './decode/json.ts';
import { Outcome } from './decode/outcome.ts';
import { timeWindow } from './decode/times.ts';
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
   * Reads one body. Resolves when its rows would survive a kill -9.
   *
   * @throws {@link DecodeError} for a body that cannot be read, {@link ServerError} when it cannot be kept; then nothing of it is kept.
   */
  add(body: Buffer, encoding: Encoding, into: Destination): Promise<Outcome>;
  /** Hands over what has been gathered. */
  flush(): Promise<void>;
}

/** Bodies that arrive within this time share a block: small blocks cost the database more than their rows. */
const LINGER_MS = 4;

/** Rows that are handed over at once. */
const ENOUGH_ROWS = 4096;

/** Oldest records that are taken, by what is kept of each signal. */
const MAX_AGE_DAYS: Readonly<Record<Signal, number>> = { traces: 7, logs: 30, metrics: 90 };

const DAY_MS = 86_400_000;

/** A gatherer for one signal. */
export function createGather(store: Pick<Store, 'append'>, signal: Signal): Gather {
  const { builders, decode, message } = createSignalReader(signal);
  let timer: NodeJS.Timeout | undefined;
  /** Settles with the rows that are being gathered now. */
  let pending = Promise.withResolvers<void>();

  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const full = builders.filter((builder) => builder.rows > 0);
    if (full.length === 0) return;
    const settled = pending;
    pending = Promise.withResolvers();
    settled.promise.catch(() => undefined);
    try {
      await Promise.all(full.map((builder) => takeAndAppend(store, builder)));
      settled.resolve();
    } catch (error) {
      settled.reject(error);
    }
  };

  return {
    async add(body, encoding, { project, isPaused }) {
      const outcome = new Outcome();
      const bytes = encoding === 'json' ? jsonToProtobuf(body, message) : body;
      for (const builder of builders) builder.mark();
      try {
        decode(bytes, timeWindow(MAX_AGE_DAYS[signal] * DAY_MS), outcome, project === DEFAULT_PROJECT ? '' : project);
      } catch (error) {
        for (const builder of builders) builder.rollback();
        throw error;
      }
      if (isPaused && outcome.accepted > 0) {
        for (const builder of builders) builder.rollback();
        outcome.reject(`the project ${project} is paused`, outcome.accepted);
        outcome.accepted = 0;
      }
      if (outcome.accepted === 0) return outcome;
      const durable = pending.promise;
      if (builders.some((builder) => builder.rows >= ENOUGH_ROWS)) void flush();
      else timer ??= setTimeout(() => void flush(), LINGER_MS);
      await durable;
      return outcome;
    },
    flush,
  };
}

function takeAndAppend(store: Pick<Store, 'append'>, builder: BlockBuilder): Promise<void> {
  const { table, rows } = builder;
  return store.append(table, builder.take(), rows);
}
