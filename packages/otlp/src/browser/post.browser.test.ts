import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Parcel } from '../platform.ts';
import { createPost } from './post.ts';

interface Sent {
  readonly url: string;
  readonly init: RequestInit & { headers: Record<string, string>; body: Uint8Array };
  readonly answer: (response: Response) => void;
}

let sent: Sent[] = [];

/** Everything that leaves, in place of the network; what is under way waits for its answer. */
function startNetwork(): Sent[] {
  sent = [];
  vi.stubGlobal(
    'fetch',
    (url: string, init: Sent['init']) => new Promise((answer) => sent.push({ url, init, answer })),
  );
  return sent;
}

function parcel(size: number, more: Partial<Parcel> = {}): Parcel {
  return { path: '/v1/logs?batch=1&sent_at=2', body: 'x'.repeat(size), packed: undefined, isLeaving: false, ...more };
}

const options = { endpoint: 'http://receiver', resource: {}, key: 'sg_browser_a+b' };

afterEach(async () => {
  vi.unstubAllGlobals();
  // All clients share what may be under way.
  for (const { answer } of sent) answer(new Response(''));
  await new Promise((resolve) => setTimeout(resolve, 20));
});

describe('a request to a server of ours', () => {
  it('is one that needs no preflight, with the key in its address', async () => {
    const sent = startNetwork();
    const post = createPost('http://receiver', options);
    const answered = post(parcel(10));
    expect(sent[0]?.url).toBe('http://receiver/v1/logs?batch=1&sent_at=2&key=sg_browser_a%2Bb');
    const request = new Request(sent[0]?.url ?? '', sent[0]?.init);
    expect(request.method).toBe('POST');
    expect([...request.headers]).toEqual([['content-type', 'text/plain']]);
    expect(await request.text()).toBe('x'.repeat(10));
    sent[0]?.answer(new Response('{}', { status: 429, headers: { 'retry-after': '7' } }));
    expect(await answered).toEqual({ status: 429, retryAfter: '7', text: '{}' });
  });

  it('carries packed bytes as they are', () => {
    const sent = startNetwork();
    const packed = new Uint8Array([0x1f, 0x8b, 0]);
    void createPost('http://receiver', options)(parcel(10, { packed }));
    expect(sent[0]?.init.body).toEqual(packed);
  });
});

it('to another receiver says that it is JSON, and has the headers asked for', () => {
  const sent = startNetwork();
  void createPost('http://receiver', { ...options, isSightglass: false, headers: { tenant: 'a' } })(
    parcel(10, { path: '/v1/logs' }),
  );
  expect(sent[0]?.url).toBe('http://receiver/v1/logs');
  expect(sent[0]?.init.headers).toEqual({
    'content-type': 'application/json',
    tenant: 'a',
  });
});

describe('requests that outlive the page', () => {
  it('are given 60 KB together, of all clients, and the room back when the answer has been read', async () => {
    const sent = startNetwork();
    const [one, other] = [createPost('http://a', options), createPost('http://b', options)];
    const first = one(parcel(40_000));
    void other(parcel(30_000));
    void other(parcel(20_000));
    expect(sent.map(({ init }) => init.keepalive)).toEqual([true, false, true]);
    let close: () => void = () => undefined;
    const unread = new ReadableStream({ start: (controller) => void (close = () => controller.close()) });
    sent[0]?.answer(new Response(unread));
    await Promise.resolve();
    void one(parcel(30_000));
    expect(sent.at(-1)?.init.keepalive).toBe(false);
    close();
    await first;
    void one(parcel(30_000));
    expect(sent.at(-1)?.init.keepalive).toBe(true);
  });

  it('are nine at most', () => {
    const sent = startNetwork();
    const post = createPost('http://a', options);
    for (let i = 0; i < 10; i++) void post(parcel(1));
    expect(sent.map(({ init }) => init.keepalive)).toEqual([...Array.from({ length: 9 }, () => true), false]);
  });

  it('are beacons where keepalive does not exist, and only on the way out', async () => {
    const sent = startNetwork();
    const beacons: [string, Blob][] = [];
    vi.stubGlobal('navigator', { sendBeacon: (url: string, body: Blob) => beacons.push([url, body]) });
    const { keepalive } = Object.getOwnPropertyDescriptors(Request.prototype);
    Reflect.deleteProperty(Request.prototype, 'keepalive');
    try {
      const post = createPost('http://a', options);
      void post(parcel(10));
      await expect(post(parcel(10, { isLeaving: true }))).rejects.toThrow('no answer');
      expect(sent).toHaveLength(1);
      expect(beacons).toHaveLength(1);
      expect(beacons[0]?.[1].type).toBe('text/plain');
      expect(await beacons[0]?.[1].text()).toBe('x'.repeat(10));
    } finally {
      Object.defineProperty(Request.prototype, 'keepalive', keepalive);
    }
  });
});

describe('a fetch that the page has patched', () => {
  it('later does not see us', () => {
    const sent = startNetwork();
    const post = createPost('http://a', options);
    const patched = vi.fn<typeof fetch>();
    vi.stubGlobal('fetch', patched);
    void post(parcel(10));
    expect(sent).toHaveLength(1);
    expect(patched).not.toHaveBeenCalled();
  });

  it('before, and that throws, is a failure like any other', async () => {
    vi.stubGlobal('fetch', () => {
      throw new Error('of the page');
    });
    await expect(createPost('http://a', options)(parcel(10))).rejects.toThrow('of the page');
  });

  it('by zone.js is passed by', () => {
    const sent = startNetwork();
    vi.stubGlobal('__zone_symbol__fetch', fetch);
    vi.stubGlobal('fetch', () => {
      throw new Error('seen by zone.js');
    });
    void createPost('http://a', options)(parcel(10));
    expect(sent).toHaveLength(1);
  });
});
