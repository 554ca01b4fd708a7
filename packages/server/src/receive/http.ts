import type { IncomingMessage, ServerResponse } from 'node:http';
import { ServerError, systemCodeOf } from '../errors.ts';
import type { Keyring } from '../keep/keyring.ts';
import type { Store } from '../store/store.ts';
import { statusBody } from './answer.ts';
import { Refusal } from './body.ts';
import { allowOrigin, answerPreflight } from './cors.ts';
import { DecodeError } from './decode/wire.ts';
import { senderOf, type Sender } from './door.ts';
import type { Encoding } from './gather.ts';
import { comeAgain, createIntake, type ReceiveLimits } from './intake.ts';
import type { Counts } from './rates.ts';
import { createRefusedCounts, type Refused } from './refused.ts';
import { SIGNALS, type Signal } from './signals.ts';

/** The doors for telemetry: OTLP/HTTP. */
export interface Receiver {
  /** Answers a request to `/v1/…`. Never throws. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Records of a project accepted since the start. */
  received(project: string): Counts;
  /** Records of a project accepted a second, mean of the last ten seconds. */
  perSecond(project: string): Counts;
  /** What was not taken since the start: of a project, and of senders whose key is not known. */
  refused(project: string): Refused[];
  /** Whether the next body would be taken. */
  ready(): boolean;
  /** Refuses further bodies with 503 and resolves when those under way have been answered. */
  drain(): Promise<void>;
}

const CONTENT_TYPES: Readonly<Record<Encoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};

/** What a receiver needs. */
export interface ReceiverOptions {
  store: Pick<Store, 'append' | 'health'>;
  /** Whose data is taken. */
  keyring: Pick<Keyring, 'read' | 'use'>;
  limits?: Partial<ReceiveLimits>;
  /** Told of failures that are ours, not the sender's. */
  report?: (error: unknown) => void;
}

/** Where each signal is sent to. */
const DOORS: ReadonlyMap<string, Signal> = new Map(SIGNALS.map((signal) => [`/v1/${signal}`, signal]));

/** Makes the receiver of a store. */
export function createReceiver({ store, keyring, limits, report = () => undefined }: ReceiverOptions): Receiver {
  const refusedCounts = createRefusedCounts();
  const intake = createIntake(store, refusedCounts, limits);
  const underWay = new Set<Promise<void>>();

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const encoding = encodingOf(request);
    let sender: Sender | undefined;
    try {
      sender = senderOf(await keyring.read(), request);
      allowOrigin(request, response, sender.isHeard);
      if (request.method === 'OPTIONS') return answerPreflight(response);
      const signal = doorOf(request);
      const into = sender.destination();
      if (sender.owner) keyring.use(sender.owner.id);
      if (encoding === undefined) throw unknownType(request);
      return send(response, 200, encoding, await intake.take(signal, request, encoding, into));
    } catch (error) {
      const refusal = asRefusal(error);
      if (refusal.status === 500) report(error);
      const signal = DOORS.get(pathOf(request));
      if (signal) refusedCounts.add(sender?.project ?? '', signal, refusal.reason, 0);
      if (intake.isDraining) response.setHeader('Connection', 'close');
      for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value);
      const answerAs = encoding ?? 'json';
      return send(response, refusal.status, answerAs, statusBody(refusal.status, refusal.message, answerAs));
    }
  };

  return {
    handle(request, response) {
      const done = answer(request, response)
        // The sender has gone: there is nobody to answer.
        .catch(() => void response.destroy())
        .finally(() => underWay.delete(done));
      underWay.add(done);
    },
    received: (project) => intake.received(project),
    perSecond: (project) => intake.perSecond(project),
    refused: (project) => refusedCounts.of(project),
    ready: () => intake.ready(),
    async drain() {
      await intake.drain();
      await Promise.all(underWay);
    },
  };
}

function send(response: ServerResponse, status: number, encoding: Encoding, body: Buffer): void {
  response.writeHead(status, { 'Content-Type': CONTENT_TYPES[encoding], 'Content-Length': body.length });
  response.end(body);
}

/** By the content type; parameters do not matter. `text/plain` is JSON from a page that wants to spare itself the preflight. */
function encodingOf(request: IncomingMessage): Encoding | undefined {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type === 'application/x-protobuf') return 'protobuf';
  return type === 'application/json' || type === 'text/plain' ? 'json' : undefined;
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?')[0] ?? '';
}

function doorOf(request: IncomingMessage): Signal {
  const path = pathOf(request);
  const signal = DOORS.get(path);
  if (signal === undefined) {
    throw new Refusal(404, `${path.slice(0, 200)} does not exist; send to ${[...DOORS.keys()].join(', ')}`);
  }
  if (request.method !== 'POST') throw new Refusal(405, `${path} takes POST only`, { Allow: 'POST, OPTIONS' });
  return signal;
}

function unknownType(request: IncomingMessage): Refusal {
  const type = (request.headers['content-type'] ?? '').slice(0, 60);
  const what = type === '' ? 'Content-Type is missing' : `Content-Type ${type} is not known`;
  return new Refusal(415, `${what}; send application/x-protobuf or application/json`);
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof DecodeError) return new Refusal(400, error.message);
  // Nothing was kept, and it may be kept later: 503 is what makes senders try again, a 500 would make them throw the data away.
  if (error instanceof ServerError) {
    // Where the database of keys stands is nothing for senders.
    return comeAgain(error.code === 'SIGHTGLASS_KEEP' ? 'keys cannot be looked up now' : error.message, 5);
  }
  // The sender has gone in the middle of its body.
  if (systemCodeOf(error) === 'ECONNRESET') throw error;
  return new Refusal(500, 'the server failed to take this body');
}
