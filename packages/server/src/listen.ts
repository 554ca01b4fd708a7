import { createServer, type RequestListener, type Server } from 'node:http';
import { ServerError } from './errors.ts';

/** A server that listens. */
export interface Listening {
  server: Server;
  /** As in `http://127.0.0.1:4318`. */
  url: string;
}

/**
 * Listens on an address.
 *
 * @throws {@link ServerError} `SIGHTGLASS_PORT_IN_USE`, `SIGHTGLASS_CANNOT_LISTEN`.
 */
export async function listen(handler: RequestListener, host: string, port: number): Promise<Listening> {
  // Exporters keep connections open between their batches, which are up to a minute apart.
  const server = createServer({ keepAliveTimeout: 75_000 }, handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' ? (address?.port ?? port) : port;
  return { server, url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}` };
}

/** Takes no further connections, and resolves when the present ones are done or `graceMs` have passed. */
export async function stopListening(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): ServerError {
  if (cause.code === 'EADDRINUSE') {
    return new ServerError('SIGHTGLASS_PORT_IN_USE', `port ${port} on ${host} is in use by another program`, {
      remedy: 'stop that program, or choose another port with --port N (0 takes a free one)',
      cause,
    });
  }
  const remedy =
    cause.code === 'EACCES' ? 'choose a port above 1023 with --port N' : 'choose another address with --host 127.0.0.1';
  return new ServerError('SIGHTGLASS_CANNOT_LISTEN', `cannot listen on ${host}:${port}: ${cause.message}`, {
    remedy,
    cause,
  });
}
