/** The rules of counters and levels, point by point: sent by hand, so that each case is exactly what it is. */
import { describe, expect, it } from 'vitest';
import { point, type TestPoint } from './metrics/points.ts';
import { counter, MINUTE, nano, serving, START, WEEK_AGO, type Series } from './metrics/serving.ts';

const { ask, given, minutes, send } = serving();

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
