// The shop with the built agent against a real server: what its programs print and measure is what the API answers.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';
import { until } from '../../../test/kit/until.ts';
import { PROGRAMS } from '../src/services.ts';
import { type RunningShop, startShop } from '../src/shop.ts';
import { type HostReading, type ProcessReading, readHost, readProcess, upSeconds } from './kernel.ts';

interface LogLine {
  timeUnixNano: string;
  severityNumber: number;
  severityText: string;
  service: string;
  body: string;
  traceId: string;
  spanId: string;
  attributes: Record<string, string>;
  scope: { name: string };
}
interface MetricSeries {
  kind: string;
  unit: string;
  series: {
    labels: Record<string, string>;
    last: number | null;
    sum: number | null;
    points: [number, number | null][];
  }[];
  exemplars: { value: number; traceId: string; spanId: string }[];
}
/** A line as pino prints it. */
interface Printed {
  level: number;
  time: number;
  pid: number;
  name: string;
  msg?: string;
  err?: { type: string; message: string; stack: string };
  [field: string]: unknown;
}
const WATCHED = PROGRAMS.filter(({ release }) => release !== undefined).map(({ name }) => name);
const startedAtMs = Date.now();

let server: TemporaryServer;
let shop: RunningShop;
const printed = new Map<string, string>();
/** Trace ids that the requests brought along, in their order. */
const traces: string[] = [];
const orders: { traceId: string; status: number; id: string }[] = [];
let stock: { category: string; stock: number }[];
let goodsCents: number;
let before: Map<string, ProcessReading>;
let after: Map<string, ProcessReading>;
let hostBefore: HostReading;
let hostAfter: HostReading;

beforeAll(async () => {
  server = await startTemporary();
  shop = await startShop({
    host: '127.0.0.1',
    port: 0,
    rate: 0,
    seed: 7,
    agent: true,
    env: { PATH: process.env['PATH'], SIGHTGLASS_ENDPOINT: server.url, OTEL_METRIC_EXPORT_INTERVAL: '1000' },
    onOutput: (name, text) => printed.set(name, (printed.get(name) ?? '') + text),
  });
  hostBefore = readHost();
  before = readProcesses();
  await visit();
  // A reading of the agent that lies between the test's own two.
  const asked = Date.now();
  await until(50_000, async () => {
    const { rows } = await server.store.query<{ services: string }>(
      `SELECT uniqExact(ServiceName) AS services FROM ${server.store.database}.otel_metrics_gauge WHERE MetricName = 'process.uptime' AND TimeUnix > fromUnixTimestamp64Milli(${asked})`,
    );
    return Number(rows[0]?.services) === WATCHED.length ? true : undefined;
  });
  after = readProcesses();
  hostAfter = readHost();
  await shop.stop();
  await server.store.flush();
});

afterAll(async () => {
  await shop.stop();
  await server.close();
});

async function visit(): Promise<void> {
  for (const order of [
    { card: 'tok_visa' },
    { card: 'tok_visa' },
    { card: 'tok_3ds', voucher: 'WELCOME10' },
    { card: 'tok_declined' },
    { card: 'tok_visa', voucher: 'LETTER15' },
    { card: 'tok_silent' },
  ]) {
    await buy(order);
  }
  await ask('GET', '/api/search?q=grandmother');
  await ask('GET', '/api/nowhere');
  const placed = orders.filter(({ status }) => status === 201);
  const found = await until(50_000, async () => {
    const all = await Promise.all(placed.map(({ id }) => ask('GET', `/api/orders/${id}`)));
    return all.every(({ body }) => body['state'] === 'shipped') ? all : undefined;
  });
  goodsCents = found.reduce((sum, { body }) => sum + Number(body['goodsCents']), 0);
  stock = (await ask('GET', '/api/products')).body['items'] as typeof stock;
}

async function buy(body: object): Promise<void> {
  const cart = await ask('POST', '/api/carts');
  await ask('PUT', `/api/carts/${String(cart.body['id'])}/lines/clock-gull`, { quantity: 1 });
  const { traceId, status, body: order } = await ask('POST', `/api/carts/${String(cart.body['id'])}/checkout`, body);
  orders.push({ traceId, status, id: order['id'] as string });
}

/** A request of a caller whose trace is known. */
async function ask(
  method: string,
  path: string,
  body?: object,
): Promise<{ traceId: string; status: number; body: Record<string, unknown> }> {
  const traceId = (traces.length + 1).toString(16).padStart(32, 'c');
  traces.push(traceId);
  const answer = await fetch(shop.url + path, {
    method,
    headers: {
      traceparent: `00-${traceId}-${'d'.repeat(16)}-01`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return { traceId, status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function api<T>(path: string, params: Record<string, string> = {}): Promise<T> {
  const range = { from: String(startedAtMs - 1000), to: String(Date.now() + 1000) };
  const answer = await fetch(`${server.url}/api/v1/${path}?${String(new URLSearchParams({ ...range, ...params }))}`);
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${text}`);
  return JSON.parse(text) as T;
}

const printedBy = (name: string): Printed[] =>
  (printed.get(name) ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Printed);

async function logLines(): Promise<LogLine[]> {
  const { items } = await api<{ items: LogLine[] }>('logs', { limit: '1000' });
  return items.filter(({ scope }) => scope.name === '@sightglass/node/pino');
}

describe('[IN-07] logs', () => {
  const SEVERITIES: Record<number, string> = { 30: '9 INFO', 40: '13 WARN', 50: '17 ERROR', 60: '21 FATAL' };

  it('are the printed lines, each once, with level, text and fields', async () => {
    const expected = WATCHED.flatMap((service) =>
      printedBy(service).map(({ level, time: _time, pid: _pid, msg = '', err, ...fields }) => {
        const exception = err && {
          'exception.type': err.type,
          'exception.message': err.message,
          'exception.stacktrace': err.stack,
        };
        const attributes = Object.entries({ ...fields, ...exception }).map(([key, value]) => `${key}=${value}`);
        return [service, SEVERITIES[level], msg, ...attributes.sort()].join(' | ');
      }),
    );
    const found = (await logLines()).map(({ service, severityNumber, severityText, body, attributes }) => {
      const fields = Object.entries(attributes).map(([key, value]) => `${key}=${value}`);
      return [service, `${severityNumber} ${severityText}`, body, ...fields.sort()].join(' | ');
    });
    expect(expected.length).toBeGreaterThan(60);
    expect(expected.some((line) => line.includes('exception.type=TypeError'))).toBe(true);
    expect(found.sort()).toEqual(expected.sort());
  });

  it('carry the trace of the request they were printed in, of each caller their own', async () => {
    const lines = await logLines();
    const served = lines.filter(({ service, attributes }) => service === 'storefront' && 'route' in attributes);
    expect(served.map(({ traceId }) => traceId).sort()).toEqual([...traces].sort());

    const placed = orders.filter(({ status }) => status === 201);
    expect(placed).toHaveLength(3);
    for (const { id, traceId } of placed) {
      const told = lines.filter(({ attributes }) => attributes['order'] === id);
      // Three services tell of it: the one that takes it, the worker, and the first again when the parcel is noted.
      expect(told.map(({ service, body, traceId }) => [service, body, traceId])).toEqual(
        expect.arrayContaining([
          ['orders', 'order placed', traceId],
          ['worker', 'order shipped', traceId],
          ['orders', 'shipment noted', traceId],
        ]),
      );
    }
    const outside = lines.filter(({ traceId }) => traceId === '').map(({ body }) => body.split(' http')[0]);
    expect(new Set(outside)).toEqual(new Set(['Server listening at', 'ready', 'stopped']));
  });

  it('are printed without a trace of the agent', () => {
    for (const [name, text] of printed) {
      expect([name, traces.filter((traceId) => text.includes(traceId))]).toEqual([name, []]);
      expect([name, /trace_?id|span_?id/i.exec(text)]).toEqual([name, null]);
    }
  });
});

describe('monitor', () => {
  const byLabel = async (name: string, agg: string, label: string): Promise<Record<string, number | null>> => {
    const { series } = await api<MetricSeries>(`metrics/${name}/series`, { agg, by: label });
    const value = agg === 'last' ? 'last' : 'sum';
    return Object.fromEntries(series.map((line) => [line.labels[label] ?? '', line[value]]));
  };
  const one = async (name: string, agg: string): Promise<number> => {
    const { series } = await api<MetricSeries>(`metrics/${name}/series`, { agg });
    return (agg === 'last' ? series[0]?.last : series[0]?.sum) ?? Number.NaN;
  };

  it('counts what became of orders, payments and carts', async () => {
    expect(await byLabel('shop.orders', 'increase', 'shop.order.outcome')).toEqual({
      placed: 3,
      refused: 1,
      failed: 2,
    });
    expect(await byLabel('shop.payments', 'increase', 'shop.payment.outcome')).toEqual({
      approved: 3,
      declined: 1,
      silent: 1,
    });
    expect(await one('shop.carts', 'increase')).toBe(6);
    expect(await one('shop.parcels', 'increase')).toBe(3);
  });

  it('goes up and down', async () => {
    const { kind, series } = await api<MetricSeries>('metrics/shop.orders.waiting/series', { agg: 'last' });
    expect([kind, series.map(({ last }) => last)]).toEqual(['sum', [0]]);
  });

  it('gauges the stock by category, as the shop itself tells it', async () => {
    const expected: Record<string, number> = {};
    for (const { category, stock: pieces } of stock) expected[category] = (expected[category] ?? 0) + pieces;
    expect(Object.keys(expected).length).toBeGreaterThan(3);
    expect(await byLabel('shop.stock', 'last', 'shop.product.category')).toEqual(expected);
  });

  it('keeps the distribution of amounts, in explicit buckets', async () => {
    expect((await api<MetricSeries>('metrics/shop.basket.value/series', { agg: 'count' })).kind).toBe('histogram');
    expect(await one('shop.basket.value', 'count')).toBe(3);
    expect(await one('shop.basket.value', 'sum')).toBeCloseTo(goodsCents / 100, 6);
  });

  it('keeps the distribution of weights, in exponential buckets where the worker’s environment says so', async () => {
    expect((await api<MetricSeries>('metrics/shop.parcel.weight/series', { agg: 'count' })).kind).toBe(
      'exponentialHistogram',
    );
    expect(await one('shop.parcel.weight', 'count')).toBe(3);
    const parcels = printedBy('worker').flatMap(({ parcel }) => (typeof parcel === 'string' ? [parcel] : []));
    const grams = parcels.map((parcel) => Number(parcel.split('-').at(-1)));
    expect(grams).toHaveLength(3);
    expect(await one('shop.parcel.weight', 'sum')).toBeCloseTo(grams.reduce((sum, one) => sum + one, 0) / 1000, 6);
  });

  it('times payments in seconds, and each exemplar leads to its trace', async () => {
    expect(await byLabel('shop.payment.duration', 'count', 'shop.payment.outcome')).toEqual({
      approved: 3,
      declined: 1,
      silent: 1,
    });
    const { unit, exemplars } = await api<MetricSeries>('metrics/shop.payment.duration/series', { agg: 'p99' });
    expect(unit).toBe('s');
    const slowest = exemplars.toSorted((a, b) => b.value - a.value)[0];
    // The silent card: given up after 1.5 s.
    expect(slowest?.value).toBeGreaterThan(1.4);
    expect(slowest?.traceId).toBe(orders.at(-1)?.traceId);
    const paid = orders.slice(0, 4).map(({ traceId }) => traceId);
    for (const { traceId } of exemplars) expect([...paid, orders.at(-1)?.traceId]).toContain(traceId);
    const { rows } = await server.store.query<{ service: string }>(
      `SELECT ServiceName AS service FROM ${server.store.database}.otel_traces WHERE TraceId = {trace:String} AND SpanId = {span:String}`,
      { trace: slowest?.traceId ?? '', span: slowest?.spanId ?? '' },
    );
    expect(rows).toEqual([{ service: 'payments' }]);
  });

  it('measures requests with exemplars of their own traces only', async () => {
    const { exemplars } = await api<MetricSeries>('metrics/http.server.request.duration/series', {
      agg: 'p99',
      service: 'storefront',
      // What asks whether the shop is up has a trace of its own.
      where: 'http.route!=/healthz',
    });
    expect(exemplars.length).toBeGreaterThan(0);
    for (const { traceId } of exemplars) expect(traces).toContain(traceId);
  });
});

describe('[PF-03] the process and the machine', () => {
  /** The readings of the agent between the test's two, by service and value of a label. */
  const readings = async (table: string, name: string, label = ''): Promise<Map<string, number>> => {
    const { rows } = await server.store.query<{ service: string; label: string; value: number }>(
      `SELECT ServiceName AS service, Attributes[{label:String}] AS label, argMax(Value, TimeUnix) AS value FROM ${server.store.database}.${table}
       WHERE MetricName = {name:String} AND TimeUnix <= fromUnixTimestamp64Milli(${readAtMs.after}) GROUP BY service, label`,
      { label, name },
    );
    return new Map(rows.map((row) => [label === '' ? row.service : `${row.service} ${row.label}`, row.value]));
  };

  it('tell of each service what the kernel tells', async () => {
    const cpu = await readings('otel_metrics_sum', 'process.cpu.time', 'cpu.mode');
    const memory = await readings('otel_metrics_sum', 'process.memory.usage');
    const threads = await readings('otel_metrics_sum', 'process.thread.count');
    const uptime = await readings('otel_metrics_gauge', 'process.uptime');
    for (const service of WATCHED) {
      const [low, high] = [before.get(service)!, after.get(service)!];
      const used = (cpu.get(`${service} user`) ?? 0) + (cpu.get(`${service} system`) ?? 0);
      // The kernel's own figures come in hundredths of a second.
      expect(used).toBeGreaterThanOrEqual(low.cpuSeconds - 0.03);
      expect(used).toBeLessThanOrEqual(high.cpuSeconds + 0.03);
      const resident = [low.residentBytes, high.residentBytes];
      expect(memory.get(service)).toBeGreaterThan(Math.min(...resident) * 0.7);
      expect(memory.get(service)).toBeLessThan(Math.max(...resident) * 1.3);
      expect(Math.abs((threads.get(service) ?? 0) - high.threads)).toBeLessThanOrEqual(4);
      const age = upSeconds() - high.startedAtSeconds;
      expect(uptime.get(service)).toBeGreaterThan(0);
      expect(uptime.get(service)).toBeLessThan(age);
    }
  });

  it('tell of the machine what the kernel tells', async () => {
    const cpu = await readings('otel_metrics_sum', 'system.cpu.time', 'cpu.mode');
    for (const mode of ['user', 'system', 'idle']) {
      for (const service of WATCHED) {
        expect(cpu.get(`${service} ${mode}`)).toBeGreaterThanOrEqual(hostBefore.cpuSeconds[mode]!);
        expect(cpu.get(`${service} ${mode}`)).toBeLessThanOrEqual(hostAfter.cpuSeconds[mode]!);
      }
    }
    const limits = await readings('otel_metrics_sum', 'system.memory.limit');
    const total = Number(/^MemTotal: +(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]) * 1024;
    expect([...limits.values()]).toEqual(WATCHED.map(() => total));
    const states = await readings('otel_metrics_sum', 'system.memory.usage', 'system.memory.state');
    for (const service of WATCHED) {
      const all = ['used', 'free', 'buffers', 'cached'].map((state) => states.get(`${service} ${state}`) ?? Number.NaN);
      expect(all.reduce((sum, bytes) => sum + bytes, 0)).toBeCloseTo(total, -3);
    }
  });

  it.each([
    ['system.disk.io', 'system.device.name', 'disk'],
    ['system.network.io', 'network.interface.name', 'network'],
  ] as const)('tell of %s, by %s, what the kernel tells', async (name, device, kind) => {
    const { rows } = await server.store.query<{ key: string; value: number }>(
      `SELECT Attributes[{device:String}] || ' ' || Attributes[{direction:String}] AS key, argMax(Value, TimeUnix) AS value
       FROM ${server.store.database}.otel_metrics_sum WHERE MetricName = {name:String} AND ServiceName = 'orders' AND TimeUnix <= fromUnixTimestamp64Milli(${readAtMs.after}) GROUP BY key`,
      { name, device, direction: kind === 'disk' ? 'disk.io.direction' : 'network.io.direction' },
    );
    expect(rows.map(({ key }) => key).sort()).toEqual(Object.keys(hostAfter[kind]).sort());
    for (const { key, value } of rows) {
      expect(value).toBeGreaterThanOrEqual(hostBefore[kind][key]!);
      expect(value).toBeLessThanOrEqual(hostAfter[kind][key]!);
    }
  });

  it('have shares between nothing and all', async () => {
    const machine = await readings('otel_metrics_gauge', 'system.cpu.utilization', 'cpu.mode');
    const process = await readings('otel_metrics_gauge', 'process.cpu.utilization', 'cpu.mode');
    for (const service of WATCHED) {
      const shares = [...machine].filter(([key]) => key.startsWith(`${service} `)).map(([, share]) => share);
      expect(shares.length).toBeGreaterThan(5);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
      const own = (process.get(`${service} user`) ?? Number.NaN) + (process.get(`${service} system`) ?? Number.NaN);
      expect(own).toBeGreaterThanOrEqual(0);
      expect(own).toBeLessThanOrEqual(1.05);
    }
  });

  it('have an event loop and a heap', async () => {
    const { items } = await api<{ items: { name: string; services: string[] }[] }>('metrics', { limit: '1000' });
    const services = new Map(items.map((item) => [item.name, item.services.toSorted()]));
    for (const name of ['nodejs.eventloop.utilization', 'nodejs.eventloop.delay.p99', 'v8js.memory.heap.used']) {
      expect([name, services.get(name)]).toEqual([name, WATCHED.toSorted()]);
    }
  });
});

const readAtMs = { after: 0 };

function readProcesses(): Map<string, ProcessReading> {
  readAtMs.after = Date.now();
  const watched = shop.processes.filter(({ name }) => (WATCHED as string[]).includes(name));
  return new Map(watched.map(({ name, pid }) => [name, readProcess(pid)]));
}
