import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Client } from '../client.ts';
import { createClient, type BrowserClientOptions } from './create-client.ts';

interface Sent {
  readonly url: URL;
  readonly body: string;
  readonly keepalive: boolean;
}

const SCOPE = { name: 'test' };

let storageName = '';
let count = 0;
let sent: Sent[] = [];
let respond: () => Promise<Response> = async () => new Response('{}');
const clients: Client[] = [];

async function textOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (bytes[0] !== 0x1f) return new TextDecoder().decode(bytes);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
}

function start(options: Partial<BrowserClientOptions> = {}): Client {
  const client = createClient({ endpoint: 'http://receiver/path/', resource: { a: 1 }, storageName, ...options });
  clients.push(client);
  return client;
}

function names(): string[] {
  return sent.flatMap(({ body }) => [...body.matchAll(/"eventName":"([^"]+)"/g)].map(([, name]) => name ?? ''));
}

async function databases(): Promise<(string | undefined)[]> {
  return (await indexedDB.databases()).map(({ name }) => name);
}

beforeEach(() => {
  storageName = `client ${count++}`;
  sent = [];
  respond = async () => new Response('{}');
  const receive = async (
    url: string,
    init: { body: Uint8Array<ArrayBuffer>; keepalive: boolean },
  ): Promise<Response> => {
    const answer = respond();
    sent.push({ url: new URL(url), body: await textOf(init.body), keepalive: init.keepalive });
    return answer;
  };
  vi.stubGlobal('fetch', vi.fn(receive));
});

afterEach(async () => {
  for (const client of clients.splice(0)) {
    client.setConsent('denied');
    await client.shutdown();
  }
  vi.unstubAllGlobals();
});

describe('a client in a page', () => {
  it('sends what it is given to the path of its endpoint, packed, and has nothing left', async () => {
    const client = start();
    for (let i = 0; i < 20; i++) client.addLog(SCOPE, { eventName: `event ${i}` });
    await client.flush();
    expect(sent).toHaveLength(1);
    expect(sent[0]?.url.href).toMatch(/^http:\/\/receiver\/path\/v1\/logs\?batch=/);
    expect(Math.abs(Number(sent[0]?.url.searchParams.get('sent_at')) - Date.now())).toBeLessThan(5000);
    expect(names()).toHaveLength(20);
    expect(sent[0]?.keepalive).toBe(true);
  });

  it('sends what a client before it could not', async () => {
    respond = async () => {
      throw new TypeError('offline');
    };
    const first = start();
    first.addLog(SCOPE, { eventName: 'a' });
    await first.shutdown();
    respond = async () => new Response('{}');
    const second = start();
    await second.flush();
    expect(names()).toEqual(['a', 'a']);
    expect(new Set(sent.map(({ url }) => url.searchParams.get('batch'))).size).toBe(1);
    await second.flush();
    expect(sent).toHaveLength(2);
  });

  it.each(['visibilitychange', 'pagehide'])(
    'sends at %s without waiting, also what others record just then',
    async (name) => {
      if (name === 'visibilitychange') vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
      const client = start();
      client.addLog(SCOPE, { eventName: 'before' });
      const target = name === 'pagehide' ? window : document;
      target.addEventListener(name, () => client.addLog(SCOPE, { eventName: 'meanwhile' }), { once: true });
      window.addEventListener(name, () => client.addLog(SCOPE, { eventName: 'after us' }), { once: true });
      target.dispatchEvent(new Event(name, { bubbles: name === 'visibilitychange' }));
      await vi.waitFor(() => expect(names().sort()).toEqual(['after us', 'before', 'meanwhile']), { timeout: 900 });
    },
  );

  it('sends what waits before it asks what else there is, and that before the page can end', async () => {
    let waiting: number | undefined;
    const client = start({
      onLeave(isOver) {
        if (waiting !== undefined) return;
        waiting = vi.mocked(fetch).mock.calls.length;
        client.addLog(SCOPE, { eventName: isOver ? 'last' : 'hidden' });
      },
    });
    client.addLog(SCOPE, { eventName: 'before' });
    dispatchEvent(new Event('pagehide'));
    // Both requests have begun when the event is over.
    expect([waiting, vi.mocked(fetch).mock.calls.length]).toEqual([1, 2]);
    await vi.waitFor(() => expect(names().sort()).toEqual(['before', 'last']));
  });

  it('listens to nothing that keeps a page out of the back/forward cache, and to nothing at all after its shutdown', async () => {
    const added = vi.spyOn(globalThis, 'addEventListener');
    const client = start();
    const listened = added.mock.calls.map(([name]) => name);
    expect(new Set(listened)).toEqual(new Set(['online', 'pagehide', 'pageshow', 'visibilitychange']));
    await client.shutdown();
    client.addLog(SCOPE, { eventName: 'late' });
    dispatchEvent(new Event('pagehide'));
    expect(sent).toEqual([]);
  });

  it.each(['pending', 'denied'] as const)('makes no database and no request while consent is %s', async (consent) => {
    const client = start({ consent });
    client.addLog(SCOPE, { eventName: 'a' });
    dispatchEvent(new Event('pagehide'));
    await client.flush();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(sent).toEqual([]);
    expect(await databases()).not.toContain(storageName);
    expect(localStorage.getItem(storageName)).toBeNull();
  });

  it('deletes its database when consent is taken back', async () => {
    respond = async () => new Response('', { status: 503 });
    const client = start();
    client.addLog(SCOPE, { eventName: 'a' });
    await client.flush();
    expect(await databases()).toContain(storageName);
    client.setConsent('denied');
    await vi.waitFor(async () => expect(await databases()).not.toContain(storageName));
  });

  it('stores nothing where it is asked not to', async () => {
    respond = async () => new Response('', { status: 503 });
    const client = start({ storage: 'memory' });
    client.addLog(SCOPE, { eventName: 'a' });
    await client.flush();
    expect(await databases()).not.toContain(storageName);
    respond = async () => new Response('{}');
    await client.flush();
    expect(names()).toEqual(['a', 'a']);
  });

  it('works without locks, without IndexedDB and without gzip', async () => {
    vi.stubGlobal('navigator', {});
    vi.stubGlobal('indexedDB', undefined);
    vi.stubGlobal('CompressionStream', undefined);
    const client = start();
    for (let i = 0; i < 50; i++) client.addLog(SCOPE, { eventName: `event ${i}` });
    await client.flush();
    expect(names()).toHaveLength(50);
  });

  it('says what an endpoint must be', () => {
    expect(() => start({ endpoint: 'http://[' })).toThrow(
      'endpoint must be an address such as https://example.com, got http://[',
    );
  });

  it('takes an endpoint relative to the page', async () => {
    const client = start({ endpoint: '/ingest' });
    client.addLog(SCOPE, { eventName: 'a' });
    await client.flush();
    expect(sent[0]?.url.href).toContain(`${location.origin}/ingest/v1/logs?`);
  });
});
