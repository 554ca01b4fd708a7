/** What metrics there are, how they are narrowed, and what is refused. */
import { describe, expect, it } from 'vitest';
import type { Answers } from '../../ui/src/ask/api.d.ts';
import { point, type TestPoint } from './metrics/points.ts';
import { counter, explicit, exponential, MINUTE, nano, serving, START, type Series } from './metrics/serving.ts';

const { ask, get, given, minutes, send } = serving();

given([
  ...counter('c.plain', [[0, 1]]),
  point({ name: 'g', kind: 'gauge', timeNano: nano(START) }),
  exponential('e.falls', 0, { temporality: 'cumulative', positive: { offset: 0, counts: [1] } }),
  ...Array.from({ length: 30 }, (_, n) => point({ name: `page.${n}`, kind: 'gauge', timeNano: nano(START) })),
]);

describe('exemplars', () => {
  it('come with the values and traces of the greatest in each stretch, once each', async () => {
    const traceId = (n: number): string => n.toString(16).padStart(32, '0');
    const spanId = (n: number): string => n.toString(16).padStart(16, '0');
    const one = (n: number, second: number, value: number): TestPoint['exemplars'][number] => ({
      timeNano: nano(START + second * 1000),
      value,
      traceId: traceId(n),
      spanId: spanId(n),
    });
    const attributes = { route: '/pay' };
    const first = [one(1, 10, 5), one(2, 20, 9), one(3, 700, 2)];
    await send([
      explicit('x', 1, [3], [], { exemplars: first, attributes }),
      // A cumulative point tells its exemplars again; one has no trace; one lies before the range.
      explicit('x', 2, [5], [], {
        exemplars: [...first, { ...one(4, 40, 99), traceId: '' }, one(5, -100, 99)],
        attributes,
        temporality: 'cumulative',
      }),
    ]);
    const { exemplars } = await ask<Series>(
      `metrics/x/series?agg=count&by=route&from=${START}&to=${START + 20 * MINUTE}&step=1m`,
    );
    expect(exemplars).toEqual([
      {
        timeMs: START + 20_000,
        value: 9,
        traceId: traceId(2),
        spanId: spanId(2),
        labels: { route: '/pay' },
        attributes: {},
      },
      {
        timeMs: START + 700_000,
        value: 2,
        traceId: traceId(3),
        spanId: spanId(3),
        labels: { route: '/pay' },
        attributes: {},
      },
    ]);
  });
});

describe('what there is', () => {
  const RANGE = `from=${START}&to=${START + 60 * MINUTE}`;

  it('is listed by name, each kind by itself, and found by words of the name', async () => {
    const at = { timeNano: nano(START + MINUTE), unit: 'By' };
    await send([
      point({ ...at, name: 'Thing.Size.used', kind: 'gauge', resource: { 'service.name': 'b' } }),
      point({ ...at, name: 'Thing.Size.used', kind: 'gauge', resource: { 'service.name': 'a' } }),
      point({
        ...at,
        name: 'Thing.Size.used',
        kind: 'sum',
        unit: 'kB',
        monotonic: false,
        timeNano: nano(START + 2 * MINUTE),
      }),
      point({ ...at, name: 'Thing.Size.used', kind: 'sum', unit: 'By', monotonic: false, value: 7 }),
    ]);
    const { items, next } = await ask<Answers['metrics']>(`metrics?q=size+THING&${RANGE}`);
    const common = { name: 'Thing.Size.used', description: 'Thing.Size.used, described' };
    expect(items).toEqual([
      {
        ...common,
        kind: 'gauge',
        unit: 'By',
        temporality: null,
        monotonic: null,
        services: ['a', 'b'],
        series: 2,
        lastSeenUnixNano: String(nano(START + MINUTE)),
      },
      {
        ...common,
        kind: 'sum',
        unit: 'kB',
        temporality: 'cumulative',
        monotonic: false,
        services: ['svc'],
        series: 1,
        lastSeenUnixNano: String(nano(START + 2 * MINUTE)),
      },
    ]);
    expect(next).toBeNull();
    expect(
      (await ask<Answers['metrics']>(`metrics?q=size&service=a&${RANGE}`)).items.map((one) => one.services),
    ).toEqual([['a']]);
    expect((await ask<Answers['metrics']>(`metrics?q=size+nothing&${RANGE}`)).items).toEqual([]);
  });

  it('goes on page by page', async () => {
    const all = await ask<Answers['metrics']>(`metrics?${RANGE}`);
    const found: string[] = [];
    let cursor = '';
    do {
      const page: Answers['metrics'] = await ask(`metrics?limit=7&${RANGE}${cursor === '' ? '' : `&cursor=${cursor}`}`);
      found.push(...page.items.map(({ name, kind }) => `${name} ${kind}`));
      cursor = page.next ?? '';
    } while (cursor !== '');
    expect(all.items.length).toBeGreaterThan(30);
    expect(found).toEqual(all.items.map(({ name, kind }) => `${name} ${kind}`));
  });

  it('is told apart by kind and unit where one name stands for several', async () => {
    const path = `metrics/Thing.Size.used`;
    expect(await ask(`${path}?${RANGE}`)).toMatchObject({
      kind: 'sum',
      unit: 'kB',
      aggs: ['sum', 'avg', 'min', 'max', 'last', 'count'],
      variants: [
        { kind: 'sum', unit: 'kB', series: 1 },
        { kind: 'gauge', unit: 'By', series: 2 },
        { kind: 'sum', unit: 'By', series: 1 },
      ],
    });
    const valuesOf = async (query: string): Promise<unknown> => {
      const { series, unit } = await ask<Series>(`${path}/series?agg=max&step=10m&${RANGE}&${query}`);
      return [unit, series[0]?.last];
    };
    expect(await valuesOf('kind=sum')).toEqual(['kB', 0]);
    expect(await valuesOf('kind=sum&unit=By')).toEqual(['By', 7]);
    expect(await get(`${path}?${RANGE}&kind=summary`)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'kind', value: 'summary', remedy: expect.stringContaining('sum, gauge') }] },
    });
    expect(await get(`${path}?${RANGE}&unit=s`)).toMatchObject({ status: 400, body: { errors: [{ field: 'unit' }] } });
    expect(await get(`metrics/nowhere?${RANGE}`)).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining('nowhere') },
    });
  });

  it('keeps to environment, release and conditions on any label, also one named like a field of spans', async () => {
    const level = (value: number, status: string, environment: string, release: string): TestPoint =>
      point({
        name: 'w',
        kind: 'gauge',
        value,
        attributes: { status, 'http.status': '200' },
        resource: { 'service.name': 'svc', 'deployment.environment.name': environment, 'service.version': release },
        timeNano: nano(START + 30_000),
      });
    await send([level(1, 'ok', 'prod', '1'), level(2, 'bad', 'prod', '2'), level(4, 'bad', 'test', '2')]);
    for (const [query, sum] of [
      ['', 7],
      ['environment=prod', 3],
      ['release=2', 6],
      ['release=1&release=2&environment=test', 4],
      ['where=status=bad', 6],
      ['where=status!=bad', 1],
      ['where=http.status>199&where=status=~^b', 6],
      ['where=resource.service.version=1', 1],
      ['where=!status?', undefined],
      ['service=other', undefined],
    ] as const) {
      expect([query, (await minutes('w', `agg=sum&${query}`, 0, 1))[0]]).toEqual([query, sum]);
    }
  });

  it('answers the greatest lines first and says how many there were; never more than 500 points', async () => {
    const points = Array.from({ length: 40 }, (_, i) =>
      point({ name: 'many', kind: 'gauge', attributes: { n: `n${i}` }, value: i, timeNano: nano(START + 30_000) }),
    );
    await send(points);
    const { series, total } = await ask<Series>(`metrics/many/series?by=n&limit=3&${RANGE}`);
    expect([total, series.map(({ name }) => name)]).toEqual([40, ['n39', 'n38', 'n37']]);
    for (const range of ['-5h', '-24h', '-7d', '-400d']) {
      const { stepMs, series: lines } = await ask<Series>(`metrics/many/series?from=${range}`);
      expect(lines[0]?.points.length).toBeLessThanOrEqual(500);
      expect(lines[0]?.points.every(([at]) => at % stepMs === 0)).toBe(true);
    }
    expect(await get(`metrics/many/series?from=-24h&step=1s`)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'step', remedy: expect.stringContaining('500 points') }] },
    });
  });

  it('says which aggs fit when one does not', async () => {
    for (const [name, agg, fitting] of [
      ['c.plain', 'p95', 'rate, increase'],
      ['g', 'rate', 'avg, min, max, last, sum, count'],
      ['e.falls', 'max', 'p95, p50, p75, p90, p99, avg, rate, count, increase, sum.'],
    ]) {
      expect(await get(`metrics/${name}/series?agg=${agg}&${RANGE}`)).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'agg', value: agg, remedy: expect.stringContaining(fitting ?? '') }] },
      });
    }
    expect(await get(`metrics/g/series?agg=median&${RANGE}`)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'agg' }] },
    });
  });
});
