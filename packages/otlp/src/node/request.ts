import http from 'node:http';
import { urlToHttpOptions } from 'node:url';
import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { OwnRequest } from './own-request.ts';

/** Certificates of a TLS connection, PEM. */
export interface TlsSettings {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** What a receiver said. */
export interface Reply {
  readonly status: number;
  /** The header `Retry-After`. */
  readonly retryAfter: string | undefined;
  readonly body: Buffer;
}

/** One request. */
export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What it carries, in pieces that are sent one after the other. */
  readonly body: readonly Uint8Array[];
  /** Told when all of it is with the operating system, which will deliver it whatever becomes of this process. */
  readonly onWritten?: () => void;
}

/** Makes requests over kept-alive connections of its own, which never keep the process alive. */
export interface Requester {
  /**
   * Resolves with the answer; the bytes are in nobody's hands any more when it settles.
   *
   * @throws when there is none, or none within the time.
   */
  post(request: Post): Promise<Reply>;
  /** Ends the connections, and with them what is under way. */
  close(): void;
}

export interface RequesterOptions {
  /** Scheme of all the addresses. */
  readonly secure: boolean;
  readonly tls?: TlsSettings;
  /** Longest time of a request, to the last byte of its answer, in milliseconds. */
  readonly timeoutMs: number;
}

/** An answer is a few bytes, and 4 MiB at most by OTLP 1.11; of more, nothing is held. */
const MAX_ANSWER = 4 << 20;
/** Connections to one address: telemetry that waits for its turn is joined to fewer requests. */
const MAX_SOCKETS = 2;

// What instrumentation that watches neither our mark nor its own list leaves alone: requests made in this context.
const UNSEEN = ROOT_CONTEXT.setValue(createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING'), true);

export function createRequester({ secure, tls, timeoutMs }: RequesterOptions): Requester {
  // TLS is loaded only where it is spoken: it takes as long to load as a small program takes to start.
  const { Agent } = secure ? process.getBuiltinModule('node:https') : http;
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS, ...tls });

  const attempt = (post: Post): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const request = open(post, agent);
      const timer = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
      timer.unref();
      let reply: Promise<Reply> | undefined;
      let failure: Error = new Error('the connection was closed before an answer');
      request.on('socket', (socket) => socket.unref());
      if (post.onWritten !== undefined) request.on('finish', post.onWritten);
      request.on('response', (response) => {
        reply = replyOf(response);
      });
      request.on('error', (error) => {
        failure = error;
      });
      // Only now is nobody reading the bytes of the body any more, which may be used again.
      request.on('close', () => {
        clearTimeout(timer);
        if (reply !== undefined) resolve(reply);
        // A kept-alive connection that the receiver closed just now says nothing about the receiver. The next may be such
        // a one too; of those there are few, and a new one does not count as used.
        else if (request.reusedSocket && isConnectionLoss(failure)) resolve(attempt(post));
        else reject(failure);
      });
      for (const piece of post.body) request.write(piece);
      request.end();
    });
  return {
    post: (request) => context.with(UNSEEN, attempt, undefined, request),
    close: () => agent.destroy(),
  };
}

function open({ url, headers, body }: Post, agent: http.Agent): http.ClientRequest {
  const length = body.reduce((sum, piece) => sum + piece.length, 0);
  const address = urlToHttpOptions(new URL(url));
  return new OwnRequest({ ...address, method: 'POST', agent, headers: { ...headers, 'content-length': length } });
}

function isConnectionLoss(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ECONNRESET' || error.code === 'EPIPE';
}

async function replyOf(response: http.IncomingMessage): Promise<Reply> {
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
  return {
    status: response.statusCode ?? 0,
    retryAfter: response.headers['retry-after'],
    body: Buffer.concat(parts),
  };
}
