import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createApp } from '../src/serve/app.ts';
import { questions } from '../src/serve/questions/index.ts';
import { changeRoutes } from '../src/serve/routes/index.ts';
import { ServerError } from '../src/errors.ts';
import type { Store } from '../src/store/store.ts';
import { openStream } from './event-source.ts';
import { createLines, insertLines } from './population/logs.ts';
import { createMaker, traceIdOf } from './population/population.ts';
import { insertSpans } from './population/rows.ts';
import { INGEST, serve, serveStore, type Served } from './population/served.ts';

const nowMs = Date.now();
const make = createMaker();
const at = (secondsAgo: number): bigint => BigInt(nowMs - secondsAgo * 1000) * 1_000_000n;
const shop = make({
  traceId: traceIdOf(1),
  service: 'shop',
  name: 'GET /a,b "c"',
  start: at(60),
  duration: 5_000_000,
  resource: { 'service.version': '1' },
});
const slashed = make({
  traceId: traceIdOf(2),
  service: 'team/shop é',
  name: 'GET /',
  start: at(50),
  duration: 5_000_000,
});
const foreign = make({
  traceId: traceIdOf(3),
  service: 'secret',
  name: 'GET /',
  start: at(40),
  duration: 5_000_000,
  resource: { 'sightglass.project': 'other' },
});

/** One point of each gauge. */
async function insertLevels(
  store: Store,
  levels: readonly { name: string; resource: Record<string, string> }[],
): Promise<void> {
  const rows = levels.map(({ name, resource }) => {
    const pairs = Object.entries(resource).flatMap(([key, value]) => [`'${key}'`, `'${value}'`]);
    return `(map(${pairs.join(', ')}), '${resource['service.name']}', '${name}', fromUnixTimestamp64Milli(${nowMs - 30_000}, 'UTC'), 1)`;
  });
  await store.command(
    `INSERT INTO ${store.database}.otel_metrics_gauge (ResourceAttributes, ServiceName, MetricName, TimeUnix, Value) VALUES ${rows.join(', ')}`,
  );
}

/** One visit of a page of each project, under the same ids, with a recording. */
async function insertVisits(store: Store): Promise<void> {
  const own =
    "map('session.id', 'visit', 'sightglass.replay.id', 'recording', 'sightglass.page.id', 'page', 'browser.web_vital.name', 'lcp', 'url.full', 'https://shop.test/')";
  const events = ['browser.navigation', 'browser.web_vital', 'browser.resource_timing', 'sightglass.replay.chunk'];
  const rows = events.flatMap((event) =>
    [`'shop', '[{}]', map()`, `'secret', '[{"of":"secret"}]', map('sightglass.project', 'other')`].map(
      (rest) => `(fromUnixTimestamp64Milli(${nowMs - 30_000}, 'UTC'), '${event}', ${own}, ${rest})`,
    ),
  );
  await store.command(
    `INSERT INTO ${store.database}.otel_logs (Timestamp, EventName, LogAttributes, ServiceName, Body, ResourceAttributes) VALUES ${rows.join(', ')}`,
  );
}

let served: Served;
/** The same store behind an API whose every statement runs until it is stopped. */
let slow: Served;
let impatient: Served;
beforeAll(async () => {
  served = await serve();
  await insertSpans(served.store, [shop, slashed, foreign]);
  const ofOther = { 'service.name': 'secret', 'sightglass.project': 'other' };
  await insertLines(
    served.store,
    createLines(1, 1, nowMs, nowMs).flatMap((line) => {
      const known = { ...line, time: at(30), attributes: { 'log.record.uid': 'known' } };
      return [known, { ...known, service: 'secret', body: '"secret"', resource: ofOther }];
    }),
  );
  await insertLevels(served.store, [
    { name: 'shop.level', resource: { 'service.name': 'shop' } },
    { name: 'secret.level', resource: { 'service.name': 'secret', 'sightglass.project': 'other' } },
  ]);
  await insertVisits(served.store);
  const endless: Store = {
    ...served.store,
    query: (_sql, _params, options) =>
      served.store.query('SELECT sum(sleepEachRow(0.00001)) AS slow FROM numbers(1000000000)', {}, options),
  };
  slow = await serveStore(endless);
  impatient = await serveStore(endless, { queryMs: 300 });
});
afterAll(async () => {
  await slow.close();
  await impatient.close();
  await served.close();
});
afterEach(() => vi.restoreAllMocks());

interface Answered {
  status: number;
  headers: Headers;
  text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- bodies of many shapes, each looked at by its test
  body: any;
}

async function get(path: string, init: RequestInit = {}, from: Served = served): Promise<Answered> {
  const response = await fetch(`${from.url}${path}`, init);
  const text = await response.text();
  const isJson = /[/+]json$/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
}

function post(body: unknown, init: RequestInit = {}, from: Served = served): Promise<Answered> {
  return get(
    '/api/v1/ask',
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), ...init },
    from,
  );
}

/** With headers that fetch does not let us set. */
function getAs(headers: Record<string, string>, path = '/api/v1/services'): Promise<number> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(served.url);
    httpRequest({ port, host: '127.0.0.1', path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

/** Statements that run in the engine now, but for this one. */
async function running(): Promise<number> {
  const { rows } = await served.store.query<{ n: string }>(
    "SELECT toString(count()) AS n FROM system.processes WHERE query LIKE '%sleepEachRow%' AND query NOT LIKE '%system.processes%'",
  );
  return Number(rows[0]?.n);
}

/** Every table of a statement is bounded by project and time. */
function expectBounded(sql: string, values: Record<string, unknown>): void {
  const tables = sql.match(/\b(?:FROM|JOIN)\s+\w+\.\w+/g) ?? [];
  const bounded = sql.match(
    /FROM otel\.\w+ (?:PREWHERE \([^)]*\)+ )?WHERE Project = \{p\d+:String\} AND (?:(Timestamp|Minute|Time|TimeUnix) >= fromUnixTimestamp64Milli\(\{p\d+:Int64\}, 'UTC'\) AND \1 < fromUnix|Start < fromUnixTimestamp64Milli\(\{p\d+:Int64\}, 'UTC'\) AND End \+ 1 >= fromUnix)/g,
  );
  expect({ sql, bounded: bounded?.length }).toEqual({ sql, bounded: tables.length });
  expect(tables.length).toBeGreaterThan(0);
  expect(Object.values(values)).toContain('default');
}

/** Questions that read none of the tables of telemetry. */
const withoutTelemetry = new Set([
  'meta',
  'session',
  'refused',
  'keeping',
  'projects',
  'projects/:project/keys',
  'projects/:project/audit',
  'views',
]);

describe('every question', () => {
  const params = {
    project: 'default',
    service: 'shop',
    name: 'shop.level',
    traceId: traceIdOf(1),
    spanId: shop.spanId,
    key: 'service.name',
    id: 'visit',
  };
  const required: Readonly<Record<string, string>> = {
    'logs/context': `&uid=known&timeUnixNano=${at(30)}`,
    'sessions/:id/replay': '&replay=recording',
    'vitals/series': '&name=lcp',
  };
  for (const { name } of questions) {
    const path = name.replaceAll(/:(\w+)/g, (_, part: keyof typeof params) => params[part]);
    const more = required[name] ?? '';

    test(`${name} reads its own project and its own time only`, async () => {
      const variants = ['', '&from=-3h', '&columns=1', '&status=error&q=x&minDurationMs=1', '&service=shop&where=a=b'];
      const ofLogs = ['&q=line+-%22a+phrase%22&where=severity>info', '&signal=logs&q=s', '&signal=metrics'];
      const ofPages = ['&has=replay&user=u&q=x&where=a!=b&where=c=d', '&by=page&where=a=b', '&at=1', '&sort=failed'];
      const answers = await Promise.all(
        [...variants, ...ofLogs, ...ofPages].map((variant) => get(`/api/v1/${path}?explain=1${more}${variant}`)),
      );
      const run = answers.flatMap(({ status, body }) => (status === 200 ? body.explain : []));
      expect(run.length).toBeGreaterThanOrEqual(withoutTelemetry.has(name) ? 0 : 1);
      for (const { sql, params: values } of run) expectBounded(sql, values);
    });

    test(`${name} shows nothing of another project`, async () => {
      const { text } = await get(
        `/api/v1/${path.replaceAll(traceIdOf(1), traceIdOf(3)).replaceAll('shop', 'secret').replaceAll(shop.spanId, foreign.spanId)}?${more}`,
      );
      expect(text.replaceAll(/trace \w+|\/services\/secret/g, '')).not.toContain('secret"');
      expect(text).not.toContain(foreign.spanId + '"');
    });
  }

  test('of a live stream reads its own project and its own time only', async () => {
    const run: { sql: string; params: Record<string, unknown> }[] = [];
    const spied = await serveStore({
      ...served.store,
      query: (sql, params, options) => {
        run.push({ sql, params: { ...params } });
        return served.store.query(sql, params, options);
      },
    });
    const lists = ['a:logs', 'b:logs?q=line&where=a=b&service=shop', 'c:traces?q=x&status=error', 'd:traces'];
    const stream = await openStream(
      `${spied.url}/api/v1/live?${lists.map((list) => `sub=${encodeURIComponent(list)}`).join('&')}`,
    );
    const news = run.filter(({ sql }) => sql.includes('FROM otel.'));
    expect(news.length).toBeGreaterThanOrEqual(lists.length);
    for (const { sql, params: values } of news) expectBounded(sql, values);
    stream.close();
    await spied.close();
  });

  test('shows the project that it is asked for', async () => {
    const { body } = await get('/api/v1/services?project=other');
    expect(body.items.map((item: { service: string }) => item.service)).toEqual(['secret']);
  });
});

describe('a question that cannot be read', () => {
  for (const [query, field, value, remedy] of [
    ['services?foo=1', 'foo', '1', /services takes project, explain, from/],
    ['services?from=yesterday', 'from', 'yesterday', /RFC 3339/],
    ['services?from=2026-02-31T00:00Z', 'from', '2026-02-31T00:00Z', /RFC 3339/],
    ['services?from=2026-11-20T02:31', 'from', '2026-11-20T02:31', /RFC 3339/],
    ['services?from=now&to=-1h', 'from', 'now', /before to/],
    ['services?limit=1001', 'limit', '1001', /1 to 1000/],
    ['services?from=-1h&from=-2h', 'from', ['-1h', '-2h'], /once/],
    ['services?project=A', 'project', 'A', /a-z/],
    ['services?where=nonsense', 'where', 'nonsense', /key=value/],
    ['services?where=kind=cook', 'where', 'kind=cook', /server/],
    ['services?where=duration>5', 'where', 'duration>5', /500ms/],
    ['services?where=body=x', 'where', 'body=x', /logs/],
    ['services?where=a=%22x', 'where', 'a="x', /JSON string/],
    ['services?where=a=~(', 'where', 'a=~(', /RE2/],
    ['services?cursor=abc', 'cursor', 'abc', /next/],
    ['service-series?step=1s', 'step', '1s', /500 points/],
    ['service-series?step=soon', 'step', 'soon', /30s/],
    ['traces?status=bad', 'status', 'bad', /ok or error/],
    ['sessions?has=luck', 'has', 'luck', /error, replay or rage/],
    ['sessions?sort=best', 'sort', 'best', /newest, longest or errors/],
    ['sessions/visit/replay', 'replay', null, /required/],
    ['sessions/visit/replay?replay=r&at=1&after=1', 'at', 1, /not both/],
    ['vitals?by=page&by=device', 'by', ['page', 'device'], /once/],
    ['vitals?by=colour', 'by', 'colour', /page, device, release/],
    ['vitals/series', 'name', null, /required/],
    ['traces?minDurationMs=9&maxDurationMs=8', 'minDurationMs', 9, /maxDurationMs/],
    ['traces/xyz', 'traceId', 'xyz', /32 hexadecimal/],
    [`traces/${traceIdOf(1)}/spans/1`, 'spanId', '1', /16 hexadecimal/],
  ] as const) {
    test(`${query} is refused with the field, its value and what to write instead`, async () => {
      const { status, headers, body } = await get(`/api/v1/${query}`);
      expect(status).toBe(400);
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(body).toMatchObject({ type: 'about:blank', status: 400, title: expect.any(String) });
      expect(body.detail).toContain(field);
      expect(body.errors[0]).toMatchObject({ field, remedy: expect.stringMatching(remedy) });
      expect(body.errors[0].value ?? null).toEqual(value);
    });
  }

  test('names everything that is wrong at once', async () => {
    const { body } = await get('/api/v1/services?foo=1&limit=0&bar=2');
    expect(body.errors.map((error: { field: string }) => error.field).toSorted()).toEqual(['bar', 'foo', 'limit']);
  });

  test('a cursor of another question is refused', async () => {
    const { body } = await get('/api/v1/services?limit=1');
    const { status } = await get(`/api/v1/services?limit=1&release=1&cursor=${body.next}`);
    expect(body.next).toEqual(expect.any(String));
    expect(status).toBe(400);
    expect((await get(`/api/v1/services?limit=1&cursor=${body.next}`)).status).toBe(200);
  });
});

test('what is not there is a 404, the wrong method a 405, both as problems', async () => {
  expect(await get(`/api/v1/traces/${traceIdOf(99)}`)).toMatchObject({
    status: 404,
    body: { status: 404, title: 'Not found' },
  });
  expect(await get(`/api/v1/traces/${traceIdOf(1)}/spans/00000000000000ff`)).toMatchObject({ status: 404 });
  expect(await get('/api/v1/nothing')).toMatchObject({
    status: 404,
    body: { detail: expect.stringContaining('openapi.json') },
  });
  expect(await get('/api/v2/services')).toMatchObject({ status: 404 });
  expect(await get('/api/v1/services', { method: 'POST' })).toMatchObject({ status: 405, headers: expect.anything() });
  expect((await get('/api/v1/services', { method: 'DELETE' })).headers.get('allow')).toBe('GET, HEAD');
  expect((await get('/api/v1/ask')).headers.get('allow')).toBe('POST');
});

test('the name of a service may hold any character', async () => {
  const { body } = await get(`/api/v1/services/${encodeURIComponent('team/shop é')}/operations`);
  expect(body.items).toMatchObject([{ operation: 'GET /', requests: 1 }]);
});

test('times are taken as RFC 3339, epoch milliseconds and relative ones, and the range used is said', async () => {
  const { body } = await get('/api/v1/services?from=2026-11-20T02:31Z&to=2026-11-20T02:50:30%2B00:00');
  expect(body).toMatchObject({ from: '2026-11-20T02:31:00.000Z', to: '2026-11-20T02:50:30.000Z' });
  const epoch = await get('/api/v1/services?from=1763605860000&to=1763605870000');
  expect(epoch.body.from).toBe('2025-11-20T02:31:00.000Z');
  const relative = await get('/api/v1/services?from=-15m');
  expect(Date.parse(relative.body.to) - Date.parse(relative.body.from)).toBe(15 * 60_000);
  expect(Math.abs(Date.parse(relative.body.to) - Date.now())).toBeLessThan(10_000);
  const hour = await get('/api/v1/services');
  // Whole minutes, but nothing that has not been yet.
  const [hourFrom, hourTo] = [Date.parse(hour.body.from), Date.parse(hour.body.to)];
  expect(hourFrom % 60_000).toBe(0);
  expect(hourTo - hourFrom).toBeGreaterThanOrEqual(3_600_000);
  expect(hourTo - hourFrom).toBeLessThan(3_660_000 + 10_000);
  expect(hourTo).toBeLessThanOrEqual(Date.now());
});

describe('a caller', () => {
  test('of a name that is not loopback is refused, whatever it resolves to', async () => {
    for (const host of [
      'evil.example',
      'evil.example:4318',
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      '192.168.1.5',
      '[::2]',
    ]) {
      expect([host, await getAs({ host })]).toEqual([host, 403]);
    }
    for (const host of ['127.0.0.1', 'localhost:4318', 'LOCALHOST', '[::1]:4318', '127.8.8.8']) {
      expect([host, await getAs({ host })]).toEqual([host, 200]);
    }
  });

  test('of a page of somebody else is refused, of our own page answered', async () => {
    for (const origin of ['http://evil.example', 'null', 'http://localhost:1', 'http://127.0.0.1.evil.example']) {
      expect([origin, await getAs({ host: '127.0.0.1:4318', origin })]).toEqual([origin, 403]);
    }
    expect(await getAs({ host: '127.0.0.1:4318', origin: 'http://127.0.0.1:4318' })).toBe(200);
  });

  test('is protected from guessing types, frames and caches', async () => {
    const { headers } = await get('/api/v1/services');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

test('lists come as CSV where that is asked for, with the next page in a link', async () => {
  const csv = await get('/api/v1/services/shop/operations?limit=1', { headers: { accept: 'text/csv' } });
  expect(csv.headers.get('content-type')).toMatch(/^text\/csv/);
  const [head, line] = csv.text.split('\r\n');
  expect(head).toBe(
    'operation,kind,requests,errors,requestsPerSecond,errorRate,p50Ms,p95Ms,p99Ms,lastSeenUnixNano,timeShare',
  );
  expect(line).toMatch(/^"GET \/a,b ""c""",server,1,0,/);
  const paged = await get('/api/v1/services?limit=1', { headers: { accept: 'text/csv' } });
  const next = /<([^>]+)>; rel="next"/.exec(paged.headers.get('link') ?? '')?.[1] ?? '';
  expect((await get(next)).body.items).toHaveLength(1);
  expect(
    (await get('/api/v1/services', { headers: { accept: 'text/csv;q=0.1, application/json' } })).body.items,
  ).toHaveLength(2);
});

test('the OpenAPI document lists every question with parameters and answer', async () => {
  const { body } = await get('/api/v1/openapi.json');
  expect(body.openapi).toBe('3.1.0');
  expect(Object.keys(body.paths).toSorted()).toEqual(
    [
      ...[...new Set([...questions, ...changeRoutes()].map(({ name }) => name))].map(
        (name) => `/${name.replaceAll(/:(\w+)/g, '{$1}')}`,
      ),
      '/ask',
      '/live',
    ].toSorted(),
  );
  const refs = new Set(JSON.stringify(body).match(/#\/components\/schemas\/\w+/g));
  for (const ref of refs) expect(body.components.schemas).toHaveProperty(ref.split('/').at(-1) ?? '');
  const parts = body.paths['/services/{service}/operations'].get.parameters.filter(
    (one: { in: string }) => one.in === 'path',
  );
  expect(parts).toMatchObject([{ name: 'service', required: true }]);
});

describe('POST /ask', () => {
  const lines = (
    text: string,
  ): { id: string; status: number; body: { detail?: string; items?: unknown[]; stats?: unknown } }[] =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  test('answers each question on a line of its own, as its route would', async () => {
    const answer = await post({
      questions: [
        { id: 'a', ask: 'services', params: { from: '-1h', limit: 5, service: ['shop'] } },
        { id: 'b', ask: 'services/:service/operations', params: { service: 'shop', cursor: null } },
        { id: 'c', ask: 'traces/:traceId', params: { traceId: traceIdOf(1), columns: true } },
      ],
    });
    expect(answer.headers.get('content-type')).toMatch(/^application\/x-ndjson/);
    const found = new Map(lines(answer.text).map((line) => [line.id, line]));
    expect(found.get('a')).toMatchObject({ status: 200, body: { items: [{ service: 'shop' }] } });
    expect(found.get('b')).toMatchObject({ status: 200, body: { items: [{ operation: 'GET /a,b "c"' }] } });
    expect(found.get('c')).toMatchObject({ status: 200, body: { columns: { spanId: [shop.spanId] } } });
  });

  test('runs identical questions once and answers each of them', async () => {
    const spy = vi.spyOn(served.store, 'query');
    const direct = createApp({
      store: { ...served.store, query: (...args) => served.store.query(...args) },
      keep: served.keep,
      version: '',
      allowedHosts: 'loopback',
      ingest: INGEST,
    });
    const question = { ask: 'traces/facets', params: { service: ['a'], from: '-1h' } };
    const response = await direct.request('http://localhost/api/v1/ask', {
      method: 'POST',
      headers: { host: 'localhost', 'content-type': 'application/json' },
      body: JSON.stringify({
        questions: [
          { id: 1, ...question },
          { id: 2, ...question, params: { from: '-1h', service: 'a' } },
          { id: 3, ask: 'traces/facets', params: {} },
        ],
      }),
    });
    expect(
      lines(await response.text())
        .map(({ id, status }) => `${id}: ${status}`)
        .toSorted(),
    ).toEqual(['1: 200', '2: 200', '3: 200']);
    expect(spy).toHaveBeenCalledTimes(2);
  });

  test('lets a question fail without the others', async () => {
    const { status, text } = await post({
      questions: [
        { id: 'bad', ask: 'services', params: { limit: 0 } },
        { id: 'unknown', ask: 'weather' },
        { id: 'good', ask: 'meta' },
      ],
    });
    expect(status).toBe(200);
    const found = new Map(lines(text).map((line) => [line.id, line]));
    expect(found.get('bad')).toMatchObject({ status: 400, body: { detail: expect.stringContaining('limit') } });
    expect(found.get('unknown')).toMatchObject({ status: 404, body: { detail: expect.stringContaining('weather') } });
    expect(found.get('good')).toMatchObject({
      status: 200,
      body: { version: '1.2.3', receiving: { spansPerSecond: 12.5 } },
    });
  });

  test('answers what is ready before what is not', async () => {
    const mixed: Store = {
      ...served.store,
      query: (sql, params, options) =>
        (sql.includes('LIMIT 1 BY') ? slow.store : served.store).query(sql, params, options),
    };
    const both = await serveStore(mixed, { queryMs: 1500 });
    try {
      const answer = await post(
        {
          questions: [
            { id: 'slow', ask: 'traces/:traceId', params: { traceId: traceIdOf(1) } },
            { id: 'quick', ask: 'services' },
          ],
        },
        {},
        both,
      );
      expect(lines(answer.text).map(({ id, status }) => [id, status])).toEqual([
        ['quick', 200],
        ['slow', 504],
      ]);
    } finally {
      await both.close();
    }
  });

  test('refuses bodies that are not a list of questions', async () => {
    const many = Array.from({ length: 25 }, (_, id) => ({ id, ask: 'meta', params: {} }));
    expect(await post({ questions: many })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('24') },
    });
    expect(await post({ questions: [] })).toMatchObject({ status: 400 });
    for (const body of [null, []]) {
      expect(await post(body)).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'body', remedy: expect.stringContaining('"questions"') }] },
      });
    }
    expect(await post({ questions: [{ ask: 'meta' }, { id: 1 }] })).toMatchObject({
      status: 400,
      body: {
        errors: [
          { field: 'questions.0.id', remedy: expect.stringContaining('a number') },
          { field: 'questions.1.ask', remedy: expect.stringContaining('the route') },
        ],
      },
    });
    expect(await post({ questions: [{ id: 1, ask: 'meta', colour: 'red' }] })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'questions.0.colour' }] },
    });
    expect(await post({ questions: [{ id: 1, ask: 'meta' }], extra: 1 })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'extra' }] },
    });
    expect(await post('', { body: '{' })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('JSON') },
    });
    expect(await post('', { body: 'x'.repeat(1024 * 1024 + 1) })).toMatchObject({ status: 413 });
    expect(
      await post({ questions: [{ id: 1, ask: 'meta' }] }, { headers: { 'content-type': 'text/plain' } }),
    ).toMatchObject({ status: 415 });
  });
});

describe('closing the connection', () => {
  for (const [title, send] of [
    ['a GET', (port: number) => `GET /api/v1/traces?x HTTP/1.1\r\nhost: localhost:${port}\r\n\r\n`.replace('?x', '')],
    [
      'a POST /ask',
      (port: number) => {
        // One question: a small engine has two readers, and the test itself asks it.
        const body = JSON.stringify({ questions: [{ id: 1, ask: 'services' }] });
        return `POST /api/v1/ask HTTP/1.1\r\nhost: localhost:${port}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
      },
    ],
  ] as const) {
    test(`of ${title} stops the work in the engine, and says nothing on the console`, async () => {
      const consoles = (['log', 'info', 'warn', 'error'] as const).map((name) => vi.spyOn(console, name));
      const port = Number(new URL(slow.url).port);
      const socket = connect(port, '127.0.0.1');
      socket.write(send(port));
      await expect.poll(running, { timeout: 10_000 }).toBeGreaterThan(0);
      socket.destroy();
      await expect.poll(running, { timeout: 10_000 }).toBe(0);
      for (const spy of consoles) expect(spy).not.toHaveBeenCalled();
      expect(slow.reported).toEqual([]);
      expect((await get('/api/v1/services')).status).toBe(200);
    });
  }
});

test('a question that runs out of time is a 504 that says what was asked and the limit', async () => {
  const { status, body } = await get('/api/v1/services', {}, impatient);
  expect(status).toBe(504);
  expect(body.detail).toContain('services');
  expect(body.detail).toMatch(/300 ms|2\d\d ms/);
  await expect.poll(running, { timeout: 10_000 }).toBe(0);
});

describe('when the store fails', () => {
  const failing = (error: unknown): Promise<Served> => {
    const query = async (): Promise<never> => {
      throw error;
    };
    return serveStore({ ...served.store, query });
  };

  test('a failure of the database is a 500 without its SQL or stack, reported to the log', async () => {
    const broken = await failing(
      new ServerError('SIGHTGLASS_QUERY_FAILED', 'Unknown column secret_column at SELECT 1'),
    );
    const { status, text, body } = await get('/api/v1/services', {}, broken);
    expect(status).toBe(500);
    expect(body.detail).toContain('SIGHTGLASS_QUERY_FAILED');
    expect(text).not.toMatch(/secret_column|SELECT|at \//);
    expect(broken.reported).toHaveLength(1);
    await broken.close();
  });

  for (const [code, status] of [
    ['SIGHTGLASS_OVERLOADED', 503],
    ['SIGHTGLASS_CLOSED', 503],
    ['SIGHTGLASS_QUERY_LIMIT', 422],
  ] as const) {
    test(`${code} is a ${status}`, async () => {
      const broken = await failing(new ServerError(code, 'no', { remedy: 'wait' }));
      expect(await get('/api/v1/services', {}, broken)).toMatchObject({
        status,
        body: { detail: expect.stringContaining('wait') },
      });
      const { status: ready, body } = await get('/readyz', {}, broken);
      expect([ready, body.store]).toEqual([503, false]);
      expect((await get('/healthz', {}, broken)).status).toBe(200);
      await broken.close();
    });
  }
});

test('ready means that the store answers and the doors take data', async () => {
  expect(await get('/readyz')).toMatchObject({ status: 200, body: { status: 'ready', store: true, ingest: true } });
  const draining = await serveStore(served.store, {
    ingest: { ...INGEST, ready: () => false },
  });
  expect(await get('/readyz', {}, draining)).toMatchObject({ status: 503, body: { ingest: false } });
  await draining.close();
});

test('the pages stand beside the API, with its protection and a policy of their own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sightglass-pages-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Sightglass</title>');
  const withPages = await serveStore(served.store, { pagesDir: folder });
  try {
    const page = await get('/services/shop?t=1h', {}, withPages);
    expect(page).toMatchObject({ status: 200, text: '<!doctype html><title>Sightglass</title>' });
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    expect(await get('/missing.js', {}, withPages)).toMatchObject({ status: 404, body: { status: 404 } });
    expect(await get('/api/v1/missing', {}, withPages)).toMatchObject({ status: 404, body: { status: 404 } });
    expect(await get('/')).toMatchObject({ status: 404, body: { detail: expect.stringContaining('without pages') } });
  } finally {
    await withPages.close();
    rmSync(folder, { recursive: true });
  }
});
