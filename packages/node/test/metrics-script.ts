// The same calls on sdk-metrics and on our metrics, for tests that compare what both collect.
// Values are multiples of 1/64, whose sums are exact in whatever order they are added.
import type { Attributes, Counter, Histogram, Meter, Observable, ObservableResult } from '@opentelemetry/api';
import { ValueType } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import type { CollectionResult, MetricReaderOptions, ResourceMetrics, ViewOptions } from '@opentelemetry/sdk-metrics';
import { vi } from 'vitest';
import { FastMeterProvider } from '../src/metrics/meter-provider.ts';

class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

const resource = resourceFromAttributes({ 'service.name': 'oracle' });

/** Numbers from 0 to 1 that are the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d) + 0x6d2b_79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 12), 0x297a_2d39);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

function sortedEntries(attributes: Attributes): [string, unknown][] {
  return Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** What was collected, in an order that can be compared. */
export function inOrder({ scopeMetrics }: ResourceMetrics): unknown {
  return scopeMetrics
    .map(({ scope, metrics }) => ({
      scope,
      metrics: metrics
        .map(({ dataPoints, ...metric }) => ({
          ...metric,
          dataPoints: dataPoints
            .map((point) => ({ ...point, attributes: sortedEntries(point.attributes) }))
            .sort((a, b) => (JSON.stringify(a.attributes) < JSON.stringify(b.attributes) ? -1 : 1)),
        }))
        .sort((a, b) => (JSON.stringify(a.descriptor) < JSON.stringify(b.descriptor) ? -1 : 1)),
    }))
    .sort((a, b) => (a.scope.name < b.scope.name ? -1 : 1));
}

export interface Case {
  readonly readers: readonly MetricReaderOptions[];
  readonly views?: ViewOptions[];
  /** Sets of attributes that the script uses. */
  readonly sets?: number;
  /** Whether totals of observable instruments may start again, and zeros are recorded. */
  readonly odd?: boolean;
  /** Whether callbacks say values. @defaultValue true */
  readonly observes?: boolean;
}

export interface Both {
  /** A meter of sdk-metrics, and the same of ours. */
  readonly meters: (name: string) => readonly [Meter, Meter];
  /** What the reader of this number collects of each. */
  readonly collect: (reader: number) => Promise<Pair>;
}

export interface Pair {
  readonly expected: CollectionResult;
  readonly actual: CollectionResult;
}

/** Both SDKs with the same readers. */
export function createBoth({ readers, views = [] }: Case): Both {
  const [stockReaders, ourReaders] = [0, 1].map(() => readers.map((options) => new Reader(options)));
  const stock = new MeterProvider({ resource, readers: stockReaders ?? [], views });
  const ours = new FastMeterProvider({ resource, readers: ourReaders ?? [], views });
  return {
    meters: (name) => [stock.getMeter(name, '1'), ours.getMeter(name, '1')],
    collect: async (reader) => {
      const [expected, actual] = await Promise.all([
        stockReaders?.[reader]?.collect(),
        ourReaders?.[reader]?.collect(),
      ]);
      if (expected === undefined || actual === undefined) throw new Error('no such reader');
      return { expected, actual };
    },
  };
}

const KEYS = ['route', 'method', 'status', 'tenant'];

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** One of `sets` sets, its keys in any order, sometimes the very object that was given before. */
function createPicker(sets: number, random: () => number): () => Attributes | undefined {
  const kept = new Map<number, Attributes>();
  return () => {
    const number = Math.floor(random() * sets);
    if (number === 0) return undefined;
    const before = kept.get(number);
    if (before !== undefined && random() < 0.5) return before;
    const values: Attributes = { route: `/r${number}`, method: number % 2 === 0 ? 'GET' : number, status: number % 3 };
    const keys = shuffled(KEYS.slice(0, 1 + (number % 4)), random);
    const attributes = Object.fromEntries(keys.map((key) => [key, values[key] ?? number % 5 === 0]));
    if (number % 7 === 0) attributes['list'] = [number, 'x'];
    kept.set(number, attributes);
    return attributes;
  };
}

/** Plays a script that follows from the seed on both, and gives every collection of both. */
export async function play(given: Case, seed: number): Promise<Pair[]> {
  const random = randomFrom(seed);
  const value = (): number => Math.floor(random() * 2 ** (1 + random() * 16) + (given.odd === true ? 0 : 1)) / 64;
  const pick = createPicker(given.sets ?? 12, random);
  const { meters, collect } = createBoth(given);
  const scopes = ['a', 'b'].map(meters);
  const recordings: ((amount: number, attributes: Attributes | undefined) => void)[] = [];
  const levels: { up: boolean; values: Map<string, [number, Attributes]>; totals: Map<string, number> }[] = [];
  const observe = (add: (meter: Meter) => Observable, all: readonly Meter[], up: boolean) => {
    const level = { up, values: new Map<string, [number, Attributes]>(), totals: new Map<string, number>() };
    levels.push(level);
    const callback = (result: ObservableResult): void => {
      for (const [amount, attributes] of level.values.values()) result.observe(amount, attributes);
    };
    for (const meter of all) add(meter).addCallback(callback);
  };
  for (const all of scopes) {
    const make = <T>(create: (meter: Meter) => T): T[] => all.map(create);
    const counters: Counter[][] = [
      make((meter) => meter.createCounter('count', { unit: '1', description: 'Counts.' })),
      make((meter) => meter.createCounter('count.whole', { valueType: ValueType.INT })),
      make((meter) => meter.createCounter('COUNT')),
    ];
    const levelsUpDown = make((meter) => meter.createUpDownCounter('level'));
    const gauges = make((meter) => meter.createGauge('gauge'));
    const histograms: Histogram[][] = [
      make((meter) => meter.createHistogram('time')),
      make((meter) =>
        meter.createHistogram('advised', { advice: { explicitBucketBoundaries: [10, 1, 100, Infinity] } }),
      ),
    ];
    for (const pair of counters) recordings.push((n, set) => pair.forEach((one) => one.add(n, set)));
    recordings.push((n, set) => levelsUpDown.forEach((one) => one.add(n - 100, set)));
    recordings.push((n, set) => gauges.forEach((one) => one.record(100 - n, set)));
    for (const pair of histograms) recordings.push((n, set) => pair.forEach((one) => one.record(n, set)));
    observe((meter) => meter.createObservableCounter('o.count'), all, true);
    observe((meter) => meter.createObservableUpDownCounter('o.level'), all, false);
    observe((meter) => meter.createObservableGauge('o.gauge'), all, false);
  }
  const pairs: Pair[] = [];
  for (let step = 0; step < 300; step += 1) {
    vi.setSystemTime(Date.now() + Math.floor(random() * 1000));
    const action = random();
    if (action < (given.observes === false ? 0.93 : 0.75))
      recordings[Math.floor(random() * recordings.length)]?.(value(), pick());
    else if (action < 0.93) {
      const level = levels[Math.floor(random() * levels.length)] ?? levels[0];
      const attributes = pick() ?? {};
      const key = JSON.stringify(sortedEntries(attributes));
      const restarts = given.odd === true && random() < 0.2;
      const total = value() + (level?.up === true && !restarts ? (level.totals.get(key) ?? 0) : 0);
      level?.totals.set(key, total);
      level?.values.set(key, [total, attributes]);
      if (random() < 0.1) level?.values.clear();
    } else {
      pairs.push(await collect(Math.floor(random() * given.readers.length)));
    }
  }
  return pairs;
}
