import type { IncomingMessage, ServerResponse } from 'node:http';
import { ServerError, systemCodeOf } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { statusBody, successBody } from './answer.ts';
import { readBody, Refusal } from './body.ts';
import { allowOrigin, answerPreflight } from './cors.ts';
import { DecodeError } from './decode/wire.ts';
import { createGather, type Encoding, type Gather } from './gather.ts';
import { createRates, type Counts } from './rates.ts';
import { SIGNALS, type Signal } from './signals.ts';

/** What the receiver may take. */
export interface ReceiveLimits {
  /** Largest body after decompression, bytes. @defaultValue 64 MiB */
  maxBodyBytes: number;
  /** Bodies held at the same time, bytes; over it, senders are told to come again. @defaultValue 128 MiB */
  maxInFlightBytes: number;
}

/** Defaults of {@link ReceiveLimits}. */
export const RECEIVE_LIMITS: Readonly<ReceiveLimits> = Object.freeze({
  maxBodyBytes: 64 * 1024 * 1024,
  maxInFlightBytes: 128 * 1024 * 1024,
});

/** The doors for telemetry: OTLP/HTTP. */
export interface Receiver {
  /** Answers a request to `/v1/…`. Never throws. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Records accepted since the start. */
  received(): Counts;
  /** Records accepted a second, mean of the last ten seconds. */
  perSecond(): Counts;
  /** Whether the next body would be taken. */
  ready(): boolean;
  /** Refuses further bodies with 503 and resolves when those under way have been answered. */
  drain(): Promise<void>;
}

const KIND: Readonly<Record<Signal, keyof Counts>> = { traces: 'spans', logs: 'logRecords', metrics: 'dataPoints' };

const CONTENT_TYPES: Readonly<Record<Encoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};

/** What a receiver needs. */
export interface ReceiverOptions {
  store: Pick<Store, 'append' | 'health'>;
  limits?: Partial<ReceiveLimits>;
  /** Told of failures that are ours, not the sender's. */
  report?: (error: unknown) => void;
}

/** Makes the receiver of a store. */
export function createReceiver({ store, limits: given, report = () => undefined }: ReceiverOptions): Receiver {
  const limits = { ...RECEIVE_LIMITS, ...given };
  const gathers = new Map<string, { signal: Signal; gather: Gather }>(
    SIGNALS.map((signal) => [`/v1/${signal}`, { signal, gather: createGather(store, signal) }]),
  );
  const rates = createRates();
  const underWay = new Set<Promise<void>>();
  let inFlightBytes = 0;
  let isDraining = false;

  const admit = (): void => {
    if (isDraining) throw comeAgain('the server is shutting down', 1);
    if (!store.health().accepting) throw comeAgain('too much data waits to be stored', 5);
  };
  const take = async (request: IncomingMessage, encoding: Encoding): Promise<Buffer> => {
    const { signal, gather } = doorOf(request, gathers);
    admit();
    let held = 0;
    const hold = (count: number): void => {
      held += count;
      inFlightBytes += count;
      if (inFlightBytes > limits.maxInFlightBytes) throw comeAgain('too many bodies are being read', 1);
    };
    try {
      const body = await readBody(request, limits.maxBodyBytes, hold);
      const outcome = await gather.add(body, encoding);
      rates.add(KIND[signal], outcome.accepted);
      return successBody(signal, encoding, outcome);
    } finally {
      inFlightBytes -= held;
    }
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    allowOrigin(request, response);
    if (request.method === 'OPTIONS') return answerPreflight(response);
    const encoding = encodingOf(request);
    try {
      if (encoding === undefined) throw unknownType(request, gathers);
      return send(response, 200, encoding, await take(request, encoding));
    } catch (error) {
      const refusal = asRefusal(error);
      if (refusal.status === 500) report(error);
      if (isDraining) response.setHeader('Connection', 'close');
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
    received: () => rates.totals(),
    perSecond: () => rates.perSecond(),
    ready: () => !isDraining && store.health().accepting,
    async drain() {
      isDraining = true;
      for (const { gather } of gathers.values()) await gather.flush();
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

function doorOf<T>(request: IncomingMessage, doors: ReadonlyMap<string, T>): T {
  const path = (request.url ?? '').split('?')[0] ?? '';
  const door = doors.get(path);
  if (door === undefined)
    throw new Refusal(404, `${path.slice(0, 200)} does not exist; send to ${[...doors.keys()].join(', ')}`);
  if (request.method !== 'POST') throw new Refusal(405, `${path} takes POST only`, { Allow: 'POST, OPTIONS' });
  return door;
}

/** A wrong path or method is the better answer to a request that has those too. */
function unknownType(request: IncomingMessage, doors: ReadonlyMap<string, unknown>): Refusal {
  doorOf(request, doors);
  const type = (request.headers['content-type'] ?? '').slice(0, 60);
  const known = 'application/x-protobuf or application/json';
  return new Refusal(
    415,
    type === '' ? `Content-Type is missing; send ${known}` : `Content-Type ${type} is not known; send ${known}`,
  );
}

function comeAgain(why: string, seconds: number): Refusal {
  return new Refusal(503, `${why}; send again in ${seconds} s`, { 'Retry-After': String(seconds) });
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof DecodeError) return new Refusal(400, error.message);
  // Nothing was kept, and it may be kept later: 503 is what makes senders try again, a 500 would make them throw the data away.
  if (error instanceof ServerError) return comeAgain(error.message, 5);
  // The sender has gone in the middle of its body.
  if (systemCodeOf(error) === 'ECONNRESET') throw error;
  return new Refusal(500, 'the server failed to take this body');
}
