import type { Hooks, Platform } from '../platform.ts';
import { createClock } from './clock.ts';
import { createDatabase } from './database.ts';
import type { BrowserClientOptions } from './create-client.ts';
import { inTurn } from './in-turn.ts';
import { native } from './native.ts';
import { createPost } from './post.ts';

/** Somebody who has the lock for longer may be asleep. */
const TURN_MS = 15_000;

/** The page or worker that this runs in. */
export function createBrowserPlatform(options: BrowserClientOptions): Platform {
  const { key, storage = 'auto', storageName = 'sightglass', isSightglass = true } = options;
  const setTimer = native('setTimeout');
  const after = (delayMs: number, callback: () => void): unknown => setTimer(callback, delayMs);
  const endpoint = addressOf(options.endpoint);
  return {
    destination: `${endpoint} ${key}`,
    storage: storage === 'memory' ? undefined : createDatabase(storageName, after),
    now: createClock(),
    after,
    post: createPost(endpoint, options),
    // Elsewhere it would take a header that says so, and with it a preflight.
    ...(isSightglass && 'CompressionStream' in globalThis && { pack }),
    // One sender an origin. What is stored is sent by one at a time even without.
    inTurn: (work) => inTurn(storageName, TURN_MS, work),
    watch: (hooks) => watch(hooks, after, options.onLeave),
  };
}

/** @throws TypeError */
function addressOf(endpoint: string): string {
  try {
    const { origin, pathname } = new URL(endpoint, location.href);
    return origin + pathname.replace(/\/+$/, '');
  } catch (cause) {
    throw new TypeError(`endpoint must be an address such as https://example.com, got ${endpoint}`, { cause });
  }
}

async function pack(body: string): Promise<Uint8Array<ArrayBuffer>> {
  // Not of a Blob, which lives in another process.
  const packed = new Response(body).body?.pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/**
 * A hidden page may end without another word, and `pagehide` comes where it was never hidden. Both at the window and as they bubble, so that
 * what others record at the same moment goes along; no `unload`, with which a page could not be restored.
 * https://developer.chrome.com/docs/web-platform/page-lifecycle-api
 *
 * As a page ends or leads to another site, Firefox stops what it runs, once, within 25 ms of `pagehide`: without an exception, in the middle
 * of anything. Timers do not run any more, but the next listener is left alone: there are two, and each does what is still to be done.
 */
function watch(hooks: Hooks, after: Platform['after'], onLeave: BrowserClientOptions['onLeave']): () => void {
  const stop = new AbortController();
  const onEvent = ({ type }: Event): void => {
    const isOver = type === 'pagehide';
    if (!isOver && (type !== 'visibilitychange' || document.visibilityState !== 'hidden')) return hooks.wake();
    hooks.leave(true);
    // A busy machine may let the page run no further than here.
    onLeave?.(isOver);
    hooks.leave(true, isOver);
    // And what those record who are told after us.
    after(0, () => hooks.leave(true));
  };
  for (const type of ['visibilitychange', 'pagehide', 'pageshow', 'online']) addEventListener(type, onEvent, stop);
  addEventListener('pagehide', onEvent, { capture: true, signal: stop.signal });
  return () => stop.abort();
}
