// sdk-metrics is the oracle: the same calls on both, and what both collect compared field by field.
import {
  AggregationTemporality,
  AggregationType,
  InstrumentType,
  createAllowListAttributesProcessor,
} from '@opentelemetry/sdk-metrics';
import type { MetricReaderOptions, ViewOptions } from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inOrder, play } from '../../test/metrics-script.ts';
import type { Case, Pair } from '../../test/metrics-script.ts';

const { CUMULATIVE, DELTA } = AggregationTemporality;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_000 });
});
afterEach(() => vi.useRealTimers());

/** @returns how many points were compared. */
function expectSame(pairs: readonly Pair[], seed: number): number {
  for (const [at, { expected, actual }] of pairs.entries()) {
    expect(inOrder(actual.resourceMetrics), `seed ${seed}, collection ${at}`).toEqual(
      inOrder(expected.resourceMetrics),
    );
  }
  return pairs
    .flatMap(({ expected }) => expected.resourceMetrics.scopeMetrics)
    .flatMap(({ metrics }) => metrics)
    .reduce((sum, { dataPoints }) => sum + dataPoints.length, 0);
}

const cumulative: MetricReaderOptions = { aggregationTemporalitySelector: () => CUMULATIVE };
const delta: MetricReaderOptions = { aggregationTemporalitySelector: () => DELTA };
const exponential = (options: MetricReaderOptions, maxSize = 160): MetricReaderOptions => ({
  ...options,
  aggregationSelector: (type) =>
    type === InstrumentType.HISTOGRAM
      ? { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { maxSize, recordMinMax: true } }
      : { type: AggregationType.DEFAULT },
});
const lowMemory: MetricReaderOptions = {
  aggregationTemporalitySelector: (type) =>
    type === InstrumentType.COUNTER || type === InstrumentType.HISTOGRAM ? DELTA : CUMULATIVE,
};

test.each<[string, Case]>([
  ['a cumulative reader', { readers: [cumulative], odd: true }],
  ['a delta reader', { readers: [delta], odd: true }],
  ['a reader that wants to hold little', { readers: [lowMemory], odd: true }],
  ['two readers of different temporality', { readers: [cumulative, delta] }],
  ['three readers', { readers: [delta, cumulative, delta] }],
  ['exponential histograms, cumulative', { readers: [exponential(cumulative)] }],
  ['exponential histograms, delta', { readers: [exponential(delta)], odd: true }],
  ['exponential histograms of few buckets', { readers: [exponential(delta, 4), exponential(cumulative, 20)] }],
  ['fewer sets than come', { readers: [{ ...delta, cardinalitySelector: () => 5 }], sets: 40, observes: false }],
])('says what sdk-metrics says, to %s', async (_name, given) => {
  let points = 0;
  for (let seed = 1; seed <= 8; seed += 1) points += expectSame(await play(given, seed), seed);
  expect(points).toBeGreaterThan(500);
});

test('says what sdk-metrics says, of what views make of instruments', async () => {
  const views: ViewOptions[] = [
    { instrumentName: 'count', name: 'renamed', description: 'By a view.' },
    { instrumentName: 'level', attributesProcessors: [createAllowListAttributesProcessor(['method'])] },
    { instrumentName: 'time', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
    { instrumentName: 'time', name: 'time.sum', aggregation: { type: AggregationType.SUM } },
    { instrumentName: 'adv*', aggregation: { type: AggregationType.DROP } },
    { instrumentName: 'gau*', meterName: 'a', aggregation: { type: AggregationType.LAST_VALUE } },
    {
      instrumentType: InstrumentType.COUNTER,
      instrumentUnit: '1',
      aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [2, 4, 8] } },
    },
  ];
  for (let seed = 1; seed <= 5; seed += 1) {
    expect(expectSame(await play({ readers: [cumulative], views }, seed), seed)).toBeGreaterThan(20);
    expect(expectSame(await play({ readers: [delta], views }, seed), seed)).toBeGreaterThan(20);
  }
});
