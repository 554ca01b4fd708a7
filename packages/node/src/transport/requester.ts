import { urlToHttpOptions } from 'node:url';
import type { Reply, Requester, TlsSettings } from '@sightglass/otlp/internal';
import { Connection, isConnectionLoss } from './connection.ts';
import type { Target } from './connection.ts';

export interface RequesterOptions {
  /** Scheme, host and port of all the addresses. */
  readonly origin: string;
  readonly tls: TlsSettings;
  /** Longest time of a request, to the last byte of its answer, in milliseconds. */
  readonly timeoutMs: number;
}

type Post = Parameters<Requester['post']>[0];

/** Telemetry that waits for its turn is joined to fewer requests. */
const MAX_CONNECTIONS = 2;
/** What a header may hold: RFC 9110, sections 5.1 and 5.5. */
const NAME = /^[\w!#$%&'*+\-.^`|~]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Makes requests over bare sockets. Node's HTTP client shares its code with the server of the program: objects of another shape in it
 * would make V8 compile that again, to be slower from then on, for every request that is served.
 */
export function createRequester({ origin, tls, timeoutMs }: RequesterOptions): Requester {
  const target = targetOf(new URL(origin), tls);
  const connections = new Set<Connection>();
  /** Requests that all connections are too busy for; the first is told of one that is free, or gone. */
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const next of waiting) {
      waiting.delete(next);
      next();
      return;
    }
  };
  const create = (): Connection => {
    const connection = new Connection(target, (closed) => {
      connections.delete(closed);
      wake();
    });
    connections.add(connection);
    return connection;
  };
  const free = (): Connection | undefined => {
    for (const connection of connections) {
      if (connection.isFree) return connection;
      if (connection.isBusy) continue;
      connections.delete(connection);
      connection.destroy();
    }
    return connections.size < MAX_CONNECTIONS ? create() : undefined;
  };

  const post = async ({ url, headers, body, onWritten }: Post): Promise<Reply> => {
    const head = headOf(new URL(url), headers, body);
    let connection: Connection | undefined;
    let resume = (): void => {};
    let late: Error | undefined;
    const timer = setTimeout(() => {
      late = new Error(`no answer within ${timeoutMs} ms`);
      connection?.destroy(late);
      waiting.delete(resume);
      resume();
    }, timeoutMs).unref();
    try {
      for (;;) {
        connection = free();
        if (connection === undefined) {
          await new Promise<void>((resolve) => waiting.add((resume = resolve)));
          if (late !== undefined) throw late;
          continue;
        }
        const { isUsed } = connection;
        try {
          return await connection.send(head, body, onWritten);
        } catch (error) {
          // A new one does not count as used, and of the others there are few.
          if (!isUsed || !isConnectionLoss(error)) throw error;
        }
      }
    } finally {
      clearTimeout(timer);
      wake();
    }
  };
  return {
    post,
    close: () => {
      for (const connection of connections) connection.destroy();
    },
  };
}

function targetOf({ protocol, hostname, port }: URL, tls: TlsSettings): Target {
  const secure = protocol === 'https:';
  return {
    secure,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 443 : 80) : Number(port),
    tls,
  };
}

function headOf(url: URL, given: Readonly<Record<string, string>>, body: readonly Uint8Array[]): Buffer {
  const { auth, path } = urlToHttpOptions(url);
  const headers = new Map([
    ['host', url.host],
    ['connection', 'keep-alive'],
    ...(auth === undefined || auth === null
      ? []
      : ([['authorization', `Basic ${Buffer.from(auth).toString('base64')}`]] as const)),
    ...Object.entries(given).map(([name, value]) => [name.toLowerCase(), value] as const),
    ['content-length', String(body.reduce((sum, { length }) => sum + length, 0))],
  ]);
  let text = `POST ${path} HTTP/1.1\r\n`;
  for (const [name, value] of headers) {
    if (!NAME.test(name) || !VALUE.test(value)) throw new TypeError(`${name} is no header that can be sent`);
    text += `${name}: ${value}\r\n`;
  }
  return Buffer.from(`${text}\r\n`, 'latin1');
}
