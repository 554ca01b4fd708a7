import http from 'node:http';
import https from 'node:https';
import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Answer, Parcel } from '../platform.ts';

/** Where requests go, and what each of them carries. */
export interface Receiver {
  /** The address before `/v1/logs`, without a slash at its end. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A request that takes longer is given up. */
const TIMEOUT_MS = 9000;
/** An answer is a few bytes, and 4 MiB at most by OTLP 1.11; of more, nothing is held. */
const MAX_ANSWER = 4 << 20;

// Taken before anybody wraps them, if that is still possible; and instrumentation that came first leaves alone what happens in this context.
const { request: requestHttp } = http;
const { request: requestHttps } = https;
const UNSEEN = ROOT_CONTEXT.setValue(createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING'), true);

/** What {@link createPost} gives. */
export type Post = (parcel: Parcel) => Promise<Answer>;

/** Makes requests over kept-alive connections of its own, which never keep the process alive. */
export function createPost({ endpoint, headers }: Receiver): Post {
  const secure = endpoint.startsWith('https:');
  const agent = new (secure ? https : http).Agent({ keepAlive: true, maxSockets: 2 });
  const open = secure ? requestHttps : requestHttp;

  const attempt = (parcel: Parcel, isRetry: boolean): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const body = parcel.packed ?? Buffer.from(parcel.body);
      const request = open(endpoint + parcel.path, {
        method: 'POST',
        agent,
        headers: { ...headers, ...lengthOf(parcel, body) },
      });
      const timer = setTimeout(() => request.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
      timer.unref();
      request.on('socket', (socket) => socket.unref());
      request.on('response', (response) => resolve(answerOf(response)));
      request.on('error', (error: NodeJS.ErrnoException) => {
        // A kept-alive connection that the receiver closed just now says nothing about the receiver.
        if (!isRetry && request.reusedSocket && error.code === 'ECONNRESET') resolve(attempt(parcel, true));
        else reject(error);
      });
      request.on('close', () => clearTimeout(timer));
      request.end(body);
    });
  return (parcel) => context.with(UNSEEN, () => attempt(parcel, false));
}

/** Headers that depend on the body. */
export function lengthOf({ packed }: Parcel, body: Uint8Array): Record<string, string> {
  return { 'content-length': `${body.length}`, ...(packed && { 'content-encoding': 'gzip' }) };
}

async function answerOf(response: http.IncomingMessage): Promise<Answer> {
  const status = response.statusCode ?? 0;
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes <= MAX_ANSWER) parts.push(part);
    }
  } catch {
    // The receiver has decided with its status; only its words were cut off.
  }
  return { status, retryAfter: response.headers['retry-after'], text: Buffer.concat(parts).toString() };
}
