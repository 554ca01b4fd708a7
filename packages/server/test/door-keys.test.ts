/** Who may: keys at the doors of telemetry and of the API, seen from a socket. */
import protobuf from 'protobufjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';
import { until } from '../../../test/kit/until.ts';
import { openKeep, type Keep } from '../src/keep/keep.ts';
import { createKey, revokeKey, type NewKey } from '../src/keep/keys.ts';
import { createProject, updateProject } from '../src/keep/projects.ts';
import { encode } from './otlp/encode.ts';

const PAGE = 'https://shop.example';
const ADMIN = 'sg_admin_0aB1cD2eF3gH4iJ5kL6mN7oP8qR';

let server: TemporaryServer;
/** The command line's hold of the same folder. */
let keep: Keep;
const keys = { ingest: '', browser: '', read: '', otherIngest: '', otherRead: '', revoked: '', paused: '' };
beforeAll(async () => {
  server = await startTemporary({ adminKey: ADMIN });
  keep = await openKeep({ dataDir: server.folder });
  for (const slug of ['shop', 'other', 'paused']) await createProject(keep, 'test', { slug });
  const make = async (given: NewKey): Promise<string> => (await createKey(keep, 'test', given)).key;
  keys.ingest = await make({ kind: 'ingest', project: 'shop' });
  keys.browser = await make({ kind: 'browser', project: 'shop', origins: [PAGE, 'https://*.shop.example'] });
  keys.read = await make({ kind: 'read', project: 'shop' });
  keys.otherIngest = await make({ kind: 'ingest', project: 'other' });
  keys.otherRead = await make({ kind: 'read', project: 'other' });
  keys.paused = await make({ kind: 'ingest', project: 'paused' });
  await updateProject(keep, 'test', 'paused', { status: 'paused' });
  const { key, id } = await createKey(keep, 'test', { kind: 'ingest', project: 'shop' });
  keys.revoked = key;
  await revokeKey(keep, 'test', id, { evenLastAdmin: true });
  // A change from outside is known within a second.
  await until(2000, async () =>
    (await send({ 'x-sightglass-key': keys.revoked })).message.includes('revoked') ? true : undefined,
  );
});
afterAll(async () => {
  await keep.close();
  await server.close();
});

const JSON_TYPE = { 'content-type': 'application/json' };

/** One span of a service, with attributes of its resource. */
function span(service: string, resource: Record<string, string> = {}): object {
  const attributes = Object.entries({ 'service.name': service, ...resource }).map(([key, stringValue]) => ({
    key,
    value: { stringValue },
  }));
  const now = `${Date.now()}000000`;
  const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
  const one = { traceId, spanId, name: 'GET /', kind: 2, startTimeUnixNano: now, endTimeUnixNano: now };
  return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans: [one] }] }] };
}

interface Sent {
  status: number;
  headers: Headers;
  code: number;
  message: string;
  body: { partialSuccess?: { rejectedSpans: string; errorMessage: string } };
}

async function send(headers: Record<string, string>, service = 'sent', path = '/v1/traces'): Promise<Sent> {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { ...JSON_TYPE, ...headers },
    body: JSON.stringify(span(service)),
  });
  const body = (await response.json()) as { code?: number; message?: string };
  const { code = 0, message = '' } = body;
  return { status: response.status, headers: response.headers, code, message, body: body as Sent['body'] };
}

async function ask(path: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
  const response = await fetch(`${server.url}/api/v1/${path}`, { headers });
  return { status: response.status, text: await response.text() };
}

const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

describe('[IN-01] the doors for telemetry, on a server with keys', () => {
  it.each([
    ['no key', {}, 401, 16, /asks for a key.*x-sightglass-key/],
    ['a wrong key', bearer('sg_ingest_0000000000000000000000000'), 401, 16, /not known here/],
    ['what is no key at all', { 'x-sightglass-key': 'password' }, 401, 16, /not known here/],
    ['credentials of another scheme', { authorization: 'Basic YTpi' }, 401, 16, /asks for a key/],
  ])('refuse %s', async (_, headers, status, code, message) => {
    for (const signal of ['traces', 'metrics', 'logs']) {
      const answer = await send(headers, 'refused', `/v1/${signal}`);
      expect(answer).toMatchObject({ status, code, message: expect.stringMatching(message) });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('refuse a revoked key, and say since when', async () => {
    expect(await send(bearer(keys.revoked))).toMatchObject({
      status: 401,
      code: 16,
      message: expect.stringMatching(/this key was revoked at 20\d\d-.*Z; send with another one/),
    });
  });

  it('refuse keys that are for reading', async () => {
    for (const key of [keys.read, ADMIN]) {
      expect(await send(bearer(key))).toMatchObject({
        status: 403,
        code: 7,
        message: expect.stringMatching(/may not send/),
      });
    }
  });

  it('refuse pages of a foreign origin, and do not let them hear why', async () => {
    for (const origin of ['https://evil.example', 'http://shop.example', 'https://shop.example.evil.example', 'null']) {
      const answer = await send({ 'x-sightglass-key': keys.browser, origin });
      expect(answer).toMatchObject({
        status: 403,
        code: 7,
        message: expect.stringContaining(`not for pages of ${origin}`),
      });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
    expect(await send({ 'x-sightglass-key': keys.browser })).toMatchObject({ status: 403, code: 7 });
  });

  it('refuse a secret key that stands in a page or in an address', async () => {
    expect(await send({ ...bearer(keys.ingest), origin: PAGE })).toMatchObject({
      status: 403,
      message: expect.stringMatching(/an ingest key is secret/),
    });
    expect(await send({}, 'refused', `/v1/traces?key=${keys.ingest}`)).toMatchObject({ status: 403 });
  });

  it('answer in the encoding of the request', async () => {
    const response = await fetch(`${server.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body: new Uint8Array(encode('ExportTraceServiceRequest', { resourceSpans: [] })),
    });
    expect(response.status).toBe(401);
    const { root } = protobuf.parse('syntax = "proto3"; message Status { int32 code = 1; string message = 2; }');
    const status = root.lookupType('Status').decode(new Uint8Array(await response.arrayBuffer()));
    expect(status).toMatchObject({ code: 16, message: expect.stringMatching(/asks for a key/) });
  });

  it('take what an ingest key sends, and a browser key from its own pages, by header and by address', async () => {
    expect(await send(bearer(keys.ingest))).toMatchObject({ status: 200 });
    expect(await send({ 'x-sightglass-key': keys.ingest })).toMatchObject({ status: 200 });
    for (const origin of [PAGE, 'https://de.shop.example']) {
      const answer = await send({ origin }, 'sent', `/v1/traces?key=${keys.browser}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    }
  });

  it.each([
    ['the pages of a browser key', PAGE, '', true],
    ['the pages of the key in the address', PAGE, 'browser', true],
    ['other pages', 'https://evil.example', '', false],
    ['other pages than those of the key in the address', 'https://evil.example', 'browser', false],
    ['pages with a secret key', PAGE, 'ingest', false],
  ] as const)('answer the preflight of %s', async (_, origin, key, isAllowed) => {
    const response = await fetch(`${server.url}/v1/traces${key === '' ? '' : `?key=${keys[key]}`}`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(response.headers.get('access-control-allow-origin')).toBe(isAllowed ? origin : null);
  });

  it('stamp the project of the key, whatever the sender claims', async () => {
    for (const claimed of ['other', 'default', '']) {
      const response = await fetch(`${server.url}/v1/traces`, {
        method: 'POST',
        headers: { ...JSON_TYPE, ...bearer(keys.ingest) },
        body: JSON.stringify(span('stamped', { 'sightglass.project': claimed, aaa: '1', zzz: '2' })),
      });
      expect(response.status).toBe(200);
    }
    await server.store.flush();
    const { rows } = await server.store.query<{ Project: string; resource: Record<string, string>; n: string }>(
      "SELECT Project, ResourceAttributes AS resource, toString(count()) AS n FROM otel.otel_traces WHERE ServiceName = 'stamped' GROUP BY ALL",
    );
    expect(rows).toEqual([
      {
        Project: 'shop',
        resource: { aaa: '1', 'service.name': 'stamped', 'sightglass.project': 'shop', zzz: '2' },
        n: '3',
      },
    ]);
    expect(Object.keys(rows[0]?.resource ?? {})).toEqual(['aaa', 'service.name', 'sightglass.project', 'zzz']);
  });

  it('[IN-06] keep two projects apart: neither is read with the key of the other', async () => {
    await send(bearer(keys.ingest), 'mine');
    await send(bearer(keys.otherIngest), 'theirs');
    await server.store.flush();
    const mine = await ask('services', bearer(keys.read));
    expect(mine.text).toContain('"mine"');
    expect(mine.text).not.toContain('"theirs"');
    const theirs = await ask('services', bearer(keys.otherRead));
    expect(theirs.text).toContain('"theirs"');
    expect(theirs.text).not.toContain('"mine"');
    expect((await ask('services?project=other', bearer(keys.read))).status).toBe(403);
  });

  it('[IN-06] answer 200 to a paused project, and count what they did not keep', async () => {
    const answer = await send(bearer(keys.paused), 'paused-service');
    expect(answer).toMatchObject({
      status: 200,
      body: { partialSuccess: { rejectedSpans: '1', errorMessage: '1 rejected: the project paused is paused' } },
    });
    await server.store.flush();
    const { rows } = await server.store.query("SELECT 1 FROM otel.otel_traces WHERE ServiceName = 'paused-service'");
    expect(rows).toEqual([]);
  });

  it('count what they refuse by project, signal and reason', async () => {
    const refused = async (project: string): Promise<Map<string, [requests: number, records: number]>> => {
      const { text } = await ask(`meta?project=${project}`, bearer(ADMIN));
      const body = JSON.parse(text) as {
        refused: { signal: string; reason: string; requests: number; records: number }[];
      };
      return new Map(
        body.refused.map(({ signal, reason, requests, records }) => [`${signal} ${reason}`, [requests, records]]),
      );
    };
    const before = { shop: await refused('shop'), paused: await refused('paused') };
    await send({ 'x-sightglass-key': 'unknown' });
    await send(bearer(keys.revoked), 'x', '/v1/logs');
    await send(bearer(keys.paused));
    const after = { shop: await refused('shop'), paused: await refused('paused') };
    const grown = (project: 'shop' | 'paused', what: string): number[] =>
      [0, 1].map((at) => (after[project].get(what)?.[at] ?? 0) - (before[project].get(what)?.[at] ?? 0));
    expect(grown('shop', 'traces unknown key')).toEqual([1, 0]);
    expect(grown('paused', 'traces unknown key')).toEqual([1, 0]);
    expect(grown('shop', 'logs revoked key')).toEqual([1, 0]);
    expect(grown('paused', 'traces the project paused is paused')).toEqual([1, 1]);
    expect([...after.paused.keys()]).not.toContain('logs revoked key');
  });

  it('count what they took by project', async () => {
    const received = async (project: string): Promise<number> => {
      const { text } = await ask(`meta?project=${project}`, bearer(ADMIN));
      return (JSON.parse(text) as { received: { spans: number } }).received.spans;
    };
    const [shop, other] = [await received('shop'), await received('other')];
    await send(bearer(keys.ingest));
    expect(await received('shop')).toBe(shop + 1);
    expect(await received('other')).toBe(other);
  });
});

describe('the API, on a server with keys', () => {
  it.each([
    ['no key', {}, 401, /asks for a key/],
    ['a wrong key', bearer('sg_read_0000000000000000000000000'), 401, /not known here/],
    ['a cookie of somebody', { cookie: 'sightglass_session=abc' }, 401, /asks for a key/],
  ])('refuses %s', async (_, headers, status, detail) => {
    const answer = await ask('services', headers);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ status, detail: expect.stringMatching(detail) });
  });

  it('refuses revoked keys and keys that may only send', async () => {
    expect((await ask('services', bearer(keys.revoked))).text).toMatch(/revoked at 20/);
    for (const key of [keys.ingest, keys.browser]) {
      const answer = await ask('services', bearer(key));
      expect(answer.status).toBe(403);
      expect(answer.text).toMatch(/may only send/);
    }
    expect((await ask(`services?key=${keys.read}`)).status).toBe(401);
  });

  it('does not repeat a key that stands in the wrong place', async () => {
    const { status, text } = await ask(`services?key=${keys.read}&where=${keys.read}`, bearer(keys.read));
    expect(status).toBe(400);
    expect(text).toContain('sg_read_…');
    expect(text).not.toContain(keys.read);
  });

  it('answers a read key about its own project, unasked', async () => {
    const { status, text } = await ask('meta', bearer(keys.read));
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ project: 'shop' });
  });

  it('shows a read key one project, and an admin key all', async () => {
    const slugs = async (key: string): Promise<string[]> => {
      const { items } = JSON.parse((await ask('projects', bearer(key))).text) as { items: { slug: string }[] };
      return items.map(({ slug }) => slug).toSorted();
    };
    expect(await slugs(keys.read)).toEqual(['shop']);
    expect(await slugs(ADMIN)).toEqual(['default', 'other', 'paused', 'shop']);
  });

  it('answers each question without a key by itself when many are asked at once', async () => {
    const response = await fetch(`${server.url}/api/v1/ask`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify({
        questions: [
          { id: 1, ask: 'services', params: {} },
          { id: 2, ask: 'session', params: {} },
        ],
      }),
    });
    const lines = (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: number; status: number });
    expect(response.status).toBe(200);
    expect(lines.map(({ id, status }) => `${id}: ${status}`).toSorted()).toEqual(['1: 401', '2: 200']);
  });

  it('serves health and pages without a key', async () => {
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  });
});
