import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { DropReason } from '@sightglass/api/semconv';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createBatch } from './batch.ts';
import type { Batch, BatchLimits } from './batch.ts';
import { createDelivery } from './delivery.ts';
import type { Delivery } from './delivery.ts';
import type { Drops } from './drops.ts';
import { createRequester } from './request.ts';
import type { SignalSettings } from './settings.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const ok: Answer = (_request, response) => response.end();
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    response.writeHead(code, headers).end();

let answers: Answer[];
let bodies: string[];
let connections: number;
let server: ReturnType<typeof createServer>;
let lost: Partial<Record<DropReason, number>>;
let open: Delivery[];

const drops: Drops = {
  add: (_signal, reason, records) => {
    lost[reason] = (lost[reason] ?? 0) + records;
  },
  total: () => 0,
};

beforeEach(async () => {
  answers = [];
  bodies = [];
  lost = {};
  storesSeen = [];
  open = [];
  connections = 0;
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const raw = Buffer.concat(parts);
      bodies.push((request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString());
      (answers.shift() ?? ok)(request, response);
    });
  });
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  for (const delivery of open) delivery.close();
  server.closeAllConnections();
  await new Promise<unknown>((resolve) => server.close(resolve));
});

interface Setup {
  readonly settings?: Partial<SignalSettings>;
  readonly giveUpAfterMs?: number;
  readonly rejectedIn?: (response: Uint8Array) => number;
}

function deliveryTo({ settings, giveUpAfterMs = 5000, rejectedIn = () => 0 }: Setup = {}): Delivery {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
  const full: SignalSettings = {
    signal: 'traces',
    destinations: ['otlp'],
    url,
    headers: {},
    protocol: 'http/json',
    compression: 'none',
    timeoutMs: 1000,
    tls: {},
    ...settings,
  };
  const requester = createRequester(full, 'test');
  const delivery = createDelivery({ signal: 'traces', url, requester, drops, giveUpAfterMs, rejectedIn });
  open.push(delivery);
  return delivery;
}

const parcel = (text: string, items = 1): { body: Buffer; items: number } => ({ body: Buffer.from(text), items });

test('tries again what the receiver could not take, and loses nothing', async () => {
  answers = [status(503), status(429), status(502)];
  const delivery = deliveryTo();
  const delivered = delivery.deliver(parcel('a'));
  // The pauses are a second and more; who waits for everything ends them.
  const impatient = setInterval(() => delivery.hurry(), 20);
  await delivered;
  clearInterval(impatient);
  expect(bodies).toEqual(['a', 'a', 'a', 'a']);
  expect(lost).toEqual({});
});

test('waits as long as Retry-After says', async () => {
  answers = [status(503, { 'retry-after': '2' })];
  const since = performance.now();
  await deliveryTo().deliver(parcel('a'));
  expect(performance.now() - since).toBeGreaterThan(1900);
  expect(bodies).toEqual(['a', 'a']);
});

test.each([400, 401, 413, 500])('does not repeat what the receiver refuses for good: %i', async (code) => {
  answers = [status(code)];
  await deliveryTo().deliver(parcel('a', 7));
  expect(bodies).toEqual(['a']);
  expect(lost).toEqual({ rejected: 7 });
});

test('counts what an answer calls rejected', async () => {
  await deliveryTo({ rejectedIn: () => 3 }).deliver(parcel('a', 7));
  expect(lost).toEqual({ rejected: 3 });
});

test('gives up after its time and counts it', async () => {
  answers = Array.from({ length: 20 }, () => status(503));
  await deliveryTo({ giveUpAfterMs: 300 }).deliver(parcel('a', 2));
  expect(lost).toEqual({ expired: 2 });
});

test('gives up a request that is never answered, and uses another connection', async () => {
  answers = [() => {}, ok];
  const delivery = deliveryTo({ settings: { timeoutMs: 100 } });
  const delivered = delivery.deliver(parcel('a'));
  const impatient = setInterval(() => delivery.hurry(), 20);
  await delivered;
  clearInterval(impatient);
  expect(bodies).toEqual(['a', 'a']);
  expect(connections).toBe(2);
});

test('keeps its connection, and repeats at once when the receiver has closed it meanwhile', async () => {
  // A pause before the repetition would then take 1.5 s, which no slow machine is mistaken for.
  const random = vi.spyOn(Math, 'random').mockReturnValue(1);
  onTestFinished(() => random.mockRestore());
  const delivery = deliveryTo();
  await delivery.deliver(parcel('a'));
  await delivery.deliver(parcel('b'));
  expect(connections).toBe(1);
  answers = [(request) => request.socket.resetAndDestroy()];
  const since = performance.now();
  await delivery.deliver(parcel('c'));
  expect(performance.now() - since).toBeLessThan(1400);
  expect(bodies).toEqual(['a', 'b', 'c', 'c']);
  expect(lost).toEqual({});
});

test('compresses on request', async () => {
  await deliveryTo({ settings: { compression: 'gzip' } }).deliver(parcel('a'.repeat(1000)));
  expect(bodies).toEqual(['a'.repeat(1000)]);
});

test('tries once where retrying is off', async () => {
  answers = [status(503)];
  const delivery = deliveryTo();
  delivery.setRetry(false);
  await delivery.deliver(parcel('a'));
  expect(bodies).toEqual(['a']);
  expect(lost).toEqual({ expired: 1 });
});

const stores = new AsyncLocalStorage<string>();
let storesSeen: (string | undefined)[];

function batchOf(limits: Partial<BatchLimits>, setup?: Setup): Batch<number> {
  const all = { maxHeld: 100, maxPerRequest: 10, delayMs: 20, ...limits };
  const encode = (records: number[]): Buffer => {
    storesSeen.push(stores.getStore());
    if (records.includes(-1)) throw new Error('not encodable');
    return Buffer.from(records.join(' '));
  };
  return createBatch({ signal: 'traces', limits: all, delivery: deliveryTo(setup), drops, encode });
}

const settled = async (batch: Batch<number>): Promise<number[][]> => {
  await batch.flush();
  return bodies.map((body) => body.split(' ').map(Number));
};

test('sends records in groups, in order', async () => {
  const batch = batchOf({});
  for (let record = 0; record < 25; record++) batch.add(record);
  const groups = await settled(batch);
  expect(groups.map((group) => group.length)).toEqual([10, 10, 5]);
  expect(groups.flat()).toEqual(Array.from({ length: 25 }, (_, index) => index));
});

test('sends few records after the delay, without being asked', async () => {
  batchOf({}).add(1);
  await expect.poll(() => bodies, { timeout: 5000 }).toEqual(['1']);
});

test('keeps the newest records when it is full, and counts the others', async () => {
  answers = [() => {}];
  const batch = batchOf({ maxHeld: 30 }, { settings: { timeoutMs: 300 }, giveUpAfterMs: 1 });
  for (let record = 0; record < 100; record++) batch.add(record);
  const groups = await settled(batch);
  // The first ten are under way and expire; of the other ninety the newest thirty stay.
  expect(groups.slice(1).flat()).toEqual(Array.from({ length: 30 }, (_, index) => index + 70));
  expect(lost).toEqual({ expired: 10, queue_full: 60 });
});

test('loses only the group that cannot be encoded', async () => {
  const batch = batchOf({ maxPerRequest: 2 });
  for (const record of [1, 2, -1, 3, 4, 5]) batch.add(record);
  expect((await settled(batch)).flat()).toEqual([1, 2, 4, 5]);
  expect(lost).toEqual({ unsendable: 2 });
});

test('gives out what is held, for the end of the process', () => {
  const batch = batchOf({ maxPerRequest: 3, delayMs: 60_000 });
  batch.add(1);
  batch.add(2);
  expect(batch.drain().map(({ items, body }) => [items, Buffer.from(body).toString()])).toEqual([[2, '1 2']]);
  expect(batch.drain()).toEqual([]);
});

test('holds nothing of the request in which a group became full or its delay began', async () => {
  const batch = batchOf({ maxPerRequest: 2 });
  stores.run('a request', () => {
    batch.add(1);
    batch.add(2);
    batch.add(3);
  });
  await settled(batch);
  stores.run('another request', () => batch.add(4));
  await expect.poll(() => bodies, { timeout: 5000 }).toEqual(['1 2', '3', '4']);
  expect(storesSeen).toEqual([undefined, undefined, undefined]);
});

test('sends what is held when it stops, and takes nothing after that', async () => {
  const batch = batchOf({ delayMs: 60_000 });
  batch.add(1);
  await batch.stop();
  batch.add(2);
  await batch.flush();
  expect(bodies).toEqual(['1']);
});
