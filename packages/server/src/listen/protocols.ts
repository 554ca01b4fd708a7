import type { Server } from 'node:http';
import { createServer, type Http2Server, type Http2ServerRequest, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Handler } from './exchange.ts';

/** What a connection of HTTP/2 begins with. https://www.rfc-editor.org/rfc/rfc9113#section-3.4 */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** Data that a sender may send ahead, bytes: with the 64 KiB of the standard, a batch would wait for us several times. */
const WINDOW_BYTES = 1024 * 1024;

/** Requests under way at once on one connection; Collectors send many. */
const MOST_STREAMS = 250;

/** How long a connection may say nothing at all: before its first byte, and later. Live streams of pages ping more often. */
const FIRST_BYTE_MS = 60_000;
const SILENCE_MS = 300_000;

/** After this a connection that was asked to end is ended. */
const FAREWELL_MS = 10_000;

/**
 * Makes a server of HTTP/1.1 speak HTTP/2 as well, on the same port: over TLS as agreed there (ALPN), else by the first bytes of a
 * connection.
 *
 * @returns tells clients to send nothing more on their connections (GOAWAY), what is under way is answered; ends those that never said a word.
 */
export function addHttp2(server: Server, isSecure: boolean, handler: Handler): () => void {
  const http2 = createServer({ settings: { initialWindowSize: WINDOW_BYTES, maxConcurrentStreams: MOST_STREAMS } });
  const sessions = watchSessions(http2);
  http2.on('request', (request, response) => {
    nameHost(request);
    handler(request, response);
  });
  const arrived = isSecure ? 'secureConnection' : 'connection';
  const [takeHttp1] = server.listeners(arrived);
  server.removeAllListeners(arrived);
  const hand = (socket: Socket, isPreface: boolean): void => {
    if (isPreface) http2.emit('connection', socket);
    else takeHttp1?.call(server, socket);
  };
  const silent = new Set<Socket>();
  server.on(arrived, (socket: Socket) => {
    if (socket instanceof TLSSocket) return hand(socket, socket.alpnProtocol === 'h2');
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
    readPreface(socket, (isPreface) => {
      silent.delete(socket);
      hand(socket, isPreface);
    });
  });
  return () => {
    for (const socket of silent) socket.destroy();
    for (const session of sessions) session.close();
  };
}

function watchSessions(http2: Http2Server): Set<ServerHttp2Session> {
  const sessions = new Set<ServerHttp2Session>();
  http2.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    session.setLocalWindowSize(WINDOW_BYTES);
  });
  // A connection that breaks is nothing to tell: its requests hear of it themselves.
  http2.on('sessionError', () => undefined);
  http2.setTimeout(SILENCE_MS);
  http2.on('timeout', (session: ServerHttp2Session) => {
    session.close();
    setTimeout(() => session.destroy(), FAREWELL_MS).unref();
  });
  return sessions;
}

/** HTTP/2 calls it `:authority`; whoever looks for a host finds it under one name. */
function nameHost(request: Http2ServerRequest): void {
  const { headers, authority } = request;
  if (headers[':authority'] === undefined) return;
  headers.host = authority;
  const { rawHeaders } = request;
  // It decides, whatever else was sent: https://www.rfc-editor.org/rfc/rfc9113#section-8.3.1
  for (let at = rawHeaders.length - 2; at >= 0; at -= 2) if (rawHeaders[at] === 'host') rawHeaders.splice(at, 2);
  rawHeaders.push('host', authority);
}

/** Reads as much of a connection as tells its protocol, and puts it back. */
function readPreface(socket: Socket, tell: (isPreface: boolean) => void): void {
  let first: Buffer = Buffer.alloc(0);
  const giveUp = (): void => void socket.destroy();
  const look = (): void => {
    const chunk: unknown = socket.read();
    if (!Buffer.isBuffer(chunk)) return;
    first = first.length === 0 ? chunk : Buffer.concat([first, chunk]);
    const common = Math.min(first.length, PREFACE.length);
    const isAlike = first.compare(PREFACE, 0, common, 0, common) === 0;
    if (isAlike && common < PREFACE.length) return;
    socket.off('readable', look).off('error', giveUp).off('end', giveUp).setTimeout(0).off('timeout', giveUp);
    socket.unshift(first);
    tell(isAlike);
  };
  socket.on('readable', look).on('error', giveUp).on('end', giveUp).setTimeout(FIRST_BYTE_MS).on('timeout', giveUp);
}
