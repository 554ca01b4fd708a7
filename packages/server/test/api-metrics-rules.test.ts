/** The rules of counters, levels and distributions, point by point: sent by hand, so that each case is exactly what it is. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answers } from '../../ui/src/ask/api.d.ts';
import { startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';
import { oracleLines } from './metrics/oracle.ts';
import { point, sendPoints, type TestPoint } from './metrics/points.ts';
import { createRandom } from './population/population.ts';

type Series = Answers['metrics/:name/series'];

const MINUTE = 60_000;
/** A whole hour, long enough ago for everything to lie in the past. */
const START = Math.floor(Date.now() / (60 * MINUTE)) * 60 * MINUTE - 3 * 60 * MINUTE;
const WEEK_AGO = START - 6 * 24 * 60 * MINUTE;

let server: TemporaryServer;
beforeAll(async () => {
  server = await startTemporary();
  await send(all);
});
afterAll(() => server.close());

const nano = (ms: number): bigint => BigInt(ms) * 1_000_000n;

async function get(path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${server.url}/api/v1/${path}`);
  return { status: response.status, body: await response.json() };
}

async function ask<T>(path: string): Promise<T> {
  const { status, body } = await get(path);
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  return body as T;
}

const all: TestPoint[] = [];

/** Has points sent before the tests begin. */
function given(points: readonly TestPoint[]): void {
  all.push(...points);
}

async function send(points: readonly TestPoint[]): Promise<void> {
  await sendPoints(server.url, points);
  await server.store.flush();
}

/** The values of the one line that an answer has, by the minute after START. */
async function minutes(name: string, query: string, fromMinute = 0, toMinute = 10): Promise<(number | null)[]> {
  const range = `from=${START + fromMinute * MINUTE}&to=${START + toMinute * MINUTE}&step=1m`;
  const { series } = await ask<Series>(`metrics/${name}/series?${range}&${query}`);
  expect(series.length).toBeLessThanOrEqual(1);
  return series[0]?.points.map(([, value]) => value) ?? [];
}

/** Points of a counter at the 30th second of minutes. */
function counter(name: string, values: [minute: number, value: number][], given: Partial<TestPoint> = {}): TestPoint[] {
  return values.map(([minute, value]) =>
    point({
      name,
      kind: 'sum',
      startNano: nano(WEEK_AGO),
      timeNano: nano(START + minute * MINUTE + 30_000),
      value,
      ...given,
    }),
  );
}

describe('a cumulative counter', () => {
  given(
    counter('c.plain', [
      [0, 100],
      [1, 110],
      [2, 125],
      [4, 125],
      [5, 130],
    ]),
  );
  it('brings the difference to the point before; its first point, started long ago, only is the base', async () => {
    expect(await minutes('c.plain', 'agg=increase')).toEqual([null, 10, 15, null, 0, 5, null, null, null, null]);
    // The point of minute 4 took two minutes to come about.
    expect(await minutes('c.plain', 'agg=rate')).toEqual([
      null,
      10 / 60,
      15 / 60,
      null,
      0,
      5 / 60,
      null,
      null,
      null,
      null,
    ]);
  });

  given(
    counter('c.fall', [
      [0, 100],
      [1, 110],
      [2, 4],
      [3, 9],
    ]),
  );
  it('counts whole after a fall', async () => {
    expect(await minutes('c.fall', 'agg=increase', 0, 5)).toEqual([null, 10, 4, 5, null]);
  });

  given([
    ...counter('c.anew', [
      [0, 10],
      [1, 12],
    ]),
    ...counter(
      'c.anew',
      [
        [2, 50],
        [3, 51],
      ],
      { startNano: nano(START + 100_000) },
    ),
  ]);
  it('counts whole when it was started anew, also when it is higher than before', async () => {
    expect(await minutes('c.anew', 'agg=increase', 0, 5)).toEqual([null, 2, 50, 1, null]);
  });

  given(
    counter(
      'c.new',
      [
        [2, 7],
        [3, 9],
      ],
      { startNano: nano(START + 90_000) },
    ),
  );
  it('counts its first point whole when it started within the range', async () => {
    expect(await minutes('c.new', 'agg=increase', 0, 5)).toEqual([null, null, 7, 2, null]);
    // 60 s from its start to its first point: as long as the step.
    expect(await minutes('c.new', 'agg=rate', 0, 5)).toEqual([null, null, 7 / 60, 2 / 60, null]);
  });

  it('takes a first point that starts at its own time, or at none, as a base', async () => {
    const at = nano(START + 30_000);
    await send([
      ...counter(
        'c.unknown',
        [
          [0, 40],
          [1, 42],
        ],
        { startNano: at, attributes: { a: '1' } },
      ),
      ...counter(
        'c.unknown',
        [
          [0, 70],
          [1, 75],
        ],
        { startNano: 0n, attributes: { a: '2' } },
      ),
    ]);
    expect(await minutes('c.unknown', 'agg=increase', 0, 3)).toEqual([null, 7, null]);
  });

  given(
    counter('c.back', [
      [0, 100],
      [4, 108],
      [10, 120],
    ]),
  );
  it('finds the point before the range within five minutes, or a step where that is longer', async () => {
    expect(await minutes('c.back', 'agg=increase', 3, 6)).toEqual([null, 8, null]);
    expect(await minutes('c.back', 'agg=increase', 10, 12)).toEqual([]);
    const wide = await ask<Series>(
      `metrics/c.back/series?agg=increase&from=${START + 10 * MINUTE}&to=${START + 20 * MINUTE}&step=10m`,
    );
    expect(wide.series[0]?.points).toEqual([[START + 10 * MINUTE, 12]]);
  });

  given([
    ...counter('c.two', [
      [0, 1000],
      [1, 1001],
      [2, 1003],
    ]),
    ...counter(
      'c.two',
      [
        [0, 5],
        [1, 6],
        [2, 8],
      ],
      { startNano: nano(WEEK_AGO + 1) },
    ).map((one) => ({
      ...one,
      timeNano: one.timeNano + 1_000_000n,
    })),
  ]);
  it('keeps two writers of the same labels apart by their starts', async () => {
    expect(await minutes('c.two', 'agg=increase', 0, 4)).toEqual([null, 2, 4, null]);
  });

  it('adds the series of all resources up, and tells them apart by a label of the resource', async () => {
    for (const host of ['a', 'b']) {
      const resource = { 'service.name': 'svc', 'host.name': host };
      await send(
        counter(
          'c.hosts',
          [
            [0, 1],
            [1, host === 'a' ? 3 : 11],
          ],
          { resource },
        ),
      );
    }
    expect(await minutes('c.hosts', 'agg=increase', 0, 2)).toEqual([null, 12]);
    const { series, total } = await ask<Series>(
      `metrics/c.hosts/series?agg=increase&by=resource.host.name&from=${START}&to=${START + 2 * MINUTE}&step=1m`,
    );
    expect(
      series.map(({ name, labels, points, last, min, max, sum }) => ({ name, labels, points, last, min, max, sum })),
    ).toEqual([
      {
        name: 'b',
        labels: { 'resource.host.name': 'b' },
        points: [
          [START, null],
          [START + MINUTE, 10],
        ],
        last: 10,
        min: 10,
        max: 10,
        sum: 10,
      },
      {
        name: 'a',
        labels: { 'resource.host.name': 'a' },
        points: [
          [START, null],
          [START + MINUTE, 2],
        ],
        last: 2,
        min: 2,
        max: 2,
        sum: 2,
      },
    ]);
    expect(total).toBe(2);
  });

  given(
    counter('c.fine', [
      [0, 0],
      [1, 60],
      [2, 120],
    ]),
  );
  it('does not show its rate four times when steps are a quarter of its distance', async () => {
    const { series } = await ask<Series>(
      `metrics/c.fine/series?agg=rate&from=${START + MINUTE}&to=${START + 3 * MINUTE}&step=15s`,
    );
    expect(series[0]?.points.map(([, value]) => value)).toEqual([null, null, 1, null, null, null, 1, null]);
    // Without a step asked for, it is at least twice the distance of the points.
    const usual = await ask<Series>(`metrics/c.fine/series?from=${START}&to=${START + 3 * MINUTE}`);
    expect(usual).toMatchObject({ stepMs: 2 * MINUTE, agg: 'rate', unit: '1/s' });
  });

  given([
    ...counter('c.gap', [
      [0, 10],
      [2, 13],
      [6, 20],
    ]),
    ...counter('c.gap', [[1, 0]], { flags: 1 }),
    ...counter('c.gap', [
      [3, Number.NaN],
      [4, Infinity],
      [5, -Infinity],
    ]),
  ]);
  it('leaves out points that say there is no value, or are no number', async () => {
    expect(await minutes('c.gap', 'agg=increase', 0, 8)).toEqual([null, null, 3, null, null, null, 7, null]);
  });

  given(
    counter('c.cut', [
      [0, 0],
      [1, 30],
      [2, 60],
    ]),
  );
  it('does not divide the seconds of a first, cut step by more than they are', async () => {
    const from = START + MINUTE + 20_000;
    const { series } = await ask<Series>(`metrics/c.cut/series?agg=rate&from=${from}&to=${from + 2 * MINUTE}&step=1m`);
    // 40 seconds of the first step lie in the range, but its point took a minute.
    expect(series[0]?.points).toEqual([
      [START + MINUTE, 0.5],
      [START + 2 * MINUTE, 0.5],
      [START + 3 * MINUTE, null],
    ]);
  });
});

describe('a delta sum', () => {
  const delta = (name: string, values: [number, number][], given: Partial<TestPoint> = {}): TestPoint[] =>
    counter(name, values, { temporality: 'delta', ...given }).map((one) => ({
      ...one,
      startNano: one.timeNano - nano(MINUTE),
    }));

  it('adds its values up, and counts a point that was sent twice once', async () => {
    const points = delta('d.plain', [
      [0, 3],
      [1, 4],
      [1, 4],
      [2, 0],
    ]);
    await send(points.slice(0, 2));
    await send(points.slice(2));
    expect(await minutes('d.plain', 'agg=increase', 0, 4)).toEqual([3, 4, 0, null]);
    expect(await minutes('d.plain', 'agg=rate', 0, 4)).toEqual([3 / 60, 4 / 60, 0, null]);
  });

  given(
    delta(
      'd.updown',
      [
        [0, 3],
        [1, -4],
      ],
      { monotonic: false },
    ),
  );
  it('may fall where it is an up-down counter', async () => {
    expect(await minutes('d.updown', 'agg=increase', 0, 3)).toEqual([3, -4, null]);
  });

  given([
    ...delta('d.mixed', [
      [0, 3],
      [1, 4],
    ]),
    ...counter('d.mixed', [
      [0, 100],
      [1, 110],
    ]),
  ]);
  it('adds up with cumulative points of the same name', async () => {
    expect(await minutes('d.mixed', 'agg=increase', 0, 3)).toEqual([3, 14, null]);
    expect(await ask('metrics/d.mixed?from=' + START)).toMatchObject({ temporality: null, monotonic: true });
  });
});

describe('a gauge', () => {
  it('is averaged over points, added up over the last values of series, and has holes', async () => {
    const level = (minute: number, second: number, value: number, room: string, flags = 0): TestPoint =>
      point({
        name: 'g',
        kind: 'gauge',
        attributes: { room },
        value,
        flags,
        timeNano: nano(START + minute * MINUTE + second * 1000),
      });
    await send([
      level(0, 1, 4, 'a'),
      level(0, 2, 6, 'a'),
      level(0, 3, 20, 'b'),
      level(2, 1, Number.NaN, 'a'),
      level(3, 1, 9, 'b', 1),
      level(4, 1, -1, 'b'),
    ]);
    expect(await minutes('g', 'agg=avg', 0, 5)).toEqual([10, null, null, null, -1]);
    expect(await minutes('g', 'agg=sum', 0, 5)).toEqual([26, null, null, null, -1]);
    expect(await minutes('g', 'agg=last', 0, 5)).toEqual([20, null, null, null, -1]);
    expect(await minutes('g', 'agg=min', 0, 5)).toEqual([4, null, null, null, -1]);
    expect(await minutes('g', 'agg=max', 0, 5)).toEqual([20, null, null, null, -1]);
    expect(await minutes('g', 'agg=count', 0, 5)).toEqual([3, null, null, null, 1]);
    expect(await minutes('g', 'agg=max&where=room=a', 0, 5)).toEqual([6, null, null, null, null]);
  });
});

const explicit = (
  name: string,
  minute: number,
  counts: number[],
  bounds: number[],
  given: Partial<TestPoint> = {},
): TestPoint =>
  point({
    name,
    kind: 'histogram',
    temporality: 'delta',
    startNano: nano(START + (minute - 1) * MINUTE + 30_000),
    timeNano: nano(START + minute * MINUTE + 30_000),
    counts,
    bounds,
    count: counts.reduce((sum, count) => sum + count, 0),
    sum: 0,
    ...given,
  });

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
    const { rows } = await server.store.query<{ n: string; q: number }>(reference.join(' UNION ALL '));
    const { series } = await ask<Series>(
      `metrics/h.reference/series?agg=p90&by=n&from=${START}&to=${START + MINUTE}&step=1m`,
    );
    expect(series).toHaveLength(20);
    for (const { labels, last } of series) {
      expect(last).toBeCloseTo(rows.find(({ n }) => n === labels['n'])?.q ?? Number.NaN, 9);
    }
  });
});

const exponential = (name: string, minute: number, given: Partial<TestPoint>): TestPoint =>
  point({
    name,
    kind: 'exponentialHistogram',
    temporality: 'delta',
    startNano: nano(START + (minute - 1) * MINUTE + 30_000),
    timeNano: nano(START + minute * MINUTE + 30_000),
    sum: 0,
    count:
      (given.zeroCount ?? 0) +
      [...(given.positive?.counts ?? []), ...(given.negative?.counts ?? [])].reduce((a, b) => a + b, 0),
    ...given,
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
      const question = { name: 'e.falls', agg, by: [], fromMs: START, toMs: START + 6 * MINUTE, stepMs: MINUTE };
      const expected = [...(oracleLines(points, question).get('[]')?.values() ?? [])];
      const found = await minutes('e.falls', `agg=${agg}`, 0, 6);
      expect(found[0]).toBeNull();
      expect(expected).toHaveLength(5);
      for (const [i, value] of expected.entries()) expect(found[i + 1]).toBeCloseTo(value, 9);
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
      { timeMs: START + 20_000, value: 9, traceId: traceId(2), spanId: spanId(2), labels: { route: '/pay' } },
      { timeMs: START + 700_000, value: 2, traceId: traceId(3), spanId: spanId(3), labels: { route: '/pay' } },
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
