import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Context } from '@opentelemetry/api';
import { storage } from '../../tracer/context/storage.ts';
import { guarded } from '../guarded.ts';
import { isRecord } from '../../is-record.ts';

/** What a capture does as a request that the program makes goes on. */
export interface ClientCall {
  /** Where the program made the request: its listeners run there, also on a pooled connection. */
  readonly context: Context;
  onResponse(response: IncomingMessage): void;
  /** Called once. `error`: why it failed; `response`: what came of it, if anything did. */
  onEnd(response: IncomingMessage | undefined, error: unknown): void;
}

interface Followed {
  readonly call: ClientCall;
  response: IncomingMessage | undefined;
  isOver: boolean;
}

const FOLLOWED: unique symbol = Symbol('sightglass.http.client');

interface Marked {
  [FOLLOWED]?: Followed;
}

/** Told of what an emitter is about to emit. */
type See = (followed: Followed, args: readonly unknown[]) => void;

/**
 * Follows a request to its end by its events. They are seen as they are emitted, so that no listener of ours is among the
 * program's: an `error` that nobody listens to still is an uncaught one, an answer that nobody wants is thrown away.
 */
export function followRequest(request: ClientRequest & Marked, call: ClientCall): void {
  request[FOLLOWED] = { call, response: undefined, isOver: false };
  request.emit = emitOfRequest;
}

function followResponse(response: IncomingMessage & Marked, followed: Followed): void {
  response[FOLLOWED] = followed;
  response.emit = emitOfResponse;
}

const seeRequest: See = guarded('http client capture', (followed, [event, given]) => {
  switch (event) {
    case 'response':
      if (!isResponse(given)) return;
      followed.response = given;
      followed.call.onResponse(given);
      followResponse(given, followed);
      return;
    // The connection belongs to the program from here on.
    case 'upgrade':
    case 'connect':
      if (isResponse(given)) {
        followed.response = given;
        followed.call.onResponse(given);
      }
      end(followed, undefined);
      return;
    case 'error':
      end(followed, given);
      return;
    case 'close':
      // A response that is being read says itself when it is over.
      if (followed.response === undefined) end(followed, undefined);
      return;
    default:
  }
});

const seeResponse: See = guarded('http client capture', (followed, [event, given]) => {
  if (event === 'end') end(followed, undefined);
  else if (event === 'error') end(followed, given);
  else if (event === 'close') end(followed, followed.response?.complete === true ? undefined : CUT);
});

/** Stands for the error of a body that ended before it was complete. */
const CUT: unknown = Object.freeze({ code: 'ECONNRESET', message: 'aborted' });

function end(followed: Followed, error: unknown): void {
  if (followed.isOver) return;
  followed.isOver = true;
  followed.call.onEnd(followed.response, error);
}

function emitOfRequest(this: ClientRequest & Marked, ...args: Parameters<ClientRequest['emit']>): boolean {
  return emitIn(this, seeRequest, args);
}

function emitOfResponse(this: IncomingMessage & Marked, ...args: Parameters<IncomingMessage['emit']>): boolean {
  return emitIn(this, seeResponse, args);
}

function emitIn(emitter: object & Marked, see: See, args: unknown[]): boolean {
  const followed = emitter[FOLLOWED];
  // That of its class, which need not be Node's.
  const emit: (...args: unknown[]) => boolean = Reflect.get(Object.getPrototypeOf(emitter), 'emit');
  if (followed === undefined) return Reflect.apply(emit, emitter, args);
  see(followed, args);
  return storage.run(followed.call.context, () => Reflect.apply(emit, emitter, args));
}

function isResponse(value: unknown): value is IncomingMessage {
  return isRecord(value) && 'statusCode' in value;
}
