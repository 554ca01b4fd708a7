import { connect, isIP } from 'node:net';
import type { Socket } from 'node:net';
import type { Reply, TlsSettings } from '@sightglass/otlp/internal';
import { createReplyReader } from './reply-reader.ts';
import type { Received, ReplyReader } from './reply-reader.ts';

/** Where a connection leads. */
export interface Target {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  readonly tls: TlsSettings;
  /** Of the last connection by TLS: the next one is made with less work. */
  session?: Buffer;
}

/** One request and its answer. */
interface Exchange {
  readonly reader: ReplyReader;
  readonly done: (reply: Reply) => void;
  readonly failed: (error: Error) => void;
  isWritten: boolean;
  received: Received | undefined;
}

/** A receiver closes a little before it said, or what closes it is still on its way. */
const CLOSES_EARLIER_MS = 1000;

/** A connection that carries one request after the other and keeps no process alive. */
export class Connection {
  /** Whether a request was answered over it: what comes next may find it closed, which says nothing about the receiver. */
  isUsed = false;
  readonly #socket: Socket;
  #exchange: Exchange | undefined;
  #failure: Error | undefined;
  /** Reading of `performance.now()` up to which it can be used. */
  #usableUntil = Infinity;

  constructor(target: Target, onClose: (connection: Connection) => void) {
    this.#socket = open(target)
      .unref()
      .on('data', (bytes: Buffer) => this.#read(bytes))
      .on('error', (error) => (this.#failure = error))
      .on('close', () => {
        onClose(this);
        this.#closed();
      });
  }

  /** Whether a request is under way. */
  get isBusy(): boolean {
    return this.#exchange !== undefined;
  }

  /** Whether it can carry a request now; where it cannot and is not busy, it never will again. */
  get isFree(): boolean {
    return !this.isBusy && this.#socket.writable && performance.now() < this.#usableUntil;
  }

  /**
   * Resolves with the answer. When it settles, nobody reads the bytes any more.
   *
   * @param onWritten told when all of it is with the operating system
   */
  send(head: Buffer, body: readonly Uint8Array[], onWritten?: () => void): Promise<Reply> {
    return new Promise((done, failed) => {
      const exchange: Exchange = { reader: createReplyReader(), done, failed, isWritten: false, received: undefined };
      this.#exchange = exchange;
      const written = (error?: Error | null): void => {
        if (error) return;
        exchange.isWritten = true;
        onWritten?.();
        this.#settle(exchange);
      };
      const last = body.length - 1;
      this.#socket.cork();
      this.#socket.write(head, last === -1 ? written : undefined);
      for (const [at, piece] of body.entries()) this.#socket.write(piece, at === last ? written : undefined);
      this.#socket.uncork();
    });
  }

  destroy(error?: Error): void {
    this.#socket.destroy(error);
  }

  #read(bytes: Buffer): void {
    const exchange = this.#exchange;
    // Nothing was asked, or it was answered already: whatever this is, the next answer could not be told from it.
    if (exchange === undefined || exchange.received !== undefined) return this.destroy();
    try {
      exchange.received = exchange.reader.read(bytes);
    } catch (error) {
      return this.destroy(error instanceof Error ? error : undefined);
    }
    this.#settle(exchange);
  }

  /** An answer may come before the receiver has read everything: the bytes are given back only then. */
  #settle(exchange: Exchange): void {
    const { received, isWritten, done } = exchange;
    if (received === undefined || !isWritten || this.#exchange !== exchange) return;
    if (!received.staysOpen) return this.destroy();
    this.#exchange = undefined;
    this.isUsed = true;
    this.#usableUntil = performance.now() + received.idleMs - CLOSES_EARLIER_MS;
    done(received.reply);
  }

  #closed(): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    // With its status the receiver has decided; only its words were cut off.
    const reply = exchange?.received?.reply ?? exchange?.reader.end();
    if (reply !== undefined) exchange?.done(reply);
    else exchange?.failed(this.#failure ?? lost());
  }
}

/** Whether a connection was lost, rather than never made, or given up. */
export function isConnectionLoss(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ECONNRESET' || code === 'EPIPE';
}

function lost(): Error {
  return Object.assign(new Error('the connection was closed before an answer'), { code: 'ECONNRESET' });
}

function open(target: Target): Socket {
  const { secure, host, port, tls } = target;
  if (!secure) return connect({ host, port, noDelay: true });
  // TLS is loaded only where it is spoken: it takes as long to load as a small program takes to start.
  const { connect: connectSecurely } = process.getBuiltinModule('node:tls');
  // An address is no name of a server: RFC 6066, section 3.
  const servername = isIP(host) === 0 ? host : '';
  return connectSecurely({ host, port, servername, session: target.session, ALPNProtocols: ['http/1.1'], ...tls })
    .setNoDelay(true)
    .on('session', (session: Buffer) => (target.session = session));
}
