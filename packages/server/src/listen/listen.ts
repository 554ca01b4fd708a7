import { createServer } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { ServerError } from '../errors.ts';
import type { Handler } from './exchange.ts';
import { addHttp2 } from './protocols.ts';
import type { TlsContent } from './tls.ts';

/** A port that is listened on. */
export interface Listening {
  /** As in `http://127.0.0.1:4318`. */
  readonly url: string;
  /**
   * Takes no further connections and asks clients to send nothing more on those there are; resolves when what is under way has been
   * answered or `graceMs` have passed.
   */
  stop(graceMs: number): Promise<void>;
  /** Shows another certificate to clients that come from now on. */
  renew(content: TlsContent): void;
}

/** Where to listen. */
export interface Place {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The option that chooses the port, for the message when it is taken. */
  readonly flag: '--port' | '--grpc-port';
  /** What to speak TLS with; without it, it is not spoken. */
  readonly tls: TlsContent | undefined;
}

/** Exporters keep connections open between their batches, which are up to a minute apart. */
const KEEP_ALIVE_MS = 75_000;

/**
 * Listens on an address, for HTTP/1.1 and HTTP/2.
 *
 * @throws {@link ServerError} `SIGHTGLASS_PORT_IN_USE`, `SIGHTGLASS_CANNOT_LISTEN`.
 */
export async function listen(handler: Handler, place: Place): Promise<Listening> {
  const { host, port, tls } = place;
  const server =
    tls === undefined ? createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, handler) : secureServer(tls, handler);
  const goAway = addHttp2(server, tls !== undefined, handler);
  // All of them, also those on which TLS is still being agreed.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, place)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' ? (address?.port ?? port) : port;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    async stop(graceMs) {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      goAway();
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await closed;
      clearTimeout(timer);
    },
    renew(content) {
      if ('setSecureContext' in server) server.setSecureContext(content);
    },
  };
}

function secureServer(tls: TlsContent, handler: Handler): SecureServer {
  // Whoever has to show a certificate and has none is turned away before a word is said.
  const client = { requestCert: tls.ca !== undefined, rejectUnauthorized: tls.ca !== undefined };
  return createSecureServer(
    { ...tls, ...client, ALPNProtocols: ['h2', 'http/1.1'], keepAliveTimeout: KEEP_ALIVE_MS },
    handler,
  );
}

function listenError(cause: NodeJS.ErrnoException, { host, port, flag }: Place): ServerError {
  if (cause.code === 'EADDRINUSE') {
    const other = flag === '--port' ? '0 takes a free one' : '0 listens on none';
    return new ServerError('SIGHTGLASS_PORT_IN_USE', `port ${port} on ${host} is in use by another program`, {
      remedy: `stop that program, or choose another port with ${flag} N (${other})`,
      cause,
    });
  }
  const remedy =
    cause.code === 'EACCES'
      ? `choose a port above 1023 with ${flag} N`
      : 'choose another address with --host 127.0.0.1';
  return new ServerError('SIGHTGLASS_CANNOT_LISTEN', `cannot listen on ${host}:${port}: ${cause.message}`, {
    remedy,
    cause,
  });
}
