import { AsyncLocalStorage } from 'node:async_hooks';
import { channel } from 'node:diagnostics_channel';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import type { DropReason } from '@sightglass/api/semconv';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { SUPPRESS_TRACING_KEY } from '../tracer/context/keys.ts';
import { storage } from '../tracer/context/storage.ts';
import type { Drops } from './drops.ts';
import { createSender, MAX_HELD_BYTES } from './sender.ts';
import type { Sender } from './sender.ts';
import type { Signal, SignalSettings } from './settings.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const ok: Answer = (_request, response) => response.end();
const hang: Answer = () => {};
const status =
  (code: number, headers: Record<string, string> = {}, body?: Uint8Array): Answer =>
  (_request, response) =>
    response.writeHead(code, headers).end(body);

interface Received {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly atMs: number;
}

/** Answers that come before `usual`, one a request. */
let answers: Answer[];
let usual: Answer;
let received: Received[];
let sockets: Set<Socket>;
let server: ReturnType<typeof createServer>;
let lost: Record<string, number>;
let lines: string[];
let senders: Sender[];

const drops: Drops = {
  add: (signal, reason: DropReason, records) => {
    lost[`${signal} ${reason}`] = (lost[`${signal} ${reason}`] ?? 0) + records;
  },
  total: () => Object.values(lost).reduce((sum, records) => sum + records, 0),
};

beforeEach(async () => {
  [answers, usual, received, lost, lines, senders] = [[], ok, [], {}, [], []];
  sockets = new Set();
  server = createServer((request, response) => {
    void buffer(request).then(
      (body) => {
        const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
        received.push({ url: request.url ?? '', headers: request.headers, text, atMs: performance.now() });
        (answers.shift() ?? usual)(request, response);
      },
      () => {},
    );
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const write = (text: string): void => void lines.push(text);
  diag.setLogger(
    { error: write, warn: write, info: write, debug: () => {}, verbose: () => {} },
    { logLevel: DiagLogLevel.INFO, suppressOverrideMessage: true },
  );
});
afterEach(async () => {
  usual = ok;
  diag.disable();
  server.closeAllConnections();
  await Promise.all(senders.map((sender) => sender.stop()));
  await new Promise<unknown>((resolve) => server.close(resolve));
});

function settingsOf(signal: Signal, changed: Partial<SignalSettings> = {}): SignalSettings {
  return {
    signal,
    destinations: ['otlp'],
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/${signal}`,
    headers: {},
    protocol: 'http/protobuf',
    compression: 'none',
    timeoutMs: 5000,
    tls: {},
    ...changed,
  };
}
function senderOf(changed: Partial<SignalSettings> = {}): Sender {
  const settings = (['traces', 'logs', 'metrics'] as const).map((signal) => settingsOf(signal, changed));
  const sender = createSender({ settings, drops });
  senders.push(sender);
  return sender;
}
const texts = (): string[] => received.map(({ text }) => text);
const take = (sender: Sender, text: string, items = 1, release?: () => void): void =>
  sender.take('traces', Buffer.from(text), items, release);

describe('what is handed over', () => {
  test('goes to the address of its signal, chunks of one turn in one request, in order', async () => {
    const sender = senderOf();
    take(sender, 'a');
    take(sender, 'b');
    sender.take('logs', Buffer.from('l'), 1);
    take(sender, 'c');
    await expect.poll(() => received.length, { timeout: 5000 }).toBe(2);
    expect(received.map(({ url, text }) => [url, text]).sort(([a], [b]) => String(a).localeCompare(String(b)))).toEqual(
      [
        ['/v1/logs', 'l'],
        ['/v1/traces', 'abc'],
      ],
    );
    const ofLog = received.find(({ text }) => text === 'l');
    expect(ofLog?.headers).toMatchObject({ 'content-type': 'application/x-protobuf', 'content-length': '1' });
    expect(ofLog?.headers['user-agent']).toMatch(/^sightglass-node\//);
    expect(lost).toEqual({});
  });

  test('is split to requests of a mebibyte, and a chunk that is larger goes alone', async () => {
    const sender = senderOf();
    const sizes = [400_000, 400_000, 400_000, 3_000_000, 10];
    for (const [index, size] of sizes.entries()) take(sender, String(index).repeat(size));
    await sender.flush();
    expect(
      texts()
        .map((text) => text.length)
        .sort((a, b) => a - b),
    ).toEqual([10, 400_000, 800_000, 3_000_000]);
  });

  test('as JSON is not joined, because two objects are none', async () => {
    const sender = senderOf({ protocol: 'http/json' });
    take(sender, '{"a":1}');
    take(sender, '{"b":1}');
    await sender.flush();
    expect(texts()).toEqual(['{"a":1}', '{"b":1}']);
    expect(received[0]?.headers['content-type']).toBe('application/json');
  });

  test('is packed in one piece, and not at all where it is too small for that', async () => {
    const sender = senderOf({ compression: 'gzip' });
    take(sender, 'a'.repeat(5000));
    take(sender, 'b'.repeat(5000));
    await sender.flush();
    take(sender, 'c');
    await sender.flush();
    expect(texts()).toEqual([`${'a'.repeat(5000)}${'b'.repeat(5000)}`, 'c']);
    expect(received.map(({ headers }) => headers['content-encoding'])).toEqual(['gzip', undefined]);
    expect(Number(received[0]?.headers['content-length'])).toBeLessThan(500);
  });

  test('is given back once, when it has arrived', async () => {
    const sender = senderOf();
    const given: string[] = [];
    answers = [status(503)];
    const [a, b] = [Buffer.alloc(20_000, 'a'), Buffer.alloc(20_000, 'b')];
    sender.take('traces', a, 1, () => given.push('a'));
    await sender.flush();
    expect(given).toEqual([]);
    sender.take('traces', b, 1, () => given.push('b'));
    await sender.flush();
    expect(received.length).toBeGreaterThanOrEqual(2);
    expect(given).toEqual(['a', 'b']);
    expect(lost).toEqual({});
  });

  test('of a signal that is not sent is given back', () => {
    const sender = createSender({ settings: [settingsOf('logs')], drops });
    senders.push(sender);
    let isGiven = false;
    take(sender, 'a', 1, () => (isGiven = true));
    expect(isGiven).toBe(true);
  });

  test('is sent by no client that a capture sees, and holds nothing of the request in which a chunk became full', async () => {
    const store = new AsyncLocalStorage<string>();
    const requests: unknown[] = [];
    const connections: unknown[] = [];
    const seeRequest = (message: unknown): void => void requests.push(message);
    const seeConnection = (): void =>
      void connections.push([store.getStore(), storage.getStore()?.getValue(SUPPRESS_TRACING_KEY)]);
    channel('http.client.request.created').subscribe(seeRequest);
    channel('net.client.socket').subscribe(seeConnection);
    onTestFinished(() => {
      channel('http.client.request.created').unsubscribe(seeRequest);
      channel('net.client.socket').unsubscribe(seeConnection);
    });
    const sender = senderOf();
    store.run('a request', () => take(sender, 'a'));
    await expect.poll(() => received.length, { timeout: 5000 }).toBe(1);
    server.closeAllConnections();
    await store.run('another request', async () => {
      take(sender, 'b');
      await sender.flush();
    });
    expect(texts()).toEqual(['a', 'b']);
    expect(requests).toEqual([]);
    expect(connections).toEqual([
      [undefined, true],
      [undefined, true],
    ]);
  });

  test('has an id that stays the same for a server of ours, which stores it once', async () => {
    answers = [status(503), status(503)];
    const sender = senderOf({ headers: { 'x-sightglass-key': 'k' } });
    take(sender, 'a');
    for (let attempt = 0; attempt < 3; attempt++) await sender.flush();
    expect(received.length).toBe(3);
    expect(new Set(received.map(({ url }) => url)).size).toBe(1);
    expect(received[0]?.url).toMatch(/^\/v1\/traces\?batch=[\da-f-]{36}$/);
  });
});

describe('a receiver that cannot take it', () => {
  test.each([429, 502, 503, 504])('with %i gets it again, and nothing is lost', async (code) => {
    answers = [status(code)];
    const sender = senderOf();
    take(sender, 'a');
    await sender.flush();
    await sender.flush();
    expect(texts()).toEqual(['a', 'a']);
    expect(lost).toEqual({});
  });

  test('is tried by itself after a pause, and first with what failed', async () => {
    answers = [status(503)];
    const sender = senderOf();
    take(sender, 'a');
    await expect.poll(() => received.length, { timeout: 5000 }).toBe(1);
    take(sender, 'b');
    await expect.poll(() => received.length, { timeout: 10_000 }).toBe(3);
    expect(texts()).toEqual(['a', 'a', 'b']);
    // A second, up to a quarter less.
    expect(received[1]!.atMs - received[0]!.atMs).toBeGreaterThan(740);
  });

  test('is left alone as long as Retry-After says, also by who flushes', async () => {
    answers = [status(503, { 'retry-after': '2' })];
    const sender = senderOf();
    take(sender, 'a');
    await sender.flush();
    await sender.flush();
    expect(texts()).toEqual(['a']);
    await expect.poll(() => received.length, { timeout: 10_000 }).toBe(2);
    expect(received[1]!.atMs - received[0]!.atMs).toBeGreaterThan(1990);
  });

  test('is given up within the time of a request, whether it hangs or trickles its answer', async () => {
    let stop = (): void => {};
    onTestFinished(() => stop());
    const trickle: Answer = (request) => {
      request.socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => request.socket.write('x-a: b\r\n'), 20);
      stop = () => clearInterval(timer);
      request.socket.on('error', stop).on('close', stop);
    };
    answers = [hang, trickle];
    const sender = senderOf({ timeoutMs: 300 });
    take(sender, 'a');
    await sender.flush();
    await sender.flush();
    await sender.flush();
    expect(texts()).toEqual(['a', 'a', 'a']);
    expect(lost).toEqual({});
    expect(sockets.size).toBe(3);
  });

  test('is used over one connection, and over a new one at once when it has closed that meanwhile', async () => {
    const sender = senderOf();
    for (const text of ['a', 'b']) {
      take(sender, text);
      await sender.flush();
    }
    expect(sockets.size).toBe(1);
    answers = [(request) => request.socket.resetAndDestroy()];
    take(sender, 'c');
    // One flush is one attempt: no failure was seen.
    await sender.flush();
    expect(texts()).toEqual(['a', 'b', 'c', 'c']);
    expect(lines).toEqual([]);
  });

  test('is spoken of once when it begins and once when it ends, whatever the signals', async () => {
    usual = status(503);
    const sender = senderOf();
    take(sender, 'a');
    sender.take('logs', Buffer.from('l'), 1);
    for (let attempt = 0; attempt < 3; attempt++) await sender.flush();
    usual = ok;
    await sender.flush();
    expect(lines.map((line) => line.replace(/:\d+/g, ':PORT'))).toEqual([
      expect.stringMatching(/^cannot deliver \w+ to http:\/\/127.0.0.1:PORT: HTTP 503$/),
      'delivering to http://127.0.0.1:PORT again; lost so far: 0 records',
    ]);
  });

  test('loses the oldest when sixteen mebibytes are full, of whatever signal, and each loss is counted', async () => {
    usual = status(503);
    const sender = senderOf();
    const chunk = (letter: string): Buffer => Buffer.alloc(1 << 20, letter);
    const given: string[] = [];
    const put = (signal: Signal, letter: string): void =>
      sender.take(signal, chunk(letter), 10, () => given.push(letter));
    put('logs', 'a');
    put('metrics', 'b');
    await sender.flush();
    for (const letter of 'cdefghijklmnopqrs') put('traces', letter);
    // Nineteen, of which fifteen fit, for each takes a little more than its bytes; what failed is as old as it was.
    expect(given).toEqual(['a', 'b', 'c', 'd']);
    expect(lost).toEqual({ 'logs queue_full': 10, 'metrics queue_full': 10, 'traces queue_full': 20 });
    usual = ok;
    received = [];
    await sender.flush();
    expect(new Set(texts().map((text) => text[0]))).toEqual(new Set('efghijklmnopqrs'));
    expect(lost).toEqual({ 'logs queue_full': 10, 'metrics queue_full': 10, 'traces queue_full': 20 });
  });

  test('costs no more memory than is allowed for a thousand small chunks in large buffers', async () => {
    usual = hang;
    const sender = senderOf({ timeoutMs: 60_000 });
    const before = process.memoryUsage().arrayBuffers;
    for (let index = 0; index < 1000; index++) {
      sender.take(
        'traces',
        Buffer.allocUnsafeSlow(256 * 1024)
          .fill(0x61)
          .subarray(0, 100),
        1,
      );
    }
    // Memory is given back late: the buffers of those that came last may still be there.
    await expect
      .poll(
        () => {
          globalThis.gc?.();
          Buffer.allocUnsafeSlow(1 << 20);
          return process.memoryUsage().arrayBuffers - before;
        },
        { timeout: 10_000 },
      )
      .toBeLessThan(MAX_HELD_BYTES * 4);
    expect(lost).toEqual({});
  });
});

describe('a receiver that refuses', () => {
  test.each([400, 401, 413, 500, 301])('with %i does not get it again, and is spoken of once', async (code) => {
    answers = [status(code, {}, Buffer.from('no such key')), status(code)];
    const sender = senderOf();
    for (const items of [7, 8]) {
      take(sender, 'a', items);
      await sender.flush();
    }
    expect(texts()).toEqual(['a', 'a']);
    expect(lost).toEqual({ 'traces rejected': 15 });
    expect(lines).toEqual([`the receiver refused 7 traces records: HTTP ${code}: no such key; this is not said again`]);
  });

  test.each([
    ['protobuf', Buffer.from([0x0a, 0x07, 0x08, 0xac, 0x02, 0x12, 0x02, 0x6e, 0x6f])],
    ['JSON', Buffer.from('{"partialSuccess":{"rejectedSpans":"300","errorMessage":"no"}}')],
  ])('a part, as its answer in %s says, has that counted', async (_, body) => {
    answers = [status(200, {}, body)];
    const sender = senderOf();
    take(sender, 'a', 1000);
    await sender.flush();
    expect(lost).toEqual({ 'traces rejected': 300 });
    expect(texts()).toEqual(['a']);
  });

  test('nothing, in an answer that is cut off or cannot be read, has taken everything', async () => {
    const cut: Answer = (request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{', () => request.socket.destroy());
    };
    answers = [status(200, {}, Buffer.from([0xff, 0xff, 0xff])), cut];
    const sender = senderOf();
    for (let request = 0; request < 2; request++) {
      take(sender, 'a');
      await sender.flush();
    }
    expect(texts()).toEqual(['a', 'a']);
    expect(lost).toEqual({});
  });
});

test('a flush ends while others go on handing over', async () => {
  const sender = senderOf();
  let isOver = false;
  const more = (): void => {
    if (isOver) return;
    take(sender, 'more');
    setImmediate(more);
  };
  take(sender, 'first');
  more();
  await sender.flush();
  isOver = true;
  expect(texts()[0]).toContain('first');
});

test('when it stops, what is held is sent, what cannot be sent is counted, and nothing is taken any more', async () => {
  const sender = senderOf();
  take(sender, 'a');
  await sender.stop();
  let isGiven = false;
  take(sender, 'b', 1, () => (isGiven = true));
  expect([texts(), isGiven, lost]).toEqual([['a'], true, {}]);
  usual = status(503);
  const other = senderOf();
  take(other, 'c', 5);
  await other.stop();
  expect(lost).toEqual({ 'traces expired': 5 });
});

test('at the end of the process what is held leaves while the thread stands still', async () => {
  // The receiver of this test runs on the thread that stands still: what comes is in its queue, and read afterwards.
  const sender = senderOf({ compression: 'gzip' });
  take(sender, 'a'.repeat(2000));
  sender.take('logs', Buffer.from('l'), 1);
  sender.save(300);
  await expect.poll(() => received.length, { timeout: 5000 }).toBe(2);
  expect(texts().sort()).toEqual(['a'.repeat(2000), 'l']);
  sender.save(300);
  await sender.flush();
  expect(received.length).toBe(2);
});
