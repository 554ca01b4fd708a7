import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient, type Client, type NodeClientOptions } from './index.ts';

interface Received {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const SCOPE = { name: 'test' };
const EVENTS = ['exit', 'beforeExit', 'SIGTERM', 'SIGINT', 'SIGHUP', 'newListener', 'removeListener'] as const;
const counts = (): number[] => [...EVENTS.map((name) => process.listenerCount(name)), process.getMaxListeners()];

let server: Server;
let endpoint: string;
let received: Received[];
let parent: string;
let clients: Client[];

function client(options: Partial<NodeClientOptions> = {}): Client {
  const made = createClient({ endpoint, resource: { 'service.name': 'shop' }, ...options });
  clients.push(made);
  return made;
}

beforeEach(async () => {
  [received, clients] = [[], []];
  server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const { url = '', headers } = request;
      const text = (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
      received.push({ url, headers, text });
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  parent = mkdtempSync(join(tmpdir(), 'sightglass-node-'));
});
afterEach(async () => {
  await Promise.all(clients.map((made) => made.shutdown()));
  server.closeAllConnections();
  server.close();
  rmSync(parent, { recursive: true });
  vi.unstubAllEnvs();
});

describe('a client in Node', () => {
  it('sends to a server of ours with its key, and what tells of batch and time', async () => {
    const made = client({ key: 'sg_ingest_1' });
    made.addLog(SCOPE, { body: 'hello' });
    await made.flush();
    expect(received).toMatchObject([
      { headers: { 'x-sightglass-key': 'sg_ingest_1', 'content-type': 'application/json' } },
    ]);
    expect(received[0]?.url).toMatch(/^\/v1\/logs\?batch=[\da-f-]{36}&sent_at=\d{13}$/);
    expect(received[0]?.text).toContain('{"stringValue":"hello"}');
  });

  it('sends to any other receiver what OTLP knows, and the headers that it wants', async () => {
    const made = client({ isSightglass: false, headers: { authorization: 'Bearer x' } });
    made.addMetric(SCOPE, { name: 'm', kind: 'gauge', points: [{ start: 1e12, time: 1e12, value: 1 }] });
    await made.flush();
    expect(received).toMatchObject([{ url: '/v1/metrics', headers: { authorization: 'Bearer x' } }]);
  });

  it('packs what is worth it', async () => {
    const made = client();
    for (let i = 0; i < 100; i++) made.addLog(SCOPE, { body: `event ${i}` });
    await made.flush();
    expect(received).toMatchObject([{ headers: { 'content-encoding': 'gzip' } }]);
    expect(Number(received[0]?.headers['content-length'])).toBeLessThan((received[0]?.text.length ?? 0) / 4);
    expect(received[0]?.text).toContain('event 99');
  });

  it.each(['pending', 'denied'] as const)('sends and stores nothing while the consent is %s', async (consent) => {
    const bufferDir = join(parent, 'buffer');
    const made = client({ consent, bufferDir });
    made.addLog(SCOPE, { body: 'before' });
    await new Promise((resolve) => setTimeout(resolve, 1300));
    await made.flush();
    expect([received, existsSync(bufferDir)]).toEqual([[], false]);
    made.setConsent('granted');
    made.addLog(SCOPE, { body: 'after' });
    await made.flush();
    const text = received.map((request) => request.text).join();
    expect([text.includes('before'), text.includes('after')]).toEqual([consent === 'pending', true]);
  });

  it('removes what is stored when the consent is taken back', async () => {
    const bufferDir = join(parent, 'buffer');
    server.close();
    const made = client({ bufferDir });
    made.addLog(SCOPE, { body: 'private' });
    await vi.waitUntil(() => existsSync(bufferDir) && readdirSync(bufferDir).length > 0, { timeout: 5000 });
    made.setConsent('denied');
    await vi.waitUntil(() => !existsSync(bufferDir), { timeout: 5000 });
    await made.flush();
    expect(existsSync(bufferDir)).toBe(false);
  });

  it('finds its folder in the environment, and works without one that can be made', async () => {
    vi.stubEnv('SIGHTGLASS_BUFFER_DIR', join(parent, 'from-environment'));
    const made = client();
    made.addLog(SCOPE, { body: 'hello' });
    await vi.waitUntil(() => existsSync(join(parent, 'from-environment')), { timeout: 5000 });
    const denied = client({ bufferDir: '/proc/cannot/be/made' });
    denied.addLog(SCOPE, { body: 'from memory' });
    await Promise.all([made.flush(), denied.flush()]);
    expect(received.map(({ text }) => text).join()).toContain('from memory');
  });

  it.each(['', 'localhost:4318', 'ftp://localhost'])('says what is wrong with the endpoint %j', (wrong) => {
    expect(() => client({ endpoint: wrong })).toThrow(
      new RangeError(`endpoint must be an address such as http://localhost:4318, got ${JSON.stringify(wrong)}`),
    );
  });
});

describe('the program around clients', () => {
  it('has one set of listeners more, however many clients there are, and as many as before when they are shut down', async () => {
    const before = counts();
    const first = client();
    const during = counts();
    const second = client();
    expect(during).not.toEqual(before);
    expect(counts()).toEqual(during);
    await first.shutdown();
    await first.shutdown();
    expect(counts()).toEqual(during);
    await second.shutdown();
    expect(counts()).toEqual(before);
  });

  it('finds no listener of ours beside its own for a signal', async () => {
    const own = (): void => {};
    const made = client();
    const alone = process.listenerCount('SIGHUP');
    process.on('SIGHUP', own);
    await Promise.resolve();
    expect(process.listeners('SIGHUP')).toEqual([own]);
    process.removeListener('SIGHUP', own);
    expect(process.listenerCount('SIGHUP')).toBe(alone);
    await made.shutdown();
  });
});
