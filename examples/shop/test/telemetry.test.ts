import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAMS } from '../src/services.ts';
import { startShop } from '../src/shop.ts';
import { type Sink, startSink } from './otlp-sink.ts';

interface Attribute {
  key: string;
  value: Record<string, unknown>;
}
interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  attributes: Attribute[];
  status?: { code?: number; message?: string };
}
interface OtlpLogRecord {
  eventName?: string;
  traceId?: string;
  body?: Record<string, unknown>;
}
interface OtlpMetric {
  name: string;
}
interface Scoped {
  scopeSpans?: { spans: OtlpSpan[] }[];
  scopeLogs?: { logRecords: OtlpLogRecord[] }[];
  scopeMetrics?: { metrics: OtlpMetric[] }[];
  resource: { attributes: Attribute[] };
}
interface Sent<T> {
  service: string;
  release: string;
  record: T;
}

const SERVER = 2;
const CLIENT = 3;
const PRODUCER = 4;
const CONSUMER = 5;
const ERROR = 2;

let sink: Sink;
let spans: Sent<OtlpSpan>[];
let logs: Sent<OtlpLogRecord>[];
let metrics: Sent<OtlpMetric>[];
let orderId: string;

beforeAll(async () => {
  sink = await startSink();
  const shop = await startShop({
    host: '127.0.0.1',
    port: 0,
    rate: 0,
    seed: 7,
    agent: true,
    env: { PATH: process.env['PATH'], SIGHTGLASS_ENDPOINT: sink.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
  });
  try {
    orderId = await buy(shop.url, { card: 'tok_visa' });
    await buy(shop.url, { card: 'tok_visa', voucher: 'LETTER15' });
    await buy(shop.url, { card: 'tok_silent' });
    await fetch(`${shop.url}/api/search?q=grandmother`);
  } finally {
    await shop.stop();
  }
  spans = collect(({ scopeSpans = [] }) => scopeSpans.flatMap((scope) => scope.spans));
  logs = collect(({ scopeLogs = [] }) => scopeLogs.flatMap((scope) => scope.logRecords));
  metrics = collect(({ scopeMetrics = [] }) => scopeMetrics.flatMap((scope) => scope.metrics));
});

afterAll(() => sink.close());

describe('[PF-07] what the shop tells', () => {
  it('is one trace for a checkout, through all five services, with every parent', () => {
    const [checkout] = checkouts();
    const trace = traceOf(checkout?.record.traceId);
    expect(new Set(trace.map(({ service }) => service))).toEqual(
      new Set(['storefront', 'catalogue', 'orders', 'payments', 'worker']),
    );
    const ids = new Set(trace.map(({ record }) => record.spanId));
    expect(trace.filter(({ record }) => record.parentSpanId && !ids.has(record.parentSpanId))).toEqual([]);
    expect(trace.filter(({ record }) => !record.parentSpanId)).toEqual([checkout]);
  });

  it('carries the trace across the queue, as messaging spans', () => {
    const trace = traceOf(checkouts()[0]?.record.traceId);
    const sent = trace.find(({ record }) => record.kind === PRODUCER);
    const processed = trace.find(({ record }) => record.kind === CONSUMER);
    expect(sent).toMatchObject({ service: 'orders', record: { name: 'send packing' } });
    expect(processed).toMatchObject({
      service: 'worker',
      record: { name: 'process packing', parentSpanId: sent?.record.spanId },
    });
    for (const [span, operation] of [
      [sent, 'send'],
      [processed, 'process'],
    ] as const) {
      expect(attributesOf(span?.record.attributes)).toMatchObject({
        'messaging.destination.name': 'packing',
        'messaging.operation.type': operation,
        'messaging.message.id': '1',
      });
    }
  });

  it('has no span whose parent is missing, in any trace', () => {
    const known = new Set(spans.map(({ record }) => record.traceId + record.spanId));
    const orphans = spans.filter(
      ({ record }) => record.parentSpanId && !known.has(record.traceId + record.parentSpanId),
    );
    expect(orphans.map(({ service, record }) => `${service} ${record.name}`)).toEqual([]);
  });

  it('names each service and its release', () => {
    const releases = Object.fromEntries(spans.map(({ service, release }) => [service, release]));
    const expected = PROGRAMS.filter(({ release }) => release !== undefined).map(({ name, release }) => [
      name,
      release,
    ]);
    expect(releases).toEqual(Object.fromEntries(expected));
  });

  it('shows the broken voucher as a failing checkout with the cause in orders', () => {
    const trace = traceOf(checkouts()[1]?.record.traceId).filter(({ record }) => record.status?.code === ERROR);
    expect(new Set(trace.map(({ service }) => service))).toEqual(new Set(['storefront', 'orders']));
    expect(trace.map(({ record }) => record.status?.message ?? '').join()).toContain("reading 'categories'");
  });

  it('shows the silent card network as a call of payments that was given up', () => {
    const trace = traceOf(checkouts()[2]?.record.traceId);
    const call = trace.find(({ service, record }) => service === 'payments' && record.kind === CLIENT);
    expect(call?.record.status?.code).toBe(ERROR);
    const server = trace.find(({ service, record }) => service === 'payments' && record.kind === SERVER);
    expect(server?.record.name).toBe('POST /payments');
    expect(attributesOf(server?.record.attributes)).toMatchObject({ 'http.response.status_code': '504' });
  });

  it('counts and measures what the shop is for', () => {
    const names = new Set(metrics.map(({ record }) => record.name));
    for (const name of [
      'shop.orders',
      'shop.payments',
      'shop.basket.value',
      'shop.pricing.duration',
      'shop.queue.length',
    ]) {
      expect(names).toContain(name);
    }
  });

  it('logs inside the trace, and tells of the order as an event', () => {
    const placed = logs.filter(({ record }) => record.eventName === 'order.placed');
    expect(placed).toHaveLength(1);
    expect(placed[0]?.record.traceId).toBe(checkouts()[0]?.record.traceId);
    const printed = logs.find(
      ({ service, record }) => service === 'worker' && record.body?.['stringValue'] === 'order shipped',
    );
    expect(printed?.record.traceId).toBe(checkouts()[0]?.record.traceId);
    expect(orderId).toMatch(/^H-\d+$/);
  });
});

/** Buys one clock and resolves with the order's id, or '' when it failed. */
async function buy(url: string, body: object): Promise<string> {
  const post = (path: string, body?: object, method = 'POST'): Promise<Response> => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    return fetch(url + path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  };
  const cart = (await (await post('/api/carts')).json()) as { id: string };
  await post(`/api/carts/${cart.id}/lines/clock-gull`, { quantity: 1 }, 'PUT');
  const answer = (await (await post(`/api/carts/${cart.id}/checkout`, body)).json()) as { id?: string };
  return answer.id ?? '';
}

function collect<T>(pick: (scoped: Scoped) => T[]): Sent<T>[] {
  return sink.deliveries.flatMap(({ body }) => {
    const { resourceSpans = [], resourceLogs = [], resourceMetrics = [] } = body as Record<string, Scoped[]>;
    return [...resourceSpans, ...resourceLogs, ...resourceMetrics].flatMap((scoped) => {
      const resource = attributesOf(scoped.resource.attributes);
      const service = resource['service.name'] ?? '';
      const release = resource['service.version'] ?? '';
      return pick(scoped).map((record) => ({ service, release, record }));
    });
  });
}

/** The spans of the storefront's checkouts, in the order in which they were made. */
function checkouts(): Sent<OtlpSpan>[] {
  return spans.filter(({ record }) => record.name === 'POST /api/carts/:cart/checkout' && record.kind === SERVER);
}

function traceOf(traceId: string | undefined): Sent<OtlpSpan>[] {
  return spans.filter(({ record }) => record.traceId === traceId);
}

function attributesOf(list: Attribute[] = []): Record<string, string> {
  return Object.fromEntries(list.map(({ key, value }) => [key, String(Object.values(value)[0])]));
}
