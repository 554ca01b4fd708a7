import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { encode } from '../../test/otlp/encode.ts';
import { ServerError } from '../errors.ts';
import type { Keyring } from '../keep/keyring.ts';
import type { Block, Store, StoreHealth, TableName } from '../store/store.ts';
import type { Keeper } from './gather.ts';
import { createReceiver, type Receiver } from './receiver.ts';
import type { ReceiveLimits } from './limits.ts';

const HEALTHY: StoreHealth = {
  backlogBytes: 0,
  backlogSpools: 0,
  quarantined: 0,
  accepting: true,
  problem: '',
  reason: '',
  quarantinedRows: 0,
  diskFreeBytes: undefined,
  diskUsedBytes: 0,
  diskLimitBytes: undefined,
};

/** The keyring of a server that has no keys: everybody may send. */
const WITHOUT_KEYS: Pick<Keyring, 'read' | 'use'> = {
  read: () => Promise.resolve({ needsKey: false, find: () => undefined, byId: new Map(), projects: new Map() }),
  use: () => undefined,
};

/** A store whose failures the test chooses; what it takes is noted. */
class FaultyStore implements Keeper, Pick<Store, 'health'> {
  readonly database = 'none';
  readonly appended: { table: TableName; rows: number }[] = [];
  health: () => StoreHealth = () => HEALTHY;
  fault: () => Promise<void> = () => Promise.resolve();

  /** Holds the next rows until `open`; `reached` resolves when they are there. */
  gate(): { reached: Promise<void>; open: () => void } {
    const reached = Promise.withResolvers<void>();
    const opened = Promise.withResolvers<void>();
    this.fault = () => {
      reached.resolve();
      return opened.promise;
    };
    return { reached: reached.promise, open: opened.resolve };
  }

  async keep(blocks: readonly Block[]): Promise<void> {
    await this.fault();
    for (const { table, rows } of blocks) this.appended.push({ table, rows });
  }

  remembers(): boolean {
    return false;
  }

  remembersSince(): number {
    return 0;
  }

  query(): Promise<never> {
    return Promise.reject(new Error('this store knows nothing'));
  }
}

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.closeAllConnections();
});

async function door(
  store: FaultyStore,
  options: { limits?: Partial<ReceiveLimits>; report?: (error: unknown) => void } = {},
): Promise<{ receiver: Receiver; post: (body?: Buffer, headers?: Record<string, string>) => Promise<Response> }> {
  const receiver = createReceiver({ store, keyring: WITHOUT_KEYS, ...options });
  const server = createServer((request, response) => receiver.handle(request, response)).listen(0, '127.0.0.1');
  open.push(server);
  await new Promise((resolve) => {
    server.once('listening', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
  const post = (body = spans(1), headers: Record<string, string> = {}): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      body: new Uint8Array(body),
      headers: { 'content-type': 'application/x-protobuf', ...headers },
    });
  return { receiver, post };
}

function spans(count: number): Buffer {
  const one = { traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, 1), name: 'x' };
  return encode('ExportTraceServiceRequest', {
    resourceSpans: [{ scopeSpans: [{ spans: Array.from({ length: count }, () => one) }] }],
  });
}

describe('the doors for telemetry', () => {
  it('put bodies that arrive together into one block', async () => {
    const store = new FaultyStore();
    const { post, receiver } = await door(store);
    const answers = await Promise.all(Array.from({ length: 20 }, () => post()));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(store.appended.length).toBeLessThan(20);
    expect(store.appended.reduce((sum, { rows }) => sum + rows, 0)).toBe(20);
    expect(receiver.received('default')).toEqual({ spans: 20, logRecords: 0, dataPoints: 0 });
  });

  it('hand over 4096 rows without waiting for more', async () => {
    const store = new FaultyStore();
    const { post } = await door(store);
    expect((await post(spans(5000))).status).toBe(200);
    expect(store.appended).toEqual([{ table: 'otel_traces', rows: 5000 }]);
  });

  it('answer only when the store has the rows', async () => {
    const store = new FaultyStore();
    const gate = store.gate();
    const { post } = await door(store);
    let isAnswered = false;
    const answer = post().then((response) => {
      isAnswered = true;
      return response;
    });
    await gate.reached;
    // An answer that did not wait would come now.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isAnswered).toBe(false);
    gate.open();
    expect((await answer).status).toBe(200);
  });

  it.each([
    ['the backlog is full', new ServerError('SIGHTGLASS_OVERLOADED', 'too much waits')],
    ['the disk is full', new ServerError('SIGHTGLASS_DISK', 'no space')],
  ])('say 503 and when to come again when %s, and count nothing', async (_, fault) => {
    const store = new FaultyStore();
    store.fault = () => Promise.reject(fault);
    const { post, receiver } = await door(store);
    const response = await post();
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(receiver.received('default').spans).toBe(0);
    store.fault = () => Promise.resolve();
    expect((await post()).status).toBe(200);
    expect(store.appended).toEqual([{ table: 'otel_traces', rows: 1 }]);
  });

  it('refuse before they read when the store takes nothing', async () => {
    const store = new FaultyStore();
    store.health = () => ({ ...HEALTHY, accepting: false });
    const { post, receiver } = await door(store);
    expect(receiver.ready()).toBe(false);
    const response = await post();
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
  });

  it('hold no more bodies at once than they may', async () => {
    const store = new FaultyStore();
    const gate = store.gate();
    const body = spans(1000);
    const { post } = await door(store, { limits: { maxInFlightBytes: body.length * 1.5 } });
    const first = post(body);
    await gate.reached;
    expect((await post(body)).status).toBe(503);
    expect((await post(body)).status).toBe(503);
    gate.open();
    expect((await first).status).toBe(200);
    expect((await post(body)).status).toBe(200);
  });

  it('finish what they have when they drain, and take nothing more', async () => {
    const store = new FaultyStore();
    const gate = store.gate();
    const { post, receiver } = await door(store);
    const before = post();
    await gate.reached;
    const drained = receiver.drain();
    const after = await post();
    expect([after.status, after.headers.get('retry-after'), after.headers.get('connection')]).toEqual([
      503,
      '1',
      'close',
    ]);
    gate.open();
    expect((await before).status).toBe(200);
    await drained;
  });

  it('answer a failure of their own with 500 without its insides, and report it', async () => {
    const store = new FaultyStore();
    store.fault = () => Promise.reject(new TypeError('secret insides'));
    const reported: unknown[] = [];
    const { post } = await door(store, { report: (error) => reported.push(error) });
    const response = await post();
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
    expect(reported).toEqual([new TypeError('secret insides')]);
  });
});
