/** The server's answers about the population are those that can be told without a server. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTemporary, type TemporaryServer } from '../server.ts';
import { ERROR_WORDS, LINES, WORKER_LINES } from './logs.ts';
import {
  BOUNDS,
  DURATIONS,
  MEASURED,
  ORDERS,
  POINTS,
  QUANTILES,
  REFUNDS,
  durationAt,
  openCarts,
  queueDepth,
} from './metrics.ts';
import { sendPopulation } from './population.ts';
import { LARGE_TRACE_ID, LARGE_TRACE_SPANS, SERVICES, requestOf } from './traces.ts';

let server: TemporaryServer;
let range: { from: string; to: string };

beforeAll(async () => {
  server = await startTemporary();
  range = await sendPopulation(server.url);
  await server.store.flush();
});
afterAll(() => server.close());

async function ask<T>(path: string): Promise<T> {
  const url = new URL(`${server.url}/api/v1/${path}`);
  for (const [key, value] of Object.entries(range)) url.searchParams.set(key, value);
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

interface Line {
  labels: Record<string, string>;
  points: [number, number | null][];
  last: number;
  min: number;
  max: number;
}

async function series(name: string, query: string): Promise<Line[]> {
  return (await ask<{ series: Line[] }>(`metrics/${name}/series?${query}`)).series;
}

const sum = (line: Line | undefined): number =>
  line?.points.reduce((sum, [, value]) => sum + (value ?? 0), 0) ?? Number.NaN;

it('requests and their failures, by service', async () => {
  interface Row {
    service: string;
    requests: number;
    errorRate: number;
  }
  const { items } = await ask<{ items: Row[] }>('services');
  for (const { service, requests, failed } of SERVICES)
    expect(items.find((row) => row.service === service)).toMatchObject({ requests, errorRate: failed / requests });
  const { spans } = await ask<{ spans: unknown[] }>(`traces/${LARGE_TRACE_ID}`);
  expect(spans).toHaveLength(LARGE_TRACE_SPANS);
});

it('lines, by severity, by service, by trace and by word', async () => {
  const { series, total } = await ask<{ total: number; series: Line[] }>('logs/histogram');
  expect(Object.fromEntries(series.map((line) => [line.labels['severity'], sum(line)]))).toEqual(LINES);
  expect(total).toBe(LINES.debug + LINES.info + LINES.error);
  const found = async (query: string): Promise<number> =>
    (await ask<{ total: number }>(`logs/histogram?${query}`)).total;
  expect(await found('service=worker')).toBe(WORKER_LINES);
  expect(await found(`q=${encodeURIComponent(`"${ERROR_WORDS}"`)}`)).toBe(LINES.error);
  const requests = Array.from({ length: 40 }, (_, i) => requestOf(SERVICES[0]!, i, Date.parse(range.to) - 1000));
  const failed = requests.find(({ isFailed }) => isFailed);
  const { items } = await ask<{ items: { spanId: string }[] }>(`logs?where=traceId=${failed?.traceId}`);
  expect(items.map(({ spanId }) => spanId)).toEqual([failed?.spanId, failed?.spanId]);
});

it('metrics of every kind', async () => {
  const { items } = await ask<{ items: { name: string; kind: string; series: number; services: string[] }[] }>(
    'metrics',
  );
  expect(Object.fromEntries(items.map(({ name, kind, series }) => [name, `${kind} ${series}`]))).toEqual({
    'shop.queue.depth': 'gauge 1',
    'shop.orders': `sum ${Object.keys(ORDERS).length}`,
    'shop.refunds': 'sum 1',
    'shop.carts.open': 'sum 1',
    'shop.call.duration': 'histogram 1',
    'shop.call.duration.fine': 'exponentialHistogram 1',
    'shop.call.duration.summary': 'summary 1',
  });
  for (const { services } of items) expect(services).toEqual([MEASURED]);
});

it('what counters added, across a restart, cumulative and delta', async () => {
  const lines = await series('shop.orders', 'agg=increase&by=shop.region');
  expect(Object.fromEntries(lines.map((line) => [line.labels['shop.region'], sum(line)]))).toEqual(
    Object.fromEntries(Object.entries(ORDERS).map(([region, added]) => [region, added * POINTS])),
  );
  expect(sum((await series('shop.refunds', 'agg=increase'))[0])).toBe(REFUNDS * POINTS);
});

it('levels of a gauge and of a sum that falls', async () => {
  const values = Array.from({ length: POINTS }, (_, at) => at);
  for (const [name, valueAt] of [
    ['shop.queue.depth', queueDepth],
    ['shop.carts.open', openCarts],
  ] as const) {
    const [low] = await series(name, 'agg=min');
    const [high] = await series(name, 'agg=max');
    const [last] = await series(name, 'agg=last');
    expect([name, low?.min, high?.max, last?.last]).toEqual([
      name,
      Math.min(...values.map(valueAt)),
      Math.max(...values.map(valueAt)),
      valueAt(POINTS - 1),
    ]);
  }
});

it.each(['shop.call.duration', 'shop.call.duration.fine', 'shop.call.duration.summary'])(
  'how often %s',
  async (name) => {
    expect(sum((await series(name, 'agg=increase'))[0])).toBe(DURATIONS.length * POINTS);
  },
);

it.each(QUANTILES)('quantile %d of the durations, as exactly as each kind can tell', async (quantile) => {
  const exact = durationAt(quantile);
  const agg = `agg=p${quantile * 100}`;
  const highest = async (name: string): Promise<number> => (await series(name, agg))[0]?.max ?? Number.NaN;
  const upper = BOUNDS.find((bound) => exact <= bound) ?? Math.max(...DURATIONS);
  const lower = BOUNDS.findLast((bound) => exact > bound) ?? 0;
  const coarse = await highest('shop.call.duration');
  expect(coarse).toBeGreaterThanOrEqual(lower);
  expect(coarse).toBeLessThanOrEqual(upper);
  // Two buckets: one for its width, one for the rank between two observations.
  expect(Math.abs((await highest('shop.call.duration.fine')) / exact - 1)).toBeLessThan(0.09);
  expect(await highest('shop.call.duration.summary')).toBe(exact);
});

it('an exemplar leads to a trace that is there', async () => {
  const { exemplars } = await ask<{ exemplars: { traceId: string; value: number }[] }>(
    'metrics/shop.call.duration/series?agg=p95',
  );
  expect(exemplars).toHaveLength(1);
  expect(exemplars[0]?.value).toBe(DURATIONS[0]);
  const { spans } = await ask<{ spans: unknown[] }>(`traces/${exemplars[0]?.traceId}`);
  expect(spans).toHaveLength(2);
});
