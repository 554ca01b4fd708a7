/** Metrics: what each rule of the data model makes of points. https://opentelemetry.io/docs/specs/otel/metrics/data-model/ */
import { expect, it } from 'vitest';
import { partialOf, type Partial } from './answers.ts';
import { fresh, freshSpanId, freshTraceId, gauge, hex, metrics, nanos, protobuf, text } from './messages.ts';
import { PROTOBUF, serving } from './serving.ts';

const served = serving();
const DELTA = 1;
const CUMULATIVE = 2;

/** Sends metrics of one service; answers what was said of what was not taken. */
async function send(list: readonly object[], service = 'conformance'): Promise<Partial | undefined> {
  const answer = await served.post('metrics', protobuf('metrics', metrics(list, service)), {
    'content-type': PROTOBUF,
  });
  expect(answer.status).toBe(200);
  return partialOf(answer);
}

/** Sends what must be taken whole. */
async function sendGood(list: readonly object[], service?: string): Promise<void> {
  expect(await send(list, service)).toBeUndefined();
}

/** Sends metrics of which each is bad, beside a good one; answers the reasons. */
async function refused(bad: readonly object[]): Promise<string> {
  const service = fresh('refused');
  const partial = await send([...bad, gauge('good')], service);
  expect(partial?.rejected).toBe(bad.length);
  expect((await served.metrics(service)).map(({ name }) => name)).toEqual(['good']);
  return partial?.errorMessage ?? '';
}

/** When points of tests were taken: in the same minute, some seconds apart. */
const MINUTE = 60n * 1_000_000_000n;
const at = (nanos() / MINUTE - 2n) * MINUTE;
const START = at - 60n * MINUTE;

interface Given {
  readonly name?: string;
  readonly temporality?: number;
}

function sum(points: readonly object[], { name = 'sum', temporality = CUMULATIVE }: Given = {}): object {
  const dataPoints = points.map((point) => ({ startTimeUnixNano: START, ...point }));
  return { name, sum: { dataPoints, aggregationTemporality: temporality, isMonotonic: true } };
}

function histogram(point: object, { name = 'histogram', temporality = DELTA }: Given = {}): object {
  const dataPoints = [{ startTimeUnixNano: at, timeUnixNano: at + 1n, ...point }];
  return { name, histogram: { dataPoints, aggregationTemporality: temporality } };
}

function exponential(point: object, { name = 'exponential', temporality = DELTA }: Given = {}): object {
  const dataPoints = [{ startTimeUnixNano: at, timeUnixNano: at + 1n, scale: 0, count: 0n, zeroCount: 0n, ...point }];
  return { name, exponentialHistogram: { dataPoints, aggregationTemporality: temporality } };
}

it('OTLP 58: rejects points of sums and histograms that say no aggregation temporality', async () => {
  const point = { timeUnixNano: at, count: 1n, bucketCounts: [1n] };
  const bad = [0, 3].flatMap((temporality) => [
    sum([{ timeUnixNano: at, asInt: 1n }], { temporality }),
    histogram(point, { temporality }),
    exponential({ count: 1n, zeroCount: 1n }, { temporality }),
  ]);
  expect(await refused(bad)).toMatch(/temporality/);
});

it('OTLP 59: keeps delta and cumulative points as what they are, and counts both right', async () => {
  const service = fresh('temporality');
  const steps = [1n, 2n, 3n].map((minute) => at - 10n * MINUTE + minute * MINUTE);
  const cumulative = steps.map((timeUnixNano, i) => ({ timeUnixNano, asInt: [100n, 107n, 109n][i] }));
  const delta = steps.map((timeUnixNano, i) => ({
    timeUnixNano,
    startTimeUnixNano: timeUnixNano - MINUTE,
    asInt: [5n, 7n, 2n][i],
  }));
  await sendGood([sum(cumulative, { name: 'total' }), sum(delta, { name: 'came', temporality: DELTA })], service);
  expect(await served.metrics(service)).toMatchObject([
    { name: 'came', temporality: 'delta', monotonic: true },
    { name: 'total', temporality: 'cumulative', monotonic: true },
  ]);
  expect(await served.values('total', 'agg=increase')).toEqual([100, 7, 2]);
  expect(await served.values('came', 'agg=increase')).toEqual([5, 7, 2]);
});

it('OTLP 60: rejects histograms whose buckets are not one more than their bounds, unless both are none', async () => {
  const bad = [
    { explicitBounds: [1, 2], bucketCounts: [1n, 1n], count: 2n },
    { explicitBounds: [1], bucketCounts: [1n, 1n, 1n], count: 3n },
    { explicitBounds: [1], bucketCounts: [], count: 3n },
  ];
  expect(await refused(bad.map((point) => histogram(point)))).toMatch(
    /bucket_counts is not one longer than explicit_bounds/,
  );
  await sendGood([
    histogram({ explicitBounds: [1, 2], bucketCounts: [1n, 2n, 0n], count: 3n }, { name: 'bucketed' }),
    histogram({ count: 4n, sum: 8 }, { name: 'bare' }),
    histogram({ bucketCounts: [5n], count: 5n }, { name: 'one' }),
  ]);
  expect(await served.values('bucketed', 'agg=count')).toEqual([3]);
  expect(await served.values('bare', 'agg=avg')).toEqual([2]);
  expect(await served.values('one', 'agg=count')).toEqual([5]);
});

it('OTLP 61: rejects histograms whose bounds do not rise strictly', async () => {
  const bounds = [
    [2, 1],
    [1, 1],
    [NaN, 1],
    [1, NaN],
  ];
  const bad = bounds.map((explicitBounds) => histogram({ explicitBounds, bucketCounts: [1n, 1n, 1n], count: 3n }));
  expect(await refused(bad)).toMatch(/explicit_bounds do not rise/);
});

it('OTLP 62: rejects histograms whose count is not the sum of their buckets', async () => {
  const bad = [
    histogram({ explicitBounds: [1], bucketCounts: [1n, 1n], count: 3n }),
    exponential({ count: 5n, zeroCount: 1n, positive: { offset: 0, bucketCounts: [1n, 2n] } }),
  ];
  const reasons = await refused(bad);
  expect(reasons).toMatch(/bucket_counts do not add up to count/);
  expect(reasons).toMatch(/bucket counts and zero_count do not add up to count/);
});

it('OTLP 63: tells a minimum, maximum or sum that is absent from one that is 0', async () => {
  const point = { explicitBounds: [10], bucketCounts: [4n, 0n], count: 4n };
  await sendGood([
    histogram({ ...point, sum: 0, min: 0, max: 0 }, { name: 'zeros' }),
    histogram(point, { name: 'none' }),
    exponential({ count: 4n, zeroCount: 4n, sum: 0, min: 0, max: 0 }, { name: 'exponential.zeros' }),
    exponential({ count: 4n, zeroCount: 4n }, { name: 'exponential.none' }),
  ]);
  for (const agg of ['min', 'max', 'sum', 'avg']) {
    for (const kind of ['', 'exponential.']) {
      const [zeros, none] = [`${kind}zeros`, `${kind}none`].map((name) => served.values(name, `agg=${agg}`));
      expect({ agg, kind, zeros: await zeros, none: await none }).toEqual({ agg, kind, zeros: [0], none: [] });
    }
  }
});

it('OTLP 64: takes exponential histograms of scales -10 to 20 with negative offsets and a zero threshold, and rejects what overflows', async () => {
  const many = { offset: 0x7fff_ffff, bucketCounts: [1n] };
  const bad = [
    exponential({ scale: -11 }),
    exponential({ scale: 21 }),
    exponential({ count: 1n, positive: many }),
    exponential({ count: 1n, negative: many }),
  ];
  const reasons = await refused(bad);
  expect(reasons).toMatch(/scale is not between -10 and 20/);
  expect(reasons).toMatch(/bucket indexes overflow/);
  await sendGood([
    exponential({ scale: 20, count: 2n, positive: { offset: -1, bucketCounts: [2n] } }, { name: 'fine' }),
    exponential({ scale: -10, count: 2n, positive: { offset: -1, bucketCounts: [2n] } }, { name: 'coarse' }),
    // Scale 1: index -4 holds what is above 0.25 and at most 0.3536.
    exponential({ scale: 1, count: 4n, positive: { offset: -4, bucketCounts: [4n] } }, { name: 'offset' }),
    exponential(
      { count: 2n, zeroCount: 1n, zeroThreshold: 0.5, positive: { offset: 3, bucketCounts: [1n] } },
      { name: 'threshold' },
    ),
    exponential({ count: 3n, negative: { offset: 1, bucketCounts: [3n] } }, { name: 'negative' }),
  ]);
  for (const [name, from, to] of [
    ['fine', 0.999, 1],
    ['offset', 0.25, 0.3536],
    ['negative', -4, -2],
    // The zero bucket reaches to its threshold: the middle of two values, at its upper end.
    ['threshold', 0.5, 0.5],
  ] as const) {
    const [p50 = NaN] = await served.values(name, 'agg=p50');
    expect({ name, p50, isWithin: p50 >= from && p50 <= to }).toMatchObject({ isWithin: true });
  }
  expect(await served.values('coarse', 'agg=count')).toEqual([2]);
});

it('OTLP 65: keeps exemplars with their trace and span ids and the attributes that were filtered out', async () => {
  const [traceId, spanId] = [freshTraceId(), freshSpanId()];
  const exemplar = {
    timeUnixNano: at,
    spanId,
    traceId,
    filteredAttributes: [text('user', 'u1'), { key: 'n', value: { intValue: 3n } }],
  };
  await sendGood([
    gauge('exemplary', { timeUnixNano: at, exemplars: [{ ...exemplar, asDouble: 2.5 }] }),
    histogram({ count: 1n, exemplars: [{ ...exemplar, asInt: -7n }] }, { name: 'exemplary.histogram' }),
  ]);
  const ids = { traceId: hex(traceId), spanId: hex(spanId), attributes: { user: 'u1', n: '3' } };
  expect((await served.series('exemplary')).exemplars).toMatchObject([{ value: 2.5, ...ids }]);
  expect((await served.series('exemplary.histogram', 'agg=count')).exemplars).toMatchObject([{ value: -7, ...ids }]);
});

it('OTLP 66: takes a point without a recorded value for a gap, not for a value of 0', async () => {
  await sendGood([
    gauge('stale', { timeUnixNano: at - MINUTE, asDouble: 4 }),
    gauge('stale', { timeUnixNano: at, asDouble: undefined, flags: 1 }),
    sum(
      [
        { timeUnixNano: at - MINUTE, asInt: 10n },
        { timeUnixNano: at, flags: 1 },
      ],
      { name: 'stale.sum' },
    ),
  ]);
  expect(await served.values('stale', 'agg=min')).toEqual([4]);
  expect(await served.values('stale', 'agg=count')).toEqual([1]);
  expect(await served.values('stale.sum', 'agg=increase')).toEqual([10]);
});

it('OTLP 67: takes metrics without points, and gauges without a start', async () => {
  const service = fresh('empty');
  const bare = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'].map((kind) => ({
    name: kind,
    [kind]: { dataPoints: [] },
  }));
  await sendGood([...bare, { name: 'nothing' }, gauge('startless', { startTimeUnixNano: 0n })], service);
  expect((await served.metrics(service)).map(({ name }) => name)).toEqual(['startless']);
  expect(await served.values('startless')).toEqual([1.5]);
});

it('OTLP 68: counts points that come again, with the same series and time, once', async () => {
  const first = at - 5n * MINUTE;
  const points = [
    { timeUnixNano: first, asInt: 10n },
    { timeUnixNano: first + MINUTE, asInt: 14n },
  ];
  await sendGood([sum(points, { name: 'again' })]);
  // In another body, so that it is not known as the same one.
  await sendGood([sum(points, { name: 'again' }), gauge('beside')]);
  const differences = [{ timeUnixNano: first, startTimeUnixNano: first - MINUTE, asInt: 3n }];
  await sendGood([sum(differences, { name: 'again.delta', temporality: DELTA })]);
  await sendGood([sum(differences, { name: 'again.delta', temporality: DELTA }), gauge('beside')]);
  expect(await served.values('again', 'agg=increase')).toEqual([10, 4]);
  expect(await served.values('again.delta', 'agg=increase')).toEqual([3]);
});

it('OTLP 69: keeps values of as_int and of as_double, integers above 2^53 as the nearest double', async () => {
  const values = [
    [{ asInt: 42n }, 42],
    [{ asInt: -(2n ** 63n) }, -(2 ** 63)],
    [{ asInt: 2n ** 53n + 1n }, 2 ** 53],
    [{ asInt: 2n ** 53n + 3n }, 2 ** 53 + 4],
    [{ asDouble: 0.1 }, 0.1],
    [{ asDouble: -0.25 }, -0.25],
  ] as const;
  await sendGood(values.map(([point], i) => gauge(`number.${i}`, { timeUnixNano: at, asDouble: undefined, ...point })));
  for (const [i, [, value]] of values.entries()) expect(await served.values(`number.${i}`)).toEqual([value]);
});
