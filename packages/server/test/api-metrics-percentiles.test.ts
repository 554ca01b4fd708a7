/** The rules of distributions, point by point: sent by hand, so that each case is exactly what it is. */
import { describe, expect, it } from 'vitest';
import { oracleLines } from './metrics/oracle.ts';
import { point, type TestPoint } from './metrics/points.ts';
import { explicit, exponential, MINUTE, nano, serving, START, WEEK_AGO, type Series } from './metrics/serving.ts';
import { createRandom } from './population/population.ts';

const { ask, get, given, minutes, query, send } = serving();

describe('percentiles out of explicit buckets', () => {
  given([explicit('h.even', 0, [10, 10, 0, 0], [1, 3, 10]), explicit('h.even', 1, [0, 0, 0, 5], [1, 3, 10])]);
  it('lie evenly within a bucket, from 0 on in the first one, at the last bound in the last one', async () => {
    expect(await minutes('h.even', 'agg=p50', 0, 2)).toEqual([1, 10]);
    expect(await minutes('h.even', 'agg=p75', 0, 2)).toEqual([2, 10]);
    expect((await minutes('h.even', 'agg=p90', 0, 2))[0]).toBeCloseTo(2.6, 12);
  });

  given([explicit('h.ends', 0, [10, 0, 10], [10, 20], { min: 6, max: 40 })]);
  it('begin at the least value and end at the greatest where points carry them', async () => {
    expect(await minutes('h.ends', 'agg=p50', 0, 1)).toEqual([10]);
    expect(await minutes('h.ends', 'agg=p75', 0, 1)).toEqual([30]);
    expect((await minutes('h.ends', 'agg=p99', 0, 1))[0]).toBeCloseTo(39.6, 12);
    expect(await minutes('h.ends', 'agg=min', 0, 1)).toEqual([6]);
    expect(await minutes('h.ends', 'agg=max', 0, 1)).toEqual([40]);
  });

  given([
    explicit('h.narrow', 0, [0, 100], [10], { min: 11, max: 12 }),
    explicit('h.narrow', 1, [100], [], { min: 1, max: 2 }),
  ]);
  it('are never above the greatest value, though the bucket reaches further', async () => {
    expect(await minutes('h.narrow', 'agg=p99', 0, 2)).toEqual([11.99, 1.99]);
  });

  given([explicit('h.none', 0, [0, 0], [1]), explicit('h.none', 1, [7], [])]);
  it('say nothing where nothing was observed, or nothing is known of its size', async () => {
    expect(await minutes('h.none', 'agg=p95', 0, 2)).toEqual([null, null]);
    expect(await minutes('h.none', 'agg=count', 0, 2)).toEqual([0, 7]);
  });

  it('add up over series whose bounds differ, and over differences of cumulative points', async () => {
    const random = createRandom(7);
    const points: TestPoint[] = [];
    for (const [series, bounds] of [
      [-3, 0, 2, 7],
      [-3, 0, 2, 7],
      [1, 4, 9, 16, 25],
    ].entries()) {
      const counts = bounds.map(() => 0).concat(0);
      for (let minute = 0; minute < 6; minute++) {
        for (const i of counts.keys()) counts[i] = (counts[i] ?? 0) + Math.floor(random() * 9);
        const attributes = { series: String(series) };
        points.push(
          explicit('h.merge', minute, [...counts], bounds, {
            attributes,
            temporality: 'cumulative',
            startNano: nano(WEEK_AGO),
          }),
        );
      }
    }
    await send(points);
    for (const agg of ['p50', 'p90', 'p99']) {
      const question = { name: 'h.merge', agg, by: [], fromMs: START, toMs: START + 6 * MINUTE, stepMs: MINUTE };
      const expected = [...(oracleLines(points, question).get('[]')?.values() ?? [])];
      const found = await minutes('h.merge', `agg=${agg}`, 0, 6);
      expect(found[0]).toBeNull();
      expect(expected).toHaveLength(5);
      for (const [i, value] of expected.entries()) expect(found[i + 1]).toBeCloseTo(value, 9);
    }
  });

  it('are those that the engine finds by the rule of Prometheus', async () => {
    const random = createRandom(11);
    const cases = Array.from({ length: 20 }, (_, n) => {
      const bounds = Array.from({ length: 2 + Math.floor(random() * 8) }, (__, i) => (i + 1) * (1 + n));
      return { n, bounds, counts: [...bounds, 0].map(() => 1 + Math.floor(random() * 20)) };
    });
    await send(
      cases.map(({ n, bounds, counts }) =>
        explicit('h.reference', 0, counts, bounds, { attributes: { n: String(n) } }),
      ),
    );
    const reference = cases.map(({ n, bounds, counts }) => {
      let below = 0;
      const cumulative = counts.map((count, i) => `(${bounds[i] ?? 'inf'}, ${(below += count)})`).join(', ');
      return `SELECT '${n}' AS n, quantilePrometheusHistogram(0.9)(le, count) AS q FROM VALUES('le Float64, count UInt64', ${cumulative})`;
    });
    const rows = await query<{ n: string; q: number }>(reference.join(' UNION ALL '));
    const { series } = await ask<Series>(
      `metrics/h.reference/series?agg=p90&by=n&from=${START}&to=${START + MINUTE}&step=1m`,
    );
    expect(series).toHaveLength(20);
    for (const { labels, last } of series) {
      expect(last).toBeCloseTo(rows.find(({ n }) => n === labels['n'])?.q ?? Number.NaN, 9);
    }
  });
});

describe('percentiles out of exponential buckets', () => {
  it('lie evenly on the logarithm within a bucket', async () => {
    // Scale 0: (4, 8] holds all.
    await send([exponential('e.even', 0, { scale: 0, positive: { offset: 2, counts: [10] } })]);
    expect((await minutes('e.even', 'agg=p50', 0, 1))[0]).toBeCloseTo(4 * 2 ** 0.5, 12);
    expect((await minutes('e.even', 'agg=p75', 0, 1))[0]).toBeCloseTo(4 * 2 ** 0.75, 12);
  });

  it('go from negative ones over the zero bucket to positive ones', async () => {
    const sides = { negative: { offset: 0, counts: [4, 4] }, positive: { offset: 1, counts: [4] } };
    await send([exponential('e.sides', 0, { scale: 0, zeroCount: 8, zeroThreshold: 0.5, ...sides })]);
    // 8 of 20 below zero: (-4, -1]; then 8 in [-0.5, 0.5]; then 4 in (2, 4].
    expect((await minutes('e.sides', 'agg=p50', 0, 1))[0]).toBeCloseTo(-0.25, 12);
    expect((await minutes('e.sides', 'agg=p90', 0, 1))[0]).toBeCloseTo(2 * 2 ** 0.5, 12);
    await send([exponential('e.below', 0, { scale: 0, negative: { offset: 0, counts: [10, 10] } })]);
    expect((await minutes('e.below', 'agg=p50', 0, 1))[0]).toBeCloseTo(-2, 12);
    expect((await minutes('e.below', 'agg=p75', 0, 1))[0]).toBeCloseTo(-(2 ** 0.5), 12);
  });

  given([
    exponential('e.scales', 0, { scale: 1, positive: { offset: 4, counts: [3, 3] }, attributes: { a: '1' } }),
    exponential('e.scales', 0, { scale: 0, positive: { offset: 2, counts: [4] }, attributes: { a: '2' } }),
  ]);
  it('meet in the coarser scale, and a zero bucket takes in what it reaches', async () => {
    // Scale 1, indexes 4 and 5 are (4, 5.66] and (5.66, 8]: index 2 of scale 0.
    expect((await minutes('e.scales', 'agg=p50', 0, 1))[0]).toBeCloseTo(4 * 2 ** 0.5, 12);
    await send([
      exponential('e.zero', 0, { scale: 0, zeroCount: 1, zeroThreshold: 1.5, attributes: { a: '1' } }),
      exponential('e.zero', 0, { scale: 0, positive: { offset: 0, counts: [2, 7] }, attributes: { a: '2' } }),
    ]);
    // 1.5 lies in (1, 2]: that bucket becomes part of zero, which now reaches to 2 and holds 3 of 10.
    expect((await minutes('e.zero', 'agg=p50', 0, 1))[0]).toBeCloseTo(2 * 2 ** (2 / 7), 12);
  });

  it('come from differences of cumulative points whose scale falls on the way, and count whole after a reset', async () => {
    const at = (
      minute: number,
      scale: number,
      offset: number,
      counts: number[],
      startNano = nano(WEEK_AGO),
    ): TestPoint =>
      exponential('e.falls', minute, { temporality: 'cumulative', startNano, scale, positive: { offset, counts } });
    const points = [
      at(0, 2, 8, [5, 0, 1, 2]),
      at(1, 2, 8, [9, 2, 1, 2]),
      at(2, 1, 4, [13, 6, 0, 5]),
      at(3, 0, 2, [30, 9, 1]),
      at(4, 0, 2, [3, 1]),
      at(5, 3, 16, [40, 60], nano(START + 5 * MINUTE)),
    ];
    await send(points);
    for (const agg of ['p50', 'p90', 'p99', 'count']) {
      // Also with several points a step, where the fall lies inside of one.
      for (const stepMs of [MINUTE, 2 * MINUTE, 3 * MINUTE, 6 * MINUTE]) {
        const question = { name: 'e.falls', agg, by: [], fromMs: START, toMs: START + 6 * MINUTE, stepMs };
        const expected = oracleLines(points, question).get('[]') ?? new Map<number, number>();
        const { series } = await ask<Series>(
          `metrics/e.falls/series?agg=${agg}&from=${START}&to=${START + 6 * MINUTE}&step=${stepMs}ms`,
        );
        const found = series[0]?.points.filter(([, value]) => value !== null) ?? [];
        expect(found.map(([at]) => at)).toEqual([...expected.keys()].toSorted((a, b) => a - b));
        for (const [at, value] of found) expect(value).toBeCloseTo(expected.get(at) ?? Number.NaN, 9);
      }
    }
  });
});

describe('a summary', () => {
  const summary = (minute: number, count: number, q95: number, instance: string): TestPoint =>
    point({
      name: 's',
      kind: 'summary',
      resource: { 'service.name': 'svc', 'service.instance.id': instance },
      startNano: nano(WEEK_AGO),
      timeNano: nano(START + minute * MINUTE + 30_000),
      count,
      sum: count * 2,
      quantiles: [
        [0.5, 1],
        [0.95, q95],
        [1, 100],
      ],
    });

  given([summary(0, 10, 5, 'a'), summary(1, 15, 7, 'a'), summary(1, 3, 9, 'b'), summary(2, 8, 8, 'b')]);
  it('answers the quantiles that it carries, series by series, and counts like a counter', async () => {
    const path = `from=${START}&to=${START + 3 * MINUTE}`;
    expect(await ask(`metrics/s?${path}`)).toMatchObject({
      kind: 'summary',
      temporality: null,
      monotonic: null,
      aggs: ['p95', 'p50', 'rate', 'count', 'increase', 'sum', 'avg'],
    });
    expect(await minutes('s', 'agg=p95&where=service.instance.id=a', 0, 3)).toEqual([5, 7, null]);
    expect(await minutes('s', 'agg=count&where=service.instance.id=a', 0, 3)).toEqual([null, 5, null]);
    expect(await minutes('s', 'agg=avg', 0, 3)).toEqual([null, 2, 2]);
    const { series } = await ask<Series>(`metrics/s/series?agg=p95&by=service.instance.id&step=1m&${path}`);
    expect(series.map(({ name, points }) => [name, points.map(([, value]) => value)])).toEqual([
      ['b', [null, 9, 8]],
      ['a', [5, 7, null]],
    ]);
  });

  it('refuses to merge quantiles of several series, and those that it does not carry', async () => {
    const path = `from=${START}&to=${START + 3 * MINUTE}&step=1m`;
    expect(await get(`metrics/s/series?agg=p95&${path}`)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'agg', value: 'p95', remedy: expect.stringMatching(/cannot be merged.*by=/) }] },
    });
    expect(await get(`metrics/s/series?agg=p99&${path}`)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'agg', value: 'p99', remedy: expect.stringContaining('p95, p50, rate') }] },
    });
  });
});
