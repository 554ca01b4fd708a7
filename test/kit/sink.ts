import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/** A request that came to the sink, preflights left out. */
export interface Received {
  readonly atMs: number;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Its body, unpacked. */
  readonly text: string;
  /** Bytes of the body as they came. */
  readonly bytes: number;
}

/**
 * What becomes of a request instead of an answer: another status; `cut`: it is handed on, and the connection is gone before the answer;
 * `hang`: nobody ever answers, nor hands it on.
 */
export type Fault = { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | 'cut' | 'hang';

/** Decides on each request as it comes; undefined for none of its business. */
export type Script = (received: Received) => Fault | undefined;

/** What the sink answers of itself. */
export interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body?: string;
}

/** A receiver that misbehaves as told, and remembers everything. */
export interface Sink {
  readonly url: string;
  readonly received: readonly Received[];
  /** Preflights so far. */
  readonly preflights: number;
  /** Most bytes of bodies that were waiting for their answers at the same time. */
  readonly mostBytesInFlight: number;
  /** From now on; without a script, it behaves. */
  misbehave(script?: Script): void;
  /** Nobody listens any more, and open connections are gone, as are what hangs in them. */
  goOffline(): Promise<void>;
  /** At the same address as before. */
  goOnline(): Promise<void>;
  close(): Promise<void>;
}

/** For as many requests as said. */
export function first(requests: number, fault: Fault): Script {
  let left = requests;
  return () => (left-- > 0 ? fault : undefined);
}

/** For so many milliseconds from the first request on. */
export function lasting(ms: number, fault: Fault): Script {
  let until: number | undefined;
  return ({ atMs }) => {
    until ??= atMs + ms;
    return atMs < until ? fault : undefined;
  };
}

/**
 * Starts a sink.
 *
 * @param target address of a server that it hands on to, which then answers; or how it answers by itself.
 */
export async function startSink(target: string | ((received: Received) => Answer)): Promise<Sink> {
  const received: Received[] = [];
  let script: Script | undefined;
  let preflights = 0;
  let inFlight = 0;
  let mostBytesInFlight = 0;

  const take = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    allowPage(incoming, response);
    if (incoming.method === 'OPTIONS') {
      preflights += 1;
      response.writeHead(204).end();
      return;
    }
    const body = await buffer(incoming);
    const one = read(incoming, body);
    received.push(one);
    inFlight += body.length;
    mostBytesInFlight = Math.max(mostBytesInFlight, inFlight);
    response.once('close', () => (inFlight -= body.length));
    const fault = script?.(one);
    if (fault === 'hang') return;
    if (typeof fault === 'object') {
      response.writeHead(fault.status, fault.headers).end();
    } else if (typeof target !== 'string') {
      const { status, type = 'application/json', body: text = '{}' } = target(one);
      if (fault === 'cut') response.destroy();
      else response.writeHead(status, { 'content-type': type }).end(text);
    } else {
      await handOn(target, incoming, body, fault === 'cut' ? undefined : response);
      if (fault === 'cut') response.destroy();
    }
  };

  // Whom nobody can reach any more is of no interest: pages go away in the middle of what they send.
  const server = createServer((incoming, response) => void take(incoming, response).catch(() => response.destroy()));
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
  const goOffline = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    get preflights() {
      return preflights;
    },
    get mostBytesInFlight() {
      return mostBytesInFlight;
    },
    misbehave: (next) => void (script = next),
    goOffline,
    goOnline: () => listen(port),
    close: goOffline,
  };
}

/** Lets every page hear every answer, as our server does, and asks of a preflight for nothing. */
function allowPage({ headers }: IncomingMessage, response: ServerResponse): void {
  if (headers.origin === undefined) return;
  response.setHeader('access-control-allow-origin', headers.origin);
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-expose-headers', 'Retry-After');
  const wanted = headers['access-control-request-headers'];
  if (wanted !== undefined) response.setHeader('access-control-allow-headers', wanted);
}

function read({ url = '/', headers }: IncomingMessage, body: Buffer): Received {
  const { pathname, searchParams } = new URL(url, 'http://sink');
  const isPacked = body[0] === 0x1f && body[1] === 0x8b;
  return {
    atMs: Date.now(),
    path: pathname,
    query: searchParams,
    headers,
    text: (isPacked ? gunzipSync(body) : body).toString(),
    bytes: body.length,
  };
}

/** Hands a request on as it came, and its answer back if anybody waits for it; resolves once there is an answer. */
function handOn(
  target: string,
  { url, headers, method }: IncomingMessage,
  body: Buffer,
  response?: ServerResponse,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const onward = request(`${target}${url}`, { method, headers: { ...headers, host: new URL(target).host } });
    onward.on('error', reject);
    onward.on('response', (answer) => {
      response?.writeHead(answer.statusCode ?? 502, answer.headers);
      if (response === undefined) answer.resume();
      else answer.pipe(response);
      answer.on('end', resolve).on('error', reject);
    });
    onward.end(body);
  });
}
