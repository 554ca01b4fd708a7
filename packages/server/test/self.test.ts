/** The server sees itself: what it says of what it took and refused is what was sent. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';
import { until } from '../../../test/kit/until.ts';

const ADMIN_KEY = 'sg_admin_7hQz1Kp9Vw3Rt5Yx8Nb2Mc4';
const DAY_MS = 86_400_000;

let server: TemporaryServer;
let shopKey: string;
let readKey: string;
/** What went out: bytes on the wire and before compression, by signal. */
const sent = { traces: { wire: 0, plain: 0 }, logs: { wire: 0, plain: 0 }, metrics: { wire: 0, plain: 0 } };

type SignalName = keyof typeof sent;

const nanos = (ms: number): string => `${Math.floor(ms)}000000`;
const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'checkout' } }] };

function bodyOf(signal: SignalName, times: readonly number[]): object {
  if (signal === 'traces') {
    const spans = times.map((ms, at) => ({
      traceId: String(at + 1).padStart(32, '0'),
      spanId: String(at + 1).padStart(16, '0'),
      name: 'GET /',
      kind: 2,
      startTimeUnixNano: nanos(ms - 10),
      endTimeUnixNano: nanos(ms),
    }));
    return { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] };
  }
  if (signal === 'logs') {
    const logRecords = times.map((ms) => ({ timeUnixNano: nanos(ms), body: { stringValue: 'a line' } }));
    return { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] };
  }
  const dataPoints = times.map((ms, at) => ({ timeUnixNano: nanos(ms + at), asDouble: at }));
  return { resourceMetrics: [{ resource, scopeMetrics: [{ metrics: [{ name: 'queue', gauge: { dataPoints } }] }] }] };
}

async function post(signal: SignalName, key: string, body: string | object, compress = false): Promise<number> {
  const plain = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const wire = compress ? gzipSync(plain) : plain;
  const headers: Record<string, string> = { 'content-type': 'application/json', 'x-sightglass-key': key };
  if (compress) headers['content-encoding'] = 'gzip';
  const { status } = await fetch(`${server.url}/v1/${signal}`, { method: 'POST', headers, body: wire });
  // What is refused at the door is not read.
  if (status !== 401) {
    sent[signal].wire += wire.length;
    sent[signal].plain += plain.length;
  }
  return status;
}

const bearer = (key: string): { headers: Record<string, string> } => ({ headers: { authorization: `Bearer ${key}` } });

async function api<T>(path: string, key: string = ADMIN_KEY): Promise<T> {
  const answer = await fetch(`${server.url}/api/v1/${path}`, bearer(key));
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function made(path: string, body: object): Promise<string> {
  const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };
  const answer = await fetch(`${server.url}/api/v1/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { key?: string }).key ?? '';
}

async function selected<T>(sql: string): Promise<T[]> {
  return (await server.store.query<T>(sql)).rows;
}

interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** Reads the text format by its own rules: https://prometheus.io/docs/instrumenting/exposition_formats/ */
function parse(text: string): Sample[] {
  expect(text.endsWith('\n')).toBe(true);
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    const typed = /^# TYPE (\S+) (counter|gauge|histogram|summary|untyped)$/.exec(line);
    if (typed) {
      expect([typed[1], types.has(typed[1] ?? '')]).toEqual([typed[1], false]);
      types.set(typed[1] ?? '', typed[2] ?? '');
    }
    if (line === '' || line.startsWith('#')) continue;
    const [, name = '', inner = '', value = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    const pairs = [...inner.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"(?:,|$)/g)];
    // Each character of the labels belongs to one of them.
    expect(pairs.map(([whole]) => whole).join('')).toBe(inner);
    expect(value).toMatch(/^(?:-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|\+Inf|NaN)$/);
    expect([line, types.has(name) || types.has(name.replace(/_(?:bucket|sum|count)$/, ''))]).toEqual([line, true]);
    samples.push({
      name,
      labels: Object.fromEntries(pairs.map(([, key = '', text = '']) => [key, text])),
      value: +value,
    });
  }
  expect(new Set(samples.map(({ name, labels }) => name + JSON.stringify(labels))).size).toBe(samples.length);
  return samples;
}

async function scrape(key: string = ADMIN_KEY): Promise<Sample[]> {
  const answer = await fetch(`${server.url}/metrics`, bearer(key));
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  return parse(await answer.text());
}

/** Values of one name by the labels that are asked for. */
function by(samples: readonly Sample[], name: string, ...labels: string[]): Record<string, number> {
  const own = samples.filter((sample) => sample.name === name);
  return Object.fromEntries(own.map((sample) => [labels.map((label) => sample.labels[label]).join(' '), sample.value]));
}

beforeAll(async () => {
  server = await startTemporary({ adminKey: ADMIN_KEY, selfMetrics: 0.3 });
  await made('projects', { slug: 'shop', name: 'Shop' });
  shopKey = await made('projects/shop/keys', { kind: 'ingest', name: 'servers' });
  readKey = await made('projects/shop/keys', { kind: 'read', name: 'on call' });
  const now = Date.now();
  const statuses = [
    await post('traces', shopKey, bodyOf('traces', Array<number>(7).fill(now - 1000)), true),
    await post('logs', shopKey, bodyOf('logs', [now, now - 1, now - 2, now - 40 * DAY_MS, now - 50 * DAY_MS]), true),
    await post('metrics', shopKey, bodyOf('metrics', [now, now, now])),
    await post('logs', shopKey, 'this is no JSON'),
    ...(await Promise.all([1, 2, 3].map(() => post('traces', 'sg_ingest_nobodyknowsthiskeyhere00', {})))),
  ];
  if (statuses.join() !== '200,200,200,400,401,401,401') throw new Error(`the server answered ${statuses.join()}`);
  await server.store.flush();
});

afterAll(() => server?.close());

describe('/metrics', () => {
  it('tells what was sent: records, refusals, answers, bytes, and how long keeping them took', async () => {
    const samples = await scrape();
    const project = ['sightglass_project', 'sightglass_signal'] as const;
    expect(by(samples, 'sightglass_ingest_accepted_total', ...project)).toEqual({
      'shop traces': 7,
      'shop logs': 3,
      'shop metrics': 3,
    });
    expect(by(samples, 'sightglass_ingest_refused_total', ...project, 'sightglass_refusal_reason')).toEqual({
      'shop logs time is older than what is kept': 1,
      'shop logs body that cannot be read': 1,
      ' traces unknown key': 3,
    });
    expect(by(samples, 'sightglass_ingest_rejected_total', ...project)).toEqual({ 'shop logs': 2 });
    expect(by(samples, 'sightglass_ingest_requests_total', 'sightglass_signal', 'http_response_status_code')).toEqual({
      'traces 200': 1,
      'traces 401': 3,
      'logs 200': 1,
      'logs 400': 1,
      'metrics 200': 1,
    });
    for (const [name, kind] of [
      ['sightglass_ingest_wire_bytes_total', 'wire'],
      ['sightglass_ingest_unpacked_bytes_total', 'plain'],
    ] as const) {
      const bytes = Object.entries(sent).map(([signal, of]) => [signal, of[kind]]);
      expect(by(samples, name, 'sightglass_signal')).toEqual(Object.fromEntries(bytes));
    }
    expect(by(samples, 'sightglass_ingest_duration_seconds_count', 'sightglass_signal')).toEqual({
      traces: 1,
      logs: 1,
      metrics: 1,
    });
    const rows = by(samples, 'sightglass_insert_rows_total', 'db_collection_name');
    expect(rows).toMatchObject({ otel_traces: 7, otel_logs: 3 });
    expect(by(samples, 'process_memory_usage_bytes')['']).toBeGreaterThan(50_000_000);
    expect(by(samples, 'sightglass_disk_free_bytes')['']).toBeGreaterThan(1e6);
  });

  it('is for whoever may read, who sees nothing of other projects', async () => {
    const statusOf = async (init?: RequestInit): Promise<number> => (await fetch(`${server.url}/metrics`, init)).status;
    expect(await statusOf()).toBe(401);
    expect(await statusOf(bearer(shopKey))).toBe(403);
    expect(await statusOf({ ...bearer(ADMIN_KEY), method: 'POST' })).toBe(405);
    await made('projects', { slug: 'hidden', name: 'Hidden' });
    const hiddenKey = await made('projects/hidden/keys', { kind: 'read', name: 'of another project' });
    const seen = (await scrape(hiddenKey)).flatMap(({ labels }) => labels['sightglass_project'] ?? []);
    expect(new Set(seen)).toEqual(new Set(['']));
    expect(by(await scrape(readKey), 'sightglass_ingest_accepted_total', 'sightglass_signal')).toMatchObject({
      logs: 3,
    });
  });
});

it('keeps the same in its own tables, again and again, without counting that as anything sent', async () => {
  const rows = await until(20_000, async () => {
    const found = await selected<{ signal: string; value: number; readings: string }>(
      `SELECT Attributes['sightglass.signal'] AS signal, max(Value) AS value, count() AS readings FROM ${server.store.database}.otel_metrics_sum
       WHERE Project = 'default' AND ServiceName = 'sightglass-server' AND MetricName = 'sightglass.ingest.accepted'
       GROUP BY signal ORDER BY signal`,
    );
    return found.length > 0 && found.every(({ readings }) => Number(readings) >= 3) ? found : undefined;
  });
  expect(rows.map(({ signal, value }) => [signal, value])).toEqual([
    ['logs', 3],
    ['metrics', 3],
    ['traces', 7],
  ]);
  const { received, refused } = await api<{ received: object; refused: object[] }>('meta?project=default');
  expect(received).toEqual({ spans: 0, logRecords: 0, dataPoints: 0 });
  expect(refused).toHaveLength(1);
  const identities = await selected<{ id: string }>(
    `SELECT DISTINCT ResourceAttributes['service.instance.id'] AS id FROM ${server.store.database}.otel_metrics_gauge
     WHERE Project = 'default' AND ServiceName = 'sightglass-server'`,
  );
  expect(identities.map(({ id }) => /^[\da-f-]{36}$/.test(id))).toEqual([true]);
});

describe('GET /api/v1/refused', () => {
  interface Refusals {
    from: string;
    to: string;
    items: {
      signal: string;
      reason: string;
      project: string | null;
      requests: number;
      records: number;
      remedy: string;
    }[];
  }

  it('says what was refused in the time asked for, whose it was, and what to do', async () => {
    const { items, from, to } = await api<Refusals>('refused', readKey);
    const told = items.map(({ signal, reason, project, requests, records }) => ({
      signal,
      reason,
      project,
      requests,
      records,
    }));
    expect(told).toHaveLength(3);
    expect(told).toEqual(
      expect.arrayContaining([
        { signal: 'traces', reason: 'unknown key', project: null, requests: 3, records: 0 },
        { signal: 'logs', reason: 'time is older than what is kept', project: 'shop', requests: 1, records: 2 },
        { signal: 'logs', reason: 'body that cannot be read', project: 'shop', requests: 1, records: 0 },
      ]),
    );
    for (const { remedy } of items) expect(remedy.length).toBeGreaterThan(20);
    expect([Date.parse(from) <= Date.now(), Date.parse(to) >= Date.now()]).toEqual([true, true]);
  });

  it('says nothing of another project', async () => {
    const { items } = await api<Refusals>('refused?project=default');
    expect(items.map(({ reason, project }) => [reason, project])).toEqual([['unknown key', null]]);
  });
});

describe('GET /api/v1/keeping', () => {
  interface Keeping {
    items: { name: string; days: number | null; rows: number; bytes: number; oldestMs: number; newestMs: number }[];
    disk: { usedBytes: number; freeBytes: number; limitBytes: number | null };
    backlog: { accepting: boolean; quarantinedRows: number };
  }

  it('says of each table what the database says, and what the disk holds', async () => {
    const { items, disk, backlog } = await api<Keeping>('keeping');
    const db = server.store.database;
    for (const [name, time] of [
      ['otel_traces', 'Timestamp'],
      ['otel_logs', 'Timestamp'],
    ] as const) {
      const [row] = await selected<Record<'rows' | 'oldest' | 'newest', string>>(
        `SELECT count() AS rows, toUnixTimestamp64Milli(min(${time})) AS oldest, toUnixTimestamp64Milli(max(${time})) AS newest FROM ${db}.${name}`,
      );
      const kept = items.find((item) => item.name === name);
      expect([kept?.rows, kept?.oldestMs, kept?.newestMs]).toEqual([row?.rows, row?.oldest, row?.newest].map(Number));
      expect(kept?.bytes).toBeGreaterThan(0);
    }
    const kept = Object.fromEntries(items.map(({ name, days }) => [name, days]));
    expect(kept).toMatchObject({
      otel_traces: 7,
      otel_logs: 30,
      otel_metrics_sum: 90,
      otel_traces_1m: 400,
      otel_traces_services: 400,
    });
    expect(disk.usedBytes).toBe(items.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(disk).toMatchObject({ limitBytes: null });
    expect(backlog).toMatchObject({ accepting: true, quarantinedRows: 0 });
  });

  it('is for admins', async () => {
    expect((await fetch(`${server.url}/api/v1/keeping`, bearer(readKey))).status).toBe(403);
  });
});
