import { expect, it } from 'vitest';
import { createRates } from './rates.ts';

it('counts in total, and a second over the last ten whole seconds', () => {
  let now = 1_000_000;
  const rates = createRates(() => now);
  rates.add('spans', 100);
  expect(rates.perSecond()).toEqual({ spans: 0, logRecords: 0, dataPoints: 0 });
  now += 1000;
  rates.add('spans', 50);
  rates.add('logRecords', 7);
  expect(rates.perSecond()).toEqual({ spans: 10, logRecords: 0, dataPoints: 0 });
  now += 9000;
  expect(rates.perSecond()).toEqual({ spans: 15, logRecords: 0.7, dataPoints: 0 });
  now += 1000;
  expect(rates.perSecond()).toEqual({ spans: 5, logRecords: 0.7, dataPoints: 0 });
  now += 60_000;
  expect(rates.perSecond()).toEqual({ spans: 0, logRecords: 0, dataPoints: 0 });
  expect(rates.totals()).toEqual({ spans: 150, logRecords: 7, dataPoints: 0 });
});
