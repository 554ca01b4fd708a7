import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** One request that arrived: `path` says which signal, `body` is OTLP/JSON. */
interface Delivery {
  path: string;
  body: unknown;
}

interface Endpoint {
  url: string;
  close(): Promise<void>;
}

export interface Sink extends Endpoint {
  deliveries: readonly Delivery[];
}

/** An OTLP/HTTP server that takes everything, and keeps what comes as JSON. */
export async function startSink(): Promise<Sink> {
  const deliveries: Delivery[] = [];
  const server = createHttpServer((request, response) => {
    readBody(request).then(
      (bytes) => {
        const json = request.headers['content-type'] === 'application/json';
        deliveries.push({ path: request.url ?? '', body: json ? JSON.parse(bytes.toString()) : undefined });
        response.writeHead(200, { 'content-type': request.headers['content-type'] }).end(json ? '{}' : '');
      },
      () => response.destroy(),
    );
  });
  const url = await listenOnFreePort(server);
  return { url, deliveries, close: () => closeAll(server, () => server.closeAllConnections()) };
}

/** A server that accepts connections, reads, and never answers. */
export async function startHangingEndpoint(): Promise<Endpoint & { connections(): number }> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server = createTcpServer((socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.resume();
  });
  const url = await listenOnFreePort(server);
  const destroySockets = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return { url, connections: () => accepted, close: () => closeAll(server, destroySockets) };
}

/** An address at which nothing listens. */
export async function findRefusingAddress(): Promise<string> {
  const server = createTcpServer();
  const url = await listenOnFreePort(server);
  await closeAll(server, () => undefined);
  return url;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const bytes = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
}

async function listenOnFreePort(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

function closeAll(server: Server, endConnections: () => void): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    endConnections();
  });
}
