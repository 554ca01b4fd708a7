import { metrics } from '@opentelemetry/api';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startStockSdk } from '../test/stock-sdk.ts';
import type { StockSdk } from '../test/stock-sdk.ts';
import { monitor } from './monitor.ts';

let sdk: StockSdk;
beforeEach(() => {
  sdk = startStockSdk();
});
afterEach(() => sdk.stop());

test('an SDK whose instruments fail reaches nobody but the warnings', async () => {
  await sdk.stop();
  const fail = (): never => {
    throw new Error('broken SDK');
  };
  sdk = startStockSdk();
  metrics.disable();
  const failing = { add: fail, record: fail };
  metrics.setGlobalMeterProvider({
    getMeter: () =>
      ({
        createCounter: () => failing,
        createUpDownCounter: () => failing,
        createGauge: () => failing,
        createHistogram: () => failing,
      }) as never,
  });
  monitor.increment('failing');
  monitor.gauge('failing.gauge', 1);
  expect(monitor.time('failing.time', () => 5)).toBe(5);
  metrics.disable();
  metrics.setGlobalMeterProvider({ getMeter: fail });
  monitor.increment('failing');
  expect(sdk.warnings).toEqual(
    expect.arrayContaining([
      expect.stringContaining('monitor.increment("failing"): not recorded, the SDK failed with Error: broken SDK'),
      expect.stringContaining('a dropped record could not be counted: Error: broken SDK'),
    ]),
  );
});

test('a promise in the place of the work to time comes back as it is, with one warning', async () => {
  const working = Promise.resolve('done');
  for (let i = 0; i < 3; i++) expect(monitor.time('misused.time', working as never)).toBe(working);
  await sdk.stop();
  expect(monitor.time('misused.time', working as never)).toBe(working);
  expect(sdk.warnings.filter((warning) => warning.includes('misused.time'))).toEqual([
    expect.stringContaining('monitor.time("misused.time"): a function that does the work is needed, got an object'),
  ]);
});

test('nothing that a program passes makes any method throw', () => {
  const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true });
  fc.assert(
    fc.property(anything, anything, anything, (name, value, attributes) => {
      const [n, v, a] = [name as string, value as number, attributes as Record<string, unknown>];
      monitor.gauge(n, v, a);
      monitor.increment(n, v, a);
      monitor.decrement(n, v, a);
      monitor.histogram(n, v, a);
      monitor.timing(n, v, a);
      monitor.timer(n, a)(value as Record<string, unknown>);
      monitor.event(n, a);
      monitor.counter(n).increment(v, a);
      monitor.counter(n).bind(a).increment(v);
      monitor.upDownCounter(n).bind(a).decrement(v);
      monitor.gauge('any.value', 1, a);
      monitor.event('any.value', a);
      expect(monitor.time(n, () => 'done', a)).toBe('done');
      expect(monitor.time(n, value as never, a)).toBe(value);
      expect(monitor.traced(n, () => 'done', a)()).toBe('done');
    }),
    { numRuns: 300 },
  );
});
