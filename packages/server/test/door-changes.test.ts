/** Signing in, and changing projects, keys and saved views: who may, from where, and what the audit says of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';
import { createKey } from '../src/keep/keys.ts';
import { createAttempts } from '../src/serve/routes/attempts.ts';
import { serveStore } from './population/served.ts';

const ADMIN = 'sg_admin_0aB1cD2eF3gH4iJ5kL6mN7oP8qR';

let server: TemporaryServer;
let readKey: string;
let readId: string;
beforeAll(async () => {
  server = await startTemporary({ adminKey: ADMIN });
  const made = await change('POST', 'projects/default/keys', { kind: 'read', name: 'reader' });
  readKey = made.body.key;
  readId = made.body.id;
});
afterAll(() => server.close());

interface Answered {
  status: number;
  headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- bodies of many shapes, each looked at by its test
  body: any;
}

async function call(method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<Answered> {
  const response = await fetch(`${server.url}/api/v1/${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** A change with the admin key. */
function change(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answered> {
  return call(method, path, { authorization: `Bearer ${ADMIN}`, ...headers }, body);
}

/** Signs in; what the browser would keep. */
async function signIn(key: string): Promise<Record<string, string>> {
  const answer = await call('POST', 'session', { origin: server.url }, { key });
  expect(answer.status).toBe(200);
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  return { cookie, origin: server.url };
}

describe('a session', () => {
  it('is told to everybody: who asks, and whether a key is needed', async () => {
    expect((await call('GET', 'session', {})).body).toMatchObject({ needsKey: true, principal: null, projects: [] });
    expect((await call('GET', 'session', { authorization: `Bearer ${readKey}` })).body).toMatchObject({
      needsKey: true,
      principal: { kind: 'read', project: 'default', name: 'reader' },
      project: 'default',
      projects: [{ slug: 'default', name: 'Default' }],
    });
  });

  it('is opened with a key, lives in a cookie that no script reads, and ends', async () => {
    const opened = await call('POST', 'session', { origin: server.url }, { key: readKey });
    expect(opened.body).toEqual({ kind: 'read', project: 'default', name: 'reader' });
    const cookie = opened.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^sightglass_session=[0-9A-Za-z]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(readKey);
    const page = { cookie: cookie.split(';')[0] ?? '', origin: server.url };
    expect((await call('GET', 'services', page)).status).toBe(200);
    const closed = await call('DELETE', 'session', page);
    expect(closed.status).toBe(204);
    expect(closed.headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await call('GET', 'services', page)).status).toBe(401);
  });

  it('is for TLS only where browsers use TLS', async () => {
    const answer = await call(
      'POST',
      'session',
      { 'x-forwarded-proto': 'https', origin: server.url },
      { key: readKey },
    );
    expect(answer.headers.get('set-cookie')).toMatch(/; Secure$/);
  });

  it('ends with its key', async () => {
    const { body } = await change('POST', 'projects/default/keys', { kind: 'read' });
    const page = await signIn(body.key);
    expect((await call('GET', 'services', page)).status).toBe(200);
    expect((await change('DELETE', `projects/default/keys/${body.id}`)).status).toBe(204);
    expect((await call('GET', 'services', page)).status).toBe(401);
    expect((await call('POST', 'session', {}, { key: body.key })).body.detail).toMatch(/revoked/);
  });

  it('is not opened with the key of a sender', async () => {
    const { body } = await change('POST', 'projects/default/keys', { kind: 'ingest' });
    const answer = await call('POST', 'session', {}, { key: body.key });
    expect(answer.status).toBe(403);
    expect(answer.body.detail).toMatch(/key of a sender \(ingest\)/);
  });

  it('is refused after ten wrong keys within a minute, and to this address only', () => {
    let nowMs = 0;
    const attempts = createAttempts(() => nowMs);
    for (let count = 0; count < 10; count++) {
      attempts.check('10.0.0.1');
      attempts.fail('10.0.0.1');
      nowMs += 1000;
    }
    expect(() => attempts.check('10.0.0.1')).toThrow('Try again in 50 s');
    expect(() => attempts.check('10.0.0.2')).not.toThrow();
    nowMs += 50_000;
    expect(() => attempts.check('10.0.0.1')).not.toThrow();
  });

  it('says when to come again after too many wrong keys', async () => {
    const other = await serveAnother();
    try {
      const answers = [];
      for (let count = 0; count < 11; count++)
        answers.push(await other.signIn(`sg_read_${String(count).repeat(11)}0000000000000`));
      expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
      expect(Number(answers.at(-1)?.retryAfter)).toBeGreaterThan(50);
    } finally {
      await other.close();
    }
  });
});

describe('a change', () => {
  it('needs an admin key', async () => {
    for (const [method, path, body] of [
      ['POST', 'projects', { slug: 'x' }],
      ['PATCH', 'projects/default', { status: 'paused' }],
      ['DELETE', 'projects/default', undefined],
      ['POST', 'projects/default/keys', { kind: 'admin' }],
      ['DELETE', `projects/default/keys/${readId}`, undefined],
      ['GET', 'projects/default/keys', undefined],
      ['GET', 'projects/default/audit', undefined],
      ['POST', 'views', { name: 'x', page: 'logs', address: '/logs' }],
    ] as const) {
      const { status } = await call(method, path, {}, body);
      expect(`${path}: ${status}`).toBe(`${path}: 401`);
      const refused = await call(method, path, { authorization: `Bearer ${readKey}` }, body);
      expect(`${path}: ${refused.status}`).toBe(`${path}: 403`);
      expect(refused.body.detail).toMatch(/Use an admin key/);
    }
  });

  it('is not made by a page of somebody else, even with the cookie', async () => {
    const { cookie = '' } = await signIn(ADMIN);
    for (const headers of [
      { cookie, origin: 'https://evil.example' },
      { cookie, origin: 'null' },
      { cookie, 'sec-fetch-site': 'cross-site' },
      { cookie },
    ] as Record<string, string>[]) {
      const answer = await call('POST', 'projects', headers, { slug: 'foreign' });
      expect(answer.status).toBe(403);
    }
    const form = await call(
      'POST',
      'projects',
      { cookie, origin: server.url, 'content-type': 'text/plain' },
      '{"slug":"foreign"}',
    );
    expect(form.status).toBe(415);
    const { body } = await change('GET', 'projects');
    expect(body.items.map(({ slug }: { slug: string }) => slug)).not.toContain('foreign');
    expect((await call('POST', 'projects', { cookie, origin: server.url }, { slug: 'own-page' })).status).toBe(201);
  });

  it.each([
    ['POST', 'projects', { slug: 'A b' }, /slug cannot be used: Write 1 to 40 of a-z/],
    [
      'POST',
      'projects',
      { slug: 'x', colour: 'red' },
      /colour cannot be used: Leave it out: POST projects takes slug, name, timezone/,
    ],
    ['POST', 'projects', {}, /slug cannot be used: Give it: it is required/],
    ['POST', 'projects', [], /Send a JSON object/],
    ['POST', 'projects', '{', /not JSON/],
    [
      'POST',
      'projects',
      { slug: 'x', timezone: 'Mars/Olympus' },
      /timezone cannot be used: Write the name of a time zone/,
    ],
    ['PATCH', 'projects/default', { status: 'asleep' }, /status cannot be used: Write active or paused/],
    [
      'POST',
      'projects/default/keys',
      { kind: 'root' },
      /kind cannot be used: Write one of ingest, browser, read, admin/,
    ],
    ['POST', 'projects/default/keys', { kind: 'browser' }, /origins cannot be used/],
    [
      'POST',
      'projects/default/keys',
      { kind: 'read', origins: ['https://a.b'] },
      /origins cannot be used: Give origins for a browser key/,
    ],
    [
      'POST',
      'projects/default/keys',
      { kind: 'browser', origins: ['shop.example'] },
      /origins cannot be used: Write scheme, host/,
    ],
    [
      'POST',
      'views',
      { name: 'x', page: 'logs', address: 'https://evil.example/' },
      /address cannot be used: Write path/,
    ],
    ['POST', 'views', { name: 'x', page: 'logs', address: '//evil.example/' }, /address cannot be used/],
    ['POST', 'views', { name: 'x', page: 'logs', address: '/\\evil.example/' }, /address cannot be used/],
  ] as const)('%s %s says what is wrong with %j', async (method, path, body, detail) => {
    const answer = await change(method, path, body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body.detail).toMatch(detail);
  });

  it('of a body that is too large is refused, with and without its length', async () => {
    const large = JSON.stringify({ slug: 'x', name: 'y'.repeat(1024 * 1024) });
    expect((await change('POST', 'projects', large)).status).toBe(413);
    const chunks = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(large));
        controller.close();
      },
    });
    const response = await fetch(`${server.url}/api/v1/projects`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' },
      body: chunks,
      duplex: 'half',
    });
    expect(response.status).toBe(413);
    await response.body?.cancel();
  });

  it('of what there is not is a 404, and of what cannot be a 409', async () => {
    expect((await change('PATCH', 'projects/nowhere', { name: 'x' })).status).toBe(404);
    expect((await change('DELETE', 'projects/nowhere')).status).toBe(404);
    expect((await change('POST', 'projects/nowhere/keys', { kind: 'read' })).status).toBe(404);
    expect((await change('DELETE', 'projects/default/keys/nothing')).status).toBe(404);
    expect((await change('POST', 'views?project=nowhere', { name: 'x', page: 'logs', address: '/logs' })).status).toBe(
      404,
    );
    expect((await change('POST', 'projects', { slug: 'default' })).status).toBe(409);
    expect((await change('DELETE', 'projects/default')).status).toBe(409);
  });

  it('does not revoke the last admin key', async () => {
    const { body } = await change('GET', 'projects/default/keys');
    const { id } = body.items.find((key: { kind: string }) => key.kind === 'admin');
    const answer = await change('DELETE', `projects/default/keys/${id}`);
    expect(answer.status).toBe(409);
    expect(answer.body.detail).toMatch(/last admin key/);
  });

  it('answers the other methods of its address with 405', async () => {
    const answer = await change('PUT', 'projects');
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
  });
});

describe('a saved view', () => {
  const content = { name: 'Failed orders', page: 'logs', address: '/logs?q=order&severity=error' };

  it('is changed only as it was read', async () => {
    const made = await change('POST', 'views', content);
    expect(made.status).toBe(201);
    expect(made.headers.get('etag')).toBe('"1"');
    const { id } = made.body;
    expect((await change('PUT', `views/${id}`, content)).status).toBe(428);
    expect((await change('PUT', `views/${id}`, content, { 'if-match': '*' })).status).toBe(400);
    const changed = await change('PUT', `views/${id}`, { ...content, name: 'Orders' }, { 'if-match': '"1"' });
    expect(changed).toMatchObject({ status: 200, body: { id, name: 'Orders', version: 2 } });
    expect(changed.headers.get('etag')).toBe('"2"');
    const stale = await change('PUT', `views/${id}`, content, { 'if-match': '"1"' });
    expect(stale.status).toBe(412);
    expect(stale.body.detail).toMatch(/at version 2/);
    expect((await change('DELETE', `views/${id}`, undefined, { 'if-match': '"1"' })).status).toBe(412);
    expect((await call('GET', 'views?page=logs', { authorization: `Bearer ${readKey}` })).body.items).toMatchObject([
      { id, name: 'Orders', version: 2 },
    ]);
    expect((await call('GET', 'views?page=traces', { authorization: `Bearer ${readKey}` })).body.items).toEqual([]);
    expect((await change('DELETE', `views/${id}`, undefined, { 'if-match': '"2"' })).status).toBe(204);
    expect((await change('DELETE', `views/${id}`, undefined, { 'if-match': '"2"' })).status).toBe(404);
  });
});

describe('the audit', () => {
  it('has one row for each change, with who made it, newest first, page by page', async () => {
    const slug = 'audited';
    await change('POST', 'projects', { slug });
    await change('PATCH', `projects/${slug}`, { timezone: 'Europe/Berlin' });
    await change('PATCH', `projects/${slug}`, { status: 'asleep' });
    const key = (await change('POST', `projects/${slug}/keys`, { kind: 'read', name: 'team' })).body;
    const page = await signIn(key.key);
    await call('DELETE', 'session', page);
    const view = (await change('POST', `views?project=${slug}`, { name: 'v', page: 'logs', address: '/logs' })).body;
    await change(
      'PUT',
      `views/${view.id}?project=${slug}`,
      { name: 'w', page: 'logs', address: '/logs' },
      { 'if-match': '"1"' },
    );
    await change('DELETE', `views/${view.id}?project=${slug}`, undefined, { 'if-match': '"2"' });
    await change('DELETE', `projects/${slug}/keys/${key.id}`);
    await change('DELETE', `projects/${slug}`);
    const { items, next } = (await change('GET', `projects/${slug}/audit`)).body;
    expect(next).toBeNull();
    expect(items.map(({ action, target }: Record<string, string>) => `${action} ${target}`)).toEqual([
      `project.remove ${slug}`,
      `key.revoke ${key.id}`,
      `view.remove ${view.id}`,
      `view.update ${view.id}`,
      `view.create ${view.id}`,
      `session.close ${key.id}`,
      `session.open ${key.id}`,
      `key.create ${key.id}`,
      `project.update ${slug}`,
      `project.create ${slug}`,
    ]);
    expect(items.at(-2).detail).toEqual({ timezone: 'Europe/Berlin' });
    expect(items[0].actor).toMatch(/^key \w{12} \(SIGHTGLASS_ADMIN_KEY\)$/);
    expect(items.find(({ action }: Record<string, string>) => action === 'session.open').actor).toBe(
      `key ${key.id} (team)`,
    );
    expect(JSON.stringify(items)).not.toContain(key.key);
    const first = (await change('GET', `projects/${slug}/audit?limit=4`)).body;
    const second = (await change('GET', `projects/${slug}/audit?limit=6&cursor=${first.next}`)).body;
    expect([...first.items, ...second.items]).toEqual(items);
  });
});

/** Another server, whose failed sign-ins are its own. */
async function serveAnother(): Promise<{
  signIn: (key: string) => Promise<{ status: number; retryAfter: string | null }>;
  close: () => Promise<void>;
}> {
  const served = await serveStore(server.store);
  await createKey(served.keep, 'test', { kind: 'admin', project: 'default' });
  return {
    async signIn(key) {
      const response = await fetch(`${served.url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ key }),
      });
      await response.body?.cancel();
      return { status: response.status, retryAfter: response.headers.get('retry-after') };
    },
    close: () => served.close(),
  };
}
