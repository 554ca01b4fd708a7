import { diag, ValueType } from '@opentelemetry/api';
import type { Attributes, DiagLogger, Meter } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationTemporality, MetricReader } from '@opentelemetry/sdk-metrics';
import type { MetricReaderOptions, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { afterEach, describe, expect, test } from 'vitest';
import { createBoth } from '../../test/metrics-script.ts';
import { Instrument } from './instrument.ts';
import { FastMeterProvider } from './meter-provider.ts';

class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

const delta: MetricReaderOptions = { aggregationTemporalitySelector: () => AggregationTemporality.DELTA };

function createProvider(...options: MetricReaderOptions[]) {
  const readers = options.map((one) => new Reader(one));
  const provider = new FastMeterProvider({ resource: resourceFromAttributes({}), readers });
  const collect = async (at = 0): Promise<[Attributes, unknown][]> => {
    const result = await readers[at]?.collect();
    return result === undefined ? [] : pointsOf(result.resourceMetrics);
  };
  return { provider, readers, collect, meter: provider.getMeter('test') };
}

function pointsOf({ scopeMetrics }: ResourceMetrics): [Attributes, unknown][] {
  return scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .flatMap(({ dataPoints }) => dataPoints.map(({ attributes, value }): [Attributes, unknown] => [attributes, value]));
}

/** Calls with one object after which it is known by identity. */
const OFTEN = 50;

/** A counter of ours, with `bind`. */
function createCounter(meter: Meter, name = 'c'): Instrument {
  const counter = meter.createCounter(name);
  if (!(counter instanceof Instrument)) throw new Error('not an instrument of ours');
  return counter;
}

describe('a set of attributes', () => {
  test('is the same with its keys in any order, and as another object', async () => {
    const { meter, collect } = createProvider({});
    const counter = meter.createCounter('c');
    const kept = { a: 1, b: 'x', c: true };
    for (const set of [kept, kept, kept, { c: true, b: 'x', a: 1 }, { b: 'x', a: 1, c: true }]) counter.add(1, set);
    expect(await collect()).toEqual([[kept, 5]]);
  });

  test('is another one with a value of another type', async () => {
    const { meter, collect } = createProvider({});
    const counter = meter.createCounter('c');
    const sets: Attributes[] = [
      { a: 1 },
      { a: '1' },
      { a: true },
      { a: 'true' },
      { a: [1] },
      { a: ['1'] },
      { a: '[1]' },
      {},
    ];
    for (let round = 1; round <= 3; round += 1) for (const set of sets) counter.add(1, { ...set });
    expect(await collect()).toEqual(expect.arrayContaining(sets.map((set) => [set, 3])));
    expect(await collect()).toHaveLength(sets.length);
  });

  test('is another one after the program has changed its object, also by a key more or less', async () => {
    const { meter, collect } = createProvider({});
    const counter = meter.createCounter('c');
    const kept: Attributes = { a: 1 };
    const add = (): void => {
      for (let call = 0; call < OFTEN; call += 1) counter.add(1, kept);
    };
    add();
    kept['a'] = 2;
    add();
    kept['b'] = 3;
    add();
    delete kept['a'];
    add();
    expect(await collect()).toEqual([
      [{ a: 1 }, OFTEN],
      [{ a: 2 }, OFTEN],
      [{ a: 2, b: 3 }, OFTEN],
      [{ b: 3 }, OFTEN],
    ]);
  });

  test('is found for more objects than are known by identity', async () => {
    const { meter, collect } = createProvider({});
    const counter = meter.createCounter('c');
    const sets = Array.from({ length: 30 }, (_, at) => ({ a: at % 2 }));
    for (let call = 0; call < OFTEN; call += 1) {
      for (const set of sets) for (let again = 0; again < 20; again += 1) counter.add(1, set);
    }
    expect(await collect()).toEqual([
      [{ a: 0 }, OFTEN * 300],
      [{ a: 1 }, OFTEN * 300],
    ]);
  });

  test('of a frozen object with a getter is what the getter says', async () => {
    const { meter, collect } = createProvider({});
    const counter = meter.createCounter('c');
    let now = 0;
    const frozen = Object.freeze({
      get a() {
        return now;
      },
    });
    for (let call = 0; call < OFTEN; call += 1) counter.add(1, frozen);
    now = 1;
    counter.add(1, frozen);
    expect(await collect()).toEqual([
      [{ a: 0 }, OFTEN],
      [{ a: 1 }, 1],
    ]);
  });

  test('with a name of an object’s prototype is an attribute like others', async () => {
    const { meter, collect } = createProvider({});
    const set: unknown = JSON.parse('{"__proto__":"x","constructor":"y"}');
    for (let round = 0; round < 3; round += 1) meter.createCounter('c').add(1, set as Attributes);
    const [[attributes] = [{}]] = await collect();
    expect(Object.entries(attributes)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  test('that is new in each interval takes no place of those of the next, with delta', async () => {
    const { meter, collect } = createProvider({ ...delta, cardinalitySelector: () => 10 });
    const counter = meter.createCounter('c');
    for (let interval = 0; interval < 50; interval += 1) {
      for (let at = 0; at < 9; at += 1) counter.add(1, { id: interval * 9 + at });
      const points = await collect();
      expect(points).toHaveLength(9);
      expect(points.every(([attributes]) => 'id' in attributes)).toBe(true);
    }
  });
});

describe('a bound instrument', () => {
  test.each([delta, {}])('adds to the same series as the instrument', async (options) => {
    const { meter, collect } = createProvider(options, {});
    const counter = createCounter(meter);
    const bound = counter.bind({ a: 1, b: 2 });
    expect(await collect()).toEqual([]);
    bound.record(2);
    counter.add(3, { b: 2, a: 1 });
    bound.record(-1);
    expect(await collect()).toEqual([[{ a: 1, b: 2 }, 5]]);
    bound.record(1);
    expect(await collect()).toEqual([[{ a: 1, b: 2 }, options === delta ? 1 : 6]]);
    expect(await collect(1)).toEqual([[{ a: 1, b: 2 }, 6]]);
  });

  test('keeps to the limit, and has its own series again when there is room', async () => {
    const { meter, collect } = createProvider({ ...delta, cardinalitySelector: () => 3 });
    const counter = createCounter(meter);
    const bound = counter.bind({ id: 'bound' });
    for (const id of [1, 2]) counter.add(1, { id });
    bound.record(5);
    expect(await collect()).toContainEqual([{ 'otel.metric.overflow': true }, 5]);
    bound.record(7);
    for (const id of [1, 2]) counter.add(1, { id });
    expect(await collect()).toEqual(
      expect.arrayContaining([
        [{ id: 'bound' }, 7],
        [{ 'otel.metric.overflow': true }, 1],
      ]),
    );
  });

  test('survives that its series was forgotten', async () => {
    const { meter, collect } = createProvider({ ...delta, cardinalitySelector: () => 4 });
    const counter = createCounter(meter);
    const bound = counter.bind({ id: 'bound' });
    bound.record(1);
    for (let interval = 0; interval < 20; interval += 1) {
      await collect();
      for (let at = 0; at < 3; at += 1) counter.add(1, { id: interval * 3 + at });
    }
    await collect();
    counter.add(2, { id: 'bound' });
    bound.record(3);
    expect(await collect()).toEqual([[{ id: 'bound' }, 5]]);
  });
});

describe('callbacks', () => {
  test('that fail or hang are left out and told of, the others count', async () => {
    const { meter, readers } = createProvider({});
    meter.createObservableGauge('throws').addCallback(() => {
      throw new Error('no value');
    });
    meter.createObservableGauge('hangs').addCallback(() => new Promise(() => {}));
    meter.createObservableGauge('works').addCallback((result) => result.observe(7, { a: 1 }));
    // A timer of the test's own, because that of the collection does not keep a process alive.
    const awake = setInterval(() => {}, 1000);
    const result = await readers[0]?.collect({ timeoutMillis: 50 });
    clearInterval(awake);
    expect(result?.errors.map(String)).toEqual(['Error: no value', 'Error: a callback took longer than 50 ms']);
    expect(result && pointsOf(result.resourceMetrics)).toEqual([[{ a: 1 }, 7]]);
  });

  test('are not called by a collection that cannot wait, which tells what was said last', async () => {
    const { meter, provider, readers, collect } = createProvider({});
    let calls = 0;
    const gauge = meter.createObservableGauge('g');
    meter.addBatchObservableCallback((result) => result.observe(gauge, (calls += 1)), [gauge]);
    await collect();
    const [reader] = readers;
    expect(reader && pointsOf(provider.collectNow(reader))).toEqual([[{}, 1]]);
    expect(calls).toBe(1);
  });
});

describe('what is wrong', () => {
  const told: string[] = [];
  const tell = (message: string): void => void told.push(message);
  const logger: DiagLogger = { error: tell, warn: tell, info: () => {}, debug: () => {}, verbose: () => {} };
  afterEach(() => {
    diag.disable();
    told.length = 0;
  });

  /** How many warnings a use of a meter leads to. */
  async function warningsOf(meter: Meter, use: (meter: Meter) => void): Promise<number> {
    diag.setLogger(logger);
    told.length = 0;
    use(meter);
    return told.length;
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- what programs without types pass
  const text: any = 'three';
  test.each<[string, (meter: Meter) => void]>([
    ['a name that is none', (meter) => meter.createCounter('1 2')],
    ['a negative step', (meter) => meter.createCounter('a').add(-1)],
    ['a negative measurement', (meter) => meter.createHistogram('b').record(-1)],
    ['a value that is no number', (meter) => meter.createGauge('c').record(text)],
    ['a fraction where whole numbers are', (meter) => meter.createCounter('d', { valueType: ValueType.INT }).add(1.5)],
    ['one name for two kinds', (meter) => [meter.createCounter('e'), meter.createGauge('e')]],
    ['one name with two units', (meter) => ['s', 'ms'].map((unit) => meter.createCounter('f', { unit }))],
    [
      'one name with two descriptions',
      (meter) => ['x', 'y'].map((description) => meter.createCounter('g', { description })),
    ],
    ['a batch of nothing', (meter) => meter.addBatchObservableCallback(() => {}, [])],
  ])('is warned of as often as by sdk-metrics: %s', async (_name, use) => {
    const { meters } = createBoth({ readers: [{}] });
    const [stock, ours] = meters('m');
    const expected = await warningsOf(stock, use);
    expect(expected).toBe(1);
    expect(await warningsOf(ours, use)).toBe(expected);
  });
});
