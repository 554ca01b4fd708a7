import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answers } from '../../ui/src/ask/api.d.ts';
import { createLines, insertLines, severityName, type TestLine } from './population/logs.ts';
import { createPopulation } from './population/population.ts';
import { insertSpans, type TestSpan } from './population/rows.ts';
import { serve, type Served } from './population/served.ts';

const toMs = Date.now() - 1000;
const RANGE = { fromMs: toMs - 3_600_000, toMs };
const within = `from=${RANGE.fromMs}&to=${RANGE.toMs}`;
const lines = createLines(3, 500, RANGE.fromMs, RANGE.toMs);
const spans = createPopulation(3, 150, RANGE.fromMs, RANGE.toMs).filter(({ start }) => Number(start) / 1e6 < toMs);

/** Six times as many as are looked at. */
const TOTAL = 600_000;

let served: Served;
beforeAll(async () => {
  served = await serve();
  await insertLines(served.store, lines);
  await insertSpans(served.store, spans);
  await served.store.command(
    `INSERT INTO ${served.store.database}.otel_metrics_sum (ResourceAttributes, ServiceName, MetricName, TimeUnix, Value, Attributes)
    SELECT map('service.name', 'shop'), 'shop', 'orders', fromUnixTimestamp64Milli(${toMs - 5000}, 'UTC'), 1, map('kind', ['book', 'toy'][1 + number % 2]) FROM numbers(10)`,
  );
  // Far more lines than are looked at, in the next project; every fourth says so.
  await served.store.command(
    `INSERT INTO ${served.store.database}.otel_logs (Timestamp, ServiceName, Body, ResourceAttributes, LogAttributes)
    SELECT fromUnixTimestamp64Milli(${RANGE.fromMs} + intDiv(number * 3600000, ${TOTAL}), 'UTC'), 'many', 'x', map('sightglass.project', 'many'),
      if(number % 4 = 0, map('colour', 'red'), map('colour', 'blue', 'size', toString(number % 3))) FROM numbers(${TOTAL})`,
  );
}, 120_000);
afterAll(() => served.close());

/** How often each of some texts occurs. */
function counted(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

const keysOf = (signal: string, q = ''): Promise<Answers['attributes']> =>
  served.ask(`attributes?${within}&signal=${signal}&q=${encodeURIComponent(q)}&limit=200`);
const valuesOf = (signal: string, key: string, q = ''): Promise<Answers['attributes/:key/values']> =>
  served.ask(
    `attributes/${encodeURIComponent(key)}/values?${within}&signal=${signal}&q=${encodeURIComponent(q)}&limit=200`,
  );

function asMap(items: Answers['attributes']['items']): Map<string, number> {
  return new Map(items.map(({ source, key, count }) => [`${source} ${key}`, count]));
}

describe('suggested keys', () => {
  test('of logs are what the lines carry, with how many carry it', async () => {
    const expected = counted(
      lines.flatMap((line) => [
        ...Object.keys(line.attributes).map((key) => `attribute ${key}`),
        ...Object.keys(line.resource).map((key) => `resource ${key}`),
        ...(line.severity > 0 ? ['builtin severity'] : []),
        ...(line.body === '' ? [] : ['builtin body']),
        ...(line.event === '' ? [] : ['builtin event']),
        ...(line.traceId === '' ? [] : ['builtin traceId']),
        ...(line.spanId === '' ? [] : ['builtin spanId']),
        'builtin scope',
      ]),
    );
    const { items, share } = await keysOf('logs');
    expect(asMap(items)).toEqual(expected);
    expect(share).toBe(1);
    const counts = items.map(({ count }) => count);
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
  });

  test('of traces and metrics are what spans and points carry', async () => {
    const ofSpan = (span: TestSpan): string[] => [
      ...Object.keys(span.attributes).map((key) => `attribute ${key}`),
      ...Object.keys({ 'service.name': '', ...span.resource }).map((key) => `resource ${key}`),
      ...(span.events.length > 0 ? ['builtin event'] : []),
      ...['name', 'kind', 'status', 'duration', 'scope', 'traceId', 'spanId'].map((key) => `builtin ${key}`),
    ];
    expect(asMap((await keysOf('traces')).items)).toEqual(counted(spans.flatMap(ofSpan)));
    expect(asMap((await keysOf('metrics')).items)).toEqual(
      new Map([
        ['attribute kind', 10],
        ['resource service.name', 10],
        ['builtin scope', 10],
      ]),
    );
  });

  test('contain the text that is looked for, in any case', async () => {
    const { items } = await keysOf('logs', 'SERVICE');
    expect(new Set(items.map(({ key }) => key))).toEqual(
      new Set(['service.name', 'service.instance.id', 'service.version']),
    );
    expect((await keysOf('logs', 'no such key')).items).toEqual([]);
  });
});

describe('suggested values', () => {
  test.each([
    ['http.route', (line: TestLine) => line.attributes['http.route']],
    ['session.id', (line: TestLine) => line.attributes['session.id']],
    ['took', (line: TestLine) => line.attributes['took']],
    ['resource.host.name', (line: TestLine) => line.resource['host.name']],
    ['service.version', (line: TestLine) => line.resource['service.version']],
    ['severity', (line: TestLine) => severityName(line.severity)],
    ['event', (line: TestLine) => line.event],
    ['scope', () => 'test'],
    ['body', () => undefined],
    ['no.such', () => undefined],
  ])('of %s in logs are those that lines hold', async (key, valueOf) => {
    const { items } = await valuesOf('logs', key);
    const expected = counted(lines.map((line) => valueOf(line) ?? '').filter((value) => value !== ''));
    expect(new Map(items.map(({ value, count }) => [value, count]))).toEqual(expected);
  });

  test('of traces and metrics are those that spans and points hold', async () => {
    const found = async (signal: string, key: string): Promise<Map<string, number>> =>
      new Map((await valuesOf(signal, key)).items.map(({ value, count }) => [value, count]));
    expect(await found('traces', 'kind')).toEqual(counted(spans.map(({ kind }) => kind.toLowerCase())));
    expect(await found('traces', 'event')).toEqual(
      counted(spans.flatMap(({ events }) => events.map(({ name }) => name))),
    );
    expect(await found('traces', 'http.response.status_code')).toEqual(
      counted(spans.flatMap(({ attributes }) => attributes['http.response.status_code'] ?? [])),
    );
    expect(await found('metrics', 'kind')).toEqual(
      new Map([
        ['book', 5],
        ['toy', 5],
      ]),
    );
  });

  test('contain the text that is looked for, most frequent first', async () => {
    const { items } = await valuesOf('logs', 'http.route', 'CAR');
    expect(items.map(({ value }) => value)).toEqual(['/cart']);
    const all = (await valuesOf('logs', 'http.route')).items.map(({ count }) => count);
    expect(all).toEqual(all.toSorted((a, b) => b - a));
  });
});

describe('of more rows than are looked at', () => {
  const near = (share: number): number[] => [share * TOTAL * 0.9, share * TOTAL * 1.1];
  const expectNear = (count: number | undefined, share: number): void => {
    const [least = 0, most = 0] = near(share);
    expect(count).toBeGreaterThan(least);
    expect(count).toBeLessThan(most);
  };

  test('suggestions are counted in a sample, scaled up, and say so', async () => {
    const keys = await served.ask<Answers['attributes']>(`attributes?${within}&signal=logs&project=many`);
    expect(keys.share).toBeGreaterThan(0);
    expect(keys.share).toBeLessThan(0.3);
    expectNear(keys.items.find(({ key }) => key === 'colour')?.count, 1);
    expectNear(keys.items.find(({ key }) => key === 'size')?.count, 0.75);
    const values = await served.ask<Answers['attributes/:key/values']>(
      `attributes/colour/values?${within}&signal=logs&project=many`,
    );
    expectNear(values.items.find(({ value }) => value === 'red')?.count, 0.25);
    expectNear(values.items.find(({ value }) => value === 'blue')?.count, 0.75);
  });

  test('facets of attributes are counted in a sample, scaled up, and say so; all others are exact', async () => {
    const { total, facets } = await served.ask<Answers['logs/facets']>(`logs/facets?${within}&project=many`);
    expect(total).toBe(TOTAL);
    expect(facets.find(({ key }) => key === 'service')).toEqual({
      key: 'service',
      exact: true,
      values: [{ value: 'many', count: TOTAL }],
    });
    const colour = facets.find(({ key }) => key === 'colour');
    expect(colour?.exact).toBe(false);
    expectNear(colour?.values.find(({ value }) => value === 'red')?.count, 0.25);
    expectNear(colour?.values.find(({ value }) => value === 'blue')?.count, 0.75);
  });
});
