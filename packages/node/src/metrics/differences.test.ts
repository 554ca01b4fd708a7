// Where our metrics differ from sdk-metrics 3.1 on purpose: docs/sdk/node-metrics.md. Both are asked, so that a change of
// either is seen.
import type { Attributes } from '@opentelemetry/api';
import { AggregationTemporality, AggregationType } from '@opentelemetry/sdk-metrics';
import type { CollectionResult, MetricReaderOptions } from '@opentelemetry/sdk-metrics';
import { expect, test } from 'vitest';
import { createBoth } from '../../test/metrics-script.ts';

const cumulative: MetricReaderOptions = {
  aggregationTemporalitySelector: () => AggregationTemporality.CUMULATIVE,
};

function pointsOf({ resourceMetrics }: CollectionResult): { attributes: Attributes; value: unknown }[] {
  return resourceMetrics.scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .flatMap(({ dataPoints }) => dataPoints.map(({ attributes, value }) => ({ attributes, value })));
}

test('a total that starts again while another reader collects starts again for this one too', async () => {
  const { meters, collect } = createBoth({ readers: [cumulative, cumulative] });
  let total = 20;
  for (const meter of meters('m')) meter.createObservableCounter('c').addCallback((result) => result.observe(total));
  await collect(1);
  total = 3;
  await collect(0);
  total = 5;
  const { expected, actual } = await collect(1);
  expect(pointsOf(actual)).toEqual([{ attributes: {}, value: 5 }]);
  expect(pointsOf(expected)).toEqual([{ attributes: {}, value: 25 }]);
});

test('an interval of zeros does not coarsen the exponential histogram that follows', async () => {
  const exponential: MetricReaderOptions = {
    ...cumulative,
    aggregationSelector: () => ({ type: AggregationType.EXPONENTIAL_HISTOGRAM }),
  };
  const { meters, collect } = createBoth({ readers: [exponential] });
  const histograms = meters('m').map((meter) => meter.createHistogram('h'));
  for (const histogram of histograms) histogram.record(0);
  await collect(0);
  for (const histogram of histograms) for (const value of [1, 3, 1000]) histogram.record(value);
  const { expected, actual } = await collect(0);
  expect(pointsOf(actual)).toMatchObject([{ value: { count: 4, zeroCount: 1, scale: 3 } }]);
  expect(pointsOf(expected)).toMatchObject([{ value: { count: 4, zeroCount: 1, scale: 0 } }]);
});

test('a cumulative stream never holds more sets than its limit', async () => {
  const { meters, collect } = createBoth({ readers: [{ ...cumulative, cardinalitySelector: () => 3 }] });
  const counters = meters('m').map((meter) => meter.createCounter('c'));
  for (let interval = 0; interval < 4; interval += 1) {
    for (const counter of counters) for (const at of [0, 1]) counter.add(1, { id: interval * 2 + at });
    await collect(0);
  }
  const { expected, actual } = await collect(0);
  expect(pointsOf(actual)).toEqual([
    { attributes: { 'otel.metric.overflow': true }, value: 6 },
    { attributes: { id: 0 }, value: 1 },
    { attributes: { id: 1 }, value: 1 },
  ]);
  expect(pointsOf(expected)).toHaveLength(8);
});

test('the totals of observed sets that are too many add up', async () => {
  const { meters, collect } = createBoth({ readers: [{ ...cumulative, cardinalitySelector: () => 2 }] });
  for (const meter of meters('m')) {
    meter.createObservableCounter('c').addCallback((result) => {
      for (const id of [1, 2, 3]) result.observe(id * 10, { id });
    });
  }
  await collect(0);
  const { expected, actual } = await collect(0);
  expect(pointsOf(actual)).toContainEqual({ attributes: { 'otel.metric.overflow': true }, value: 50 });
  expect(pointsOf(expected)).not.toContainEqual({ attributes: { 'otel.metric.overflow': true }, value: 50 });
});

test('an attribute without a value makes no series of its own', async () => {
  const { meters, collect } = createBoth({ readers: [cumulative] });
  for (const counter of meters('m').map((meter) => meter.createCounter('c'))) {
    counter.add(1, { a: 1 });
    counter.add(1, { a: 1, b: undefined });
  }
  const { expected, actual } = await collect(0);
  expect(pointsOf(actual)).toEqual([{ attributes: { a: 1 }, value: 2 }]);
  expect(pointsOf(expected)).toHaveLength(2);
});

test('what the program does with its object afterwards is not seen', async () => {
  const { meters, collect } = createBoth({ readers: [cumulative] });
  for (const counter of meters('m').map((meter) => meter.createCounter('c'))) {
    const attributes = { a: 1 };
    counter.add(1, attributes);
    attributes.a = 2;
  }
  const { expected, actual } = await collect(0);
  expect(pointsOf(actual)).toEqual([{ attributes: { a: 1 }, value: 1 }]);
  expect(pointsOf(expected)).toEqual([{ attributes: { a: 2 }, value: 1 }]);
});

test('attributes that cannot be read do not throw', async () => {
  const { meters, collect } = createBoth({ readers: [cumulative] });
  const [stock, ours] = meters('m').map((meter) => meter.createCounter('c'));
  // oxlint-disable-next-line typescript/no-explicit-any -- what programs without types pass
  const attributes: any = { id: 10n, ok: 'yes' };
  Object.defineProperty(attributes, 'broken', {
    enumerable: true,
    get: () => {
      throw new Error('not now');
    },
  });
  expect(() => stock?.add(1, attributes)).toThrow();
  expect(() => ours?.add(1, attributes)).not.toThrow();
  const { actual } = await collect(0);
  expect(pointsOf(actual)).toEqual([{ attributes: { ok: 'yes' }, value: 1 }]);
});
