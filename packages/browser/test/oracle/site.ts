import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that came to one of the origins. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One origin of a page. */
export interface Origin {
  readonly url: string;
  /** Requests so far, preflights among them; of the site's own files only what pages ask for while they run. */
  readonly seen: readonly Seen[];
  /** Bytes of `/api/stream` that somebody took so far. */
  readonly streamed: number;
  /** Serves a page's file from now on. */
  serve(path: string, type: string, text: string, headers?: Readonly<Record<string, string>>): void;
  close(): void;
}

/** Bytes of one piece of `/stream`, and pieces of it. */
const PIECE = 64 * 1024;

type Answer = (
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
  took: (bytes: number) => void,
) => void;

const ANSWERS: Readonly<Record<string, Answer>> = {
  '/api/items': (_, response) => response.end('{"items":[1,2,3]}'),
  '/api/echo': (request, response) => request.pipe(response),
  '/api/status': (_, response, query) => response.writeHead(Number(query.get('code'))).end('{}'),
  '/api/never': () => {},
  '/api/gone': (request) => request.socket.destroy(),
  '/api/moved': (_, response) => response.writeHead(302, { location: '/api/items' }).end(),
  '/api/slow': (_, response, query) => setTimeout(() => response.end('{}'), Number(query.get('ms'))),
  // Begins at once, and ends later: the head of the answer is there before its body.
  '/api/late-body': (_, response, query) => {
    response.write('first ');
    setTimeout(() => response.end('last'), Number(query.get('ms')));
  },
  '/api/stream': (_, response, query, took) => {
    let left = Number(query.get('pieces'));
    const piece = Buffer.alloc(PIECE, 'x');
    const write = (): void => {
      while (left > 0) {
        left -= 1;
        took(PIECE);
        // Goes on when the reader has taken it.
        if (!response.write(piece)) return void response.once('drain', write);
      }
      response.end();
    };
    write();
  },
};

/** Starts an origin. Pages of all others may read its answers, and send it what a preflight asks for. */
export async function startOrigin(): Promise<Origin> {
  const files = new Map<string, { type: string; text: string; headers: Readonly<Record<string, string>> }>();
  const seen: Seen[] = [];
  let streamed = 0;
  const server: Server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://origin');
    allow(request, response);
    const file = files.get(pathname);
    if (file) {
      response.writeHead(200, { 'content-type': file.type, ...file.headers }).end(file.text);
      return;
    }
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString('latin1')));
    const { method = 'GET', headers } = request;
    request.on('end', () => seen.push({ method, path: pathname, headers, body }));
    if (method === 'OPTIONS') response.writeHead(204).end();
    else (ANSWERS[pathname] ?? notFound)(request, response, searchParams, (bytes) => (streamed += bytes));
    // What nobody answers from is read to its end all the same.
    request.resume();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    get streamed() {
      return streamed;
    },
    serve: (path, type, text, headers = {}) => void files.set(path, { type, text, headers }),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function notFound(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(404).end('{}');
}

function allow({ headers }: IncomingMessage, response: ServerResponse): void {
  if (headers.origin === undefined) return;
  response.setHeader('access-control-allow-origin', headers.origin);
  response.setHeader('timing-allow-origin', '*');
  const wanted = headers['access-control-request-headers'];
  if (wanted !== undefined) response.setHeader('access-control-allow-headers', wanted);
}
