import type { ClientOptions } from '../client.ts';
import type { Answer, Parcel, Platform } from '../platform.ts';
import { native } from './native.ts';

/** Browsers let a page have 64 KiB under way that outlive it, in about ten requests. */
const MAX_KEPT_BYTES = 60_000;
const MAX_KEPT_REQUESTS = 9;
const TIMEOUT_MS = 9000;

/** What is under way and outlives the page, of all clients in it. */
let keptBytes = 0;
let keptRequests = 0;

/** Sends by `fetch`. */
export function createPost(endpoint: string, options: ClientOptions): Platform['post'] {
  const { key, isSightglass = true, headers } = options;
  const fetch = native('fetch');
  // A request that a form could have made needs no preflight: this type, and no other header.
  const type = isSightglass ? 'text/plain' : 'application/json';
  const suffix = key && isSightglass ? `&key=${encodeURIComponent(key)}` : '';

  return async ({ path, body, packed, isLeaving }: Parcel): Promise<Answer> => {
    const url = endpoint + path + suffix;
    const bytes = packed ?? new TextEncoder().encode(body);
    // Not asked before: a class of the browser that is named for the first time takes its while.
    if (isLeaving && !('keepalive' in Request.prototype)) {
      navigator.sendBeacon(url, new Blob([bytes], { type }));
      throw new Error('no answer');
    }
    const keepalive = keptBytes + bytes.length <= MAX_KEPT_BYTES && keptRequests < MAX_KEPT_REQUESTS;
    const size = keepalive ? bytes.length : 0;
    keptBytes += size;
    keptRequests += Number(keepalive);
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': type, ...headers },
        body: bytes,
        keepalive,
        signal,
      });
      // Also an empty one: until it has been read, its request counts as under way.
      const text = await response.text();
      return { status: response.status, retryAfter: response.headers.get('retry-after'), text };
    } finally {
      keptBytes -= size;
      keptRequests -= Number(keepalive);
    }
  };
}
