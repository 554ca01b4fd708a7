import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Requester } from '@sightglass/otlp/internal';
import { afterEach, describe, expect, test } from 'vitest';
import { createRequester } from './requester.ts';

let ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

interface Receiver {
  readonly post: (body?: string) => ReturnType<Requester['post']>;
  /** What came, by connection. */
  readonly got: string[];
}

/** A receiver that writes what it is told for each request, byte for byte. */
async function receiver(answer: (socket: Socket, request: number) => void, timeoutMs = 5000): Promise<Receiver> {
  const got: string[] = [];
  let requests = 0;
  const server = createServer((socket) => {
    const at = got.push('') - 1;
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      got[at] += bytes.toString('latin1');
      if (/\r\n\r\n[^]*end$/.test(got[at] ?? '')) answer(socket, ++requests);
    });
    ends.push(() => socket.destroy());
  });
  const origin = await listening(server);
  const requester = createRequester({ origin, tls: {}, timeoutMs });
  ends.push(() => requester.close());
  return {
    post: (body = 'end') => requester.post({ url: `${origin}/v1/traces`, headers: {}, body: [Buffer.from(body)] }),
    got,
  };
}
async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('an answer', () => {
  const plain = { status: 200, retryAfter: undefined };
  test.each([
    ['with a length', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nab', { ...plain, body: 'ab' }],
    ['without a body', 'HTTP/1.1 204 No Content\r\n\r\n', { ...plain, status: 204, body: '' }],
    [
      'in pieces, with an extension and a trailer',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nx-sum: 1\r\n\r\n',
      { ...plain, body: 'abc0123456789' },
    ],
    [
      'behind one that only says that it comes',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 429 \r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n',
      { status: 429, retryAfter: '7', body: '' },
    ],
  ])('%s is read, however its bytes are cut', async (_what, text, expected) => {
    for (const size of [text.length, 1, 7]) {
      const { post, got } = await receiver((socket) => {
        for (let at = 0; at < text.length; at += size) socket.write(text.slice(at, at + size), 'latin1');
      });
      for (let request = 0; request < 2; request++) {
        const { body, ...reply } = await post();
        expect({ ...reply, body: body.toString() }).toEqual(expected);
      }
      expect(got).toHaveLength(1);
    }
  });

  test('that goes to the end of its connection is whole there', async () => {
    const { post, got } = await receiver((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nall'));
    expect((await post()).body.toString()).toBe('all');
    expect((await post()).body.toString()).toBe('all');
    expect(got).toHaveLength(2);
  });

  test.each([
    ['a length', 'content-length: 9\r\n\r\nab'],
    ['pieces', 'transfer-encoding: chunked\r\n\r\n5\r\nab'],
    ['pieces that cannot be read', 'transfer-encoding: chunked\r\n\r\n2\r\nabc\r\n'],
  ])('of %s that is cut off counts by its status', async (_what, rest) => {
    const { post } = await receiver((socket) => socket.end(`HTTP/1.1 200 OK\r\n${rest}`));
    const { status, body } = await post();
    expect([status, body.toString()]).toEqual([200, 'ab']);
  });

  test.each([
    ['SSH-2.0-OpenSSH_9\r\n\r\n', /none of HTTP/],
    ['HTTP/2 200\r\n\r\n', /none of HTTP/],
    ['HTTP/1.1 200 OK\r\nno header\r\n\r\n', /cannot be read/],
    ['HTTP/1.1 200 OK\r\ncontent-length: 1, 2\r\n\r\nab', /length/],
    ['HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n', /protocol/],
    [`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}`, /no end/],
  ])('that is none fails: %j', async (text, why) => {
    const { post } = await receiver((socket) => void socket.write(text));
    await expect(post()).rejects.toThrow(why);
  });

  test('that holds more than any answer may is read to its end and not kept', async () => {
    const length = 6 << 20;
    const { post } = await receiver((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n`);
      socket.write(Buffer.alloc(length));
    });
    const { status, body } = await post();
    expect(status).toBe(200);
    expect(body.length).toBeLessThanOrEqual(4 << 20);
  });
});

describe('a connection', () => {
  const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';

  test.each([
    ['says that it closes', OK.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')],
    ['says that it is about to close', OK.replace('\r\n\r\n', '\r\nKeep-Alive: timeout=1\r\n\r\n')],
    ['says more than it was asked', `${OK}HTTP/1.1 200 OK\r\n`],
  ])('whose receiver %s is not used again', async (_what, text) => {
    const { post, got } = await receiver((socket) => void socket.write(text));
    // More than there may be connections.
    for (let request = 0; request < 4; request++) expect((await post()).status).toBe(200);
    expect(got).toHaveLength(4);
  });

  test('that is lost under its second request is replaced at once, also without a reset', async () => {
    const { post, got } = await receiver((socket, request) => (request === 2 ? socket.end() : socket.write(OK)));
    await post();
    expect((await post()).status).toBe(200);
    expect(got).toHaveLength(2);
  });

  test('that is lost under its first request is a failure', async () => {
    const { post, got } = await receiver((socket) => socket.end());
    await expect(post()).rejects.toThrow('closed before an answer');
    expect(got).toHaveLength(1);
  });

  test('is one of two at most: a third request waits for its turn, and no longer than a request may take', async () => {
    const waiting: Socket[] = [];
    const { post, got } = await receiver((socket) => void waiting.push(socket), 1000);
    const posts = [post(), post(), post()];
    const outcomes = Promise.allSettled(posts);
    await expect.poll(() => waiting.length, { timeout: 5000 }).toBe(2);
    waiting[0]?.write(OK);
    await expect.poll(() => waiting.length, { timeout: 5000 }).toBe(3);
    expect(got).toHaveLength(2);
    expect((await outcomes).map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });

  test('gives the bytes back when nobody reads them any more', async () => {
    const { post } = await receiver(() => {}, 500);
    const began = performance.now();
    // More than the systems on both sides take from the one who does not read.
    await expect(post(`${'x'.repeat(8 << 20)}end`)).rejects.toThrow('no answer within 500 ms');
    expect(performance.now() - began).toBeGreaterThan(490);
  });
});

describe('a request', () => {
  test('says where it goes, how long it is, and who asks, where the address tells', async () => {
    const heads: string[] = [];
    const server = createServer((socket) => {
      ends.push(() => socket.destroy());
      socket.on('data', (bytes) => {
        heads.push(bytes.toString('latin1'));
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
      });
    });
    const origin = await listening(server);
    const requester = createRequester({ origin, tls: {}, timeoutMs: 5000 });
    ends.push(() => requester.close());
    const url = `${origin.replace('//', '//me:s%C3%A9cret@')}/a/v1/logs?batch=1`;
    await requester.post({ url, headers: { 'X-Key': 'k' }, body: [Buffer.from('ab'), Buffer.from('c')] });
    const { host } = new URL(origin);
    const auth = Buffer.from('me:sécret').toString('base64');
    expect(heads.join('')).toBe(
      `POST /a/v1/logs?batch=1 HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\nauthorization: Basic ${auth}\r\nx-key: k\r\ncontent-length: 3\r\n\r\nabc`,
    );
  });

  test.each<Record<string, string>>([{ 'x-key': 'a\r\nb: c' }, { 'x key': 'a' }, { 'x-key': 'grün→' }])(
    'with a header that would break it is none: %j',
    async (headers) => {
      const requester = createRequester({ origin: 'http://127.0.0.1:1', tls: {}, timeoutMs: 5000 });
      await expect(requester.post({ url: 'http://127.0.0.1:1/', headers, body: [] })).rejects.toThrow(TypeError);
    },
  );
});
