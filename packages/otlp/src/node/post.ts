import type { Answer, Parcel } from '../platform.ts';
import { createRequester } from './request.ts';

/** Where requests go, and what each of them carries. */
export interface Receiver {
  /** The address before `/v1/logs`, without a slash at its end. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A request that takes longer is given up. */
const TIMEOUT_MS = 9000;

/** What {@link createPost} gives. */
export type Post = (parcel: Parcel) => Promise<Answer>;

/** Sends a client's batches. */
export function createPost({ endpoint, headers }: Receiver): Post {
  const requester = createRequester({ secure: endpoint.startsWith('https:'), timeoutMs: TIMEOUT_MS });
  return async (parcel) => {
    const { status, retryAfter, body } = await requester.post({
      url: endpoint + parcel.path,
      headers: { ...headers, ...encodingOf(parcel) },
      body: [bytesOf(parcel)],
    });
    return { status, retryAfter, text: body.toString() };
  };
}

export function bytesOf({ packed, body }: Parcel): Uint8Array {
  return packed ?? Buffer.from(body);
}

/** The header that says how the body is packed, if it is. */
export function encodingOf({ packed }: Parcel): Record<string, string> {
  return packed ? { 'content-encoding': 'gzip' } : {};
}
