import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { sendBlocking } from '@sightglass/otlp/internal';
import type { LastWords, Reply, Requester } from '@sightglass/otlp/internal';
import { loadPart } from '../load-part.ts';
import { SUPPRESS_TRACING_KEY } from '../tracer/context/keys.ts';
import { storage } from '../tracer/context/storage.ts';
import { AGENT_VERSION } from '../version.ts';
import type { Drops } from './drops.ts';
import { createLine } from './line.ts';
import type { Line } from './line.ts';
import type { Parcel } from './parcel.ts';
import { compact } from './queue.ts';
import { createReceiverState } from './receiver-state.ts';
import type { ReceiverState } from './receiver-state.ts';
import type { Signal, SignalSettings } from './settings.ts';

/** The way out of the process, for all signals. */
export interface Sender {
  /**
   * Takes the body of a request with that many items; bodies of one signal are joined. Never throws, never blocks.
   *
   * @param release called when the bytes are no longer needed, whatever became of them
   */
  take(signal: Signal, bytes: Uint8Array, items: number, release?: () => void): void;
  /** Sends what is held now. Resolves when it is delivered, refused, or cannot be sent this time and waits on; never rejects. */
  flush(): Promise<void>;
  /** Flushes, and takes nothing any more; what could not be sent goes to the buffer folder, or is dropped. Never rejects. */
  stop(): Promise<void>;
  /**
   * For the end of the process: what is held goes to the buffer folder, or leaves while this thread stands still, for at most
   * `budgetMs`.
   */
  save(budgetMs: number): void;
}

export interface SenderOptions {
  /** Of the signals that are sent. */
  readonly settings: readonly SignalSettings[];
  readonly drops: Drops;
  /**
   * A folder on a local disk for what could not be sent yet; made when it is needed, and shared by any number of processes.
   * @defaultValue none: what waits is in memory alone
   */
  readonly bufferDir?: string | undefined;
}

/** Memory of all that waits, over all signals; beyond, the oldest goes. */
export const MAX_HELD_BYTES: number = 16 << 20;

/** With a buffer folder, what waits for longer than this or twice as long is in it. */
const SAVE_EVERY_MS = 250;
/** How often it is looked whether others left something in it. */
const LOOK_EVERY_MS = 10_000;
/** The program has the disk for itself until then. */
const FIRST_LOOK_MS = 1000;

const USER_AGENT = `sightglass-node/${AGENT_VERSION}`;
const KEY_HEADER = 'x-sightglass-key';
/** What looks at connections leaves alone those that are made in it. */
const UNSEEN = ROOT_CONTEXT.setValue(SUPPRESS_TRACING_KEY, true);

export function createSender({ settings: all, drops, bufferDir }: SenderOptions): Sender {
  const outside = AsyncLocalStorage.snapshot();
  const requesters = new Map<string, Requester>();
  const states = new Map<string, ReceiverState>();
  const lines = new Map<Signal, { readonly line: Line; readonly settings: SignalSettings }>();
  let order = 0;
  let soon: NodeJS.Immediate | undefined;
  let saving: NodeJS.Timeout | undefined;
  let looking: NodeJS.Timeout | undefined;
  let isStopped = false;

  for (const settings of all) {
    const { origin } = new URL(settings.url);
    const { tls, timeoutMs } = settings;
    // What sends is loaded with the first that is to be sent.
    const requester = (): Requester =>
      once(requesters, JSON.stringify([origin, tls, timeoutMs]), () =>
        loadPart('sending').createRequester({ origin, tls, timeoutMs }),
      );
    const state = once(states, origin, () => createReceiverState(origin, drops));
    const post = (parcel: Parcel): Promise<Reply> =>
      storage.run(UNSEEN, () =>
        requester().post({ ...requestOf(settings, parcel), onWritten: () => (parcel.isWritten = true) }),
      );
    const disk =
      bufferDir === undefined ? undefined : loadPart('disk').createDiskBuffer({ folder: bufferDir, settings, drops });
    lines.set(settings.signal, { line: createLine({ settings, drops, disk, state, post }), settings });
  }

  const startAll = (): void => {
    soon = undefined;
    for (const { line } of lines.values()) line.start();
  };
  const saveAll = (): void => {
    saving = undefined;
    let isHolding = false;
    for (const { line } of lines.values()) isHolding = line.save() || isHolding;
    if (isHolding) saveLater();
  };
  const saveLater = (): void => {
    if (bufferDir !== undefined) saving ??= setTimeout(saveAll, SAVE_EVERY_MS).unref();
  };
  const look = (): void => {
    looking = setTimeout(look, LOOK_EVERY_MS).unref();
    for (const { line } of lines.values()) line.look();
    startAll();
    saveLater();
  };
  const keepBounds = (): void => {
    let bytes = 0;
    for (const { line } of lines.values()) bytes += line.bytes;
    while (bytes > MAX_HELD_BYTES) {
      let oldest: Line | undefined;
      for (const { line } of lines.values()) if (line.oldest < (oldest?.oldest ?? Infinity)) oldest = line;
      // What is under way is all that is left.
      if (oldest === undefined) return;
      bytes -= oldest.bytes;
      oldest.dropOldest();
      bytes += oldest.bytes;
    }
  };
  const startSoon = (): NodeJS.Immediate => {
    saveLater();
    return setImmediate(startAll).unref();
  };
  if (bufferDir !== undefined) looking = outside(() => setTimeout(look, FIRST_LOOK_MS).unref());

  const flush = async (): Promise<void> => {
    await outside(() => Promise.all([...lines.values()].map(({ line }) => line.flush(order))));
  };

  return {
    take: (signal, bytes, items, release = () => {}) => {
      const line = lines.get(signal)?.line;
      if (line === undefined || isStopped) {
        release();
        return;
      }
      line.add(compact({ bytes, items, order: ++order, release }));
      keepBounds();
      // Not at once: chunks of several scopes come one after the other, and go together. Begun from whatever request filled
      // a chunk: what that carries along must not be held by a chain of requests and timers.
      soon ??= outside(startSoon);
    },
    flush,
    stop: async () => {
      isStopped = true;
      await flush();
      clearImmediate(soon);
      clearTimeout(saving);
      clearTimeout(looking);
      for (const [signal, { line }] of lines) {
        for (const { items } of line.leave()) drops.add(signal, 'expired', items);
      }
      for (const requester of requesters.values()) requester.close();
    },
    save: (budgetMs) => {
      const words: LastWords[] = [];
      for (const { line, settings } of lines.values()) {
        const left = line.leave();
        if (line.isAway()) continue;
        for (const parcel of left) words.push({ ...requestOf(settings, parcel), tls: settings.tls });
      }
      sendBlocking(words, budgetMs);
    },
  };
}

function requestOf({ url, headers, protocol }: SignalSettings, parcel: Parcel): Omit<LastWords, 'tls'> {
  return {
    // Who gets our key is a server of ours, which stores what comes twice under one id once.
    url: isSightglass(headers) ? `${url}${url.includes('?') ? '&' : '?'}batch=${parcel.id}` : url,
    headers: {
      ...headers,
      'user-agent': USER_AGENT,
      'content-type': protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
      ...(parcel.isPacked ? { 'content-encoding': 'gzip' } : {}),
    },
    body: parcel.body,
  };
}

function isSightglass(headers: Readonly<Record<string, string>>): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === KEY_HEADER);
}

function once<T>(known: Map<string, T>, key: string, create: () => T): T {
  const value = known.get(key) ?? create();
  known.set(key, value);
  return value;
}
