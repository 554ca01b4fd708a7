import { DataPointType } from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startStockSdk } from '../test/stock-sdk.ts';
import type { StockSdk } from '../test/stock-sdk.ts';
import { monitor } from './monitor.ts';

let sdk: StockSdk;
beforeEach(() => {
  sdk = startStockSdk();
});
afterEach(() => sdk.stop());

test('a gauge sends the last value of each set of attributes, also a negative one', async () => {
  monitor.gauge('temperature', 21.5, { room: 'a' });
  monitor.gauge('temperature', -3, { room: 'a' });
  monitor.gauge('temperature', 0, { room: 'b' });
  expect((await sdk.metric('temperature'))[0]?.dataPointType).toBe(DataPointType.GAUGE);
  expect(await sdk.points('temperature')).toEqual([
    [{ room: 'a' }, -3],
    [{ room: 'b' }, 0],
  ]);
});

test('a histogram keeps count, sum and extremes', async () => {
  for (const value of [12.5, 80, 7.5]) monitor.histogram('cart.value', value, { currency: 'CHF' });
  const [histogram] = await sdk.metric('cart.value');
  expect(histogram).toMatchObject({ dataPointType: DataPointType.HISTOGRAM, descriptor: { unit: '' } });
  expect(await sdk.points('cart.value')).toEqual([
    [{ currency: 'CHF' }, expect.objectContaining({ count: 3, sum: 100, min: 7.5, max: 80 })],
  ]);
});

test('a name used for two kinds keeps the first and says so once', async () => {
  monitor.gauge('two.kinds', 1);
  monitor.histogram('two.kinds', 2);
  monitor.histogram('two.kinds', 2);
  expect(await sdk.points('two.kinds')).toEqual([[{}, 1]]);
  expect(sdk.warnings).toEqual([expect.stringContaining('this name is a gauge since its first use')]);
});

describe('wrong names and values', () => {
  test.each([
    ['no text', 42],
    ['a symbol', Symbol('name')],
    ['nothing', undefined],
    ['an empty text', ''],
    ['a digit in front', '1st'],
    ['a space', 'two words'],
    ['256 characters', `n${'a'.repeat(255)}`],
    ['our own prefix', 'sightglass.sdk.dropped'],
  ])('%s for a name: nothing is recorded, one warning, each is counted', async (_, name) => {
    monitor.gauge(name as string, 1);
    monitor.gauge(name as string, 2);
    expect(await sdk.dropped()).toEqual({ 'metrics unsendable': 2 });
    expect(sdk.warnings).toEqual([expect.stringContaining('a name must begin with a letter')]);
  });

  test('a name of 255 characters and every allowed sign is taken', async () => {
    const name = `N${'a'.repeat(248)}1_./-z`;
    expect(name).toHaveLength(255);
    monitor.gauge(name, 1);
    expect(await sdk.points(name)).toEqual([[{}, 1]]);
  });

  test.each([
    ['nan', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['text', '5'],
    ['null', null],
    ['bigint', 5n],
    ['object', {}],
    ['nothing', undefined],
  ])('%s for a value: nothing is recorded, one warning, each is counted', async (title, value) => {
    const name = `bad.value.${title}`;
    monitor.gauge(name, value as number);
    monitor.gauge(name, value as number);
    expect(await sdk.points(name)).toEqual([]);
    expect(await sdk.dropped()).toEqual({ 'metrics unsendable': 2 });
    expect(sdk.warnings).toEqual([expect.stringContaining('the value must be a finite number')]);
  });

  test('negative values are refused by histogram and timing', async () => {
    monitor.histogram('negative.histogram', -1);
    monitor.timing('negative.timing', -1);
    expect(await sdk.dropped()).toEqual({ 'metrics unsendable': 2 });
    expect(sdk.warnings).toEqual([expect.stringContaining('got -1'), expect.stringContaining('got -1')]);
  });

  test('more than 2,000 names are refused as over budget', async () => {
    for (let at = 0; at < 2010; at += 1) monitor.increment(`name.of.user.${at}`);
    expect(await sdk.points('name.of.user.1999')).toEqual([[{}, 1]]);
    expect(await sdk.points('name.of.user.2000')).toEqual([]);
    expect(await sdk.dropped()).toEqual({ 'metrics budget': 10 });
    expect(sdk.warnings).toEqual([expect.stringContaining('put what varies into attributes')]);
  });
});
