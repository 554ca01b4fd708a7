import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Hooks, Parcel, Platform } from '../platform.ts';
import { createBufferDir } from './buffer-dir.ts';
import type { NodeClientOptions } from './index.ts';
import { sendBlocking, type LastWords } from './last-words.ts';
import { bytesOf, createPost, encodingOf, type Receiver } from './post.ts';

const pack = promisify(gzip);

/** Bytes of the disk that batches take at most while a receiver is away. */
const MAX_STORED = 64 << 20;

/** A client's surroundings in Node. */
export interface NodePlatform {
  readonly platform: Platform;
  /** Saves what waits while the thread stands still: into the folder, or, without one, to the receiver. */
  save: (budgetMs: number) => void;
}

/** @throws {RangeError} for an endpoint that is no address of HTTP. */
export function createNodePlatform(options: NodeClientOptions): NodePlatform {
  const receiver = receiverOf(options);
  const destination = `${receiver.endpoint} ${JSON.stringify(receiver.headers)}`;
  const folder = options.bufferDir ?? process.env['SIGHTGLASS_BUFFER_DIR'];
  const storage = folder ? createBufferDir(folder, destination) : undefined;
  const post = createPost(receiver);
  const unanswered = new Set<Parcel>();
  let hooks: Hooks | undefined;
  /** What the event loop has no time left for. */
  let last: Parcel[] | undefined;

  const platform: Platform = {
    destination,
    ...(storage && { storage, maxBytes: MAX_STORED }),
    now: createClock(),
    // Level 1: telemetry shrinks to a ninth already, higher levels cost four times the processor for 3 % more.
    pack: async (body) => new Uint8Array(await pack(body, { level: 1 })),
    post: async (parcel) => {
      if (last) {
        last.push(parcel);
        throw new Error('sent while the thread stands still, without an answer');
      }
      unanswered.add(parcel);
      try {
        return await post(parcel);
      } finally {
        unanswered.delete(parcel);
      }
    },
    after: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs);
      timer.unref();
      return () => clearTimeout(timer);
    },
    watch: (given) => {
      hooks = given;
      return () => {
        hooks = undefined;
      };
    },
  };
  const save = (budgetMs: number): void => {
    // What was not answered yet may not have arrived; a receiver of ours knows it again.
    last = [...unanswered];
    storage?.hurry(true);
    hooks?.leave(storage === undefined);
    if (storage === undefined)
      sendBlocking(
        last.map((parcel) => words(receiver, parcel)),
        budgetMs,
      );
    storage?.hurry(false);
    last = undefined;
  };
  return { platform, save };
}

function words({ endpoint, headers }: Receiver, parcel: Parcel): LastWords {
  return { url: endpoint + parcel.path, headers: { ...headers, ...encodingOf(parcel) }, body: [bytesOf(parcel)] };
}

function receiverOf({ endpoint, key, headers }: NodeClientOptions): Receiver {
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw new RangeError(`endpoint must be an address such as http://localhost:4318, got ${JSON.stringify(endpoint)}`);
  }
  return {
    endpoint: endpoint.replace(/\/+$/, ''),
    headers: { 'content-type': 'application/json', ...(key && { 'x-sightglass-key': key }), ...headers },
  };
}

/** The time, which follows the system's clock when that is set forward, and does not run backwards when it is set back. */
function createClock(): () => number {
  let ahead = 0;
  return () => {
    const steady = performance.timeOrigin + performance.now();
    ahead = Math.max(ahead, Date.now() - steady);
    return steady + ahead;
  };
}
