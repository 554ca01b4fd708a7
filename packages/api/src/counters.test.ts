import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startStockSdk } from '../test/stock-sdk.ts';
import type { StockSdk } from '../test/stock-sdk.ts';
import { monitor } from './monitor.ts';

let sdk: StockSdk;
beforeEach(() => {
  sdk = startStockSdk();
});
afterEach(() => sdk.stop());

describe('increment', () => {
  test('adds up under each set of attributes in a monotonic counter', async () => {
    monitor.increment('orders');
    monitor.increment('orders', 3);
    monitor.increment('orders', 0.5, { shop: 'zurich' });
    monitor.increment('orders', 2, { shop: 'zurich' });

    const [orders, ...others] = await sdk.metric('orders');
    expect(others).toEqual([]);
    expect(orders).toMatchObject({
      dataPointType: DataPointType.SUM,
      isMonotonic: true,
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
      descriptor: { unit: '' },
    });
    expect(await sdk.points('orders')).toEqual([
      [{}, 4],
      [{ shop: 'zurich' }, 2.5],
    ]);
    expect(sdk.warnings).toEqual([]);
  });

  test('refuses a step down, warns once and counts each', async () => {
    monitor.increment('refused.step', 1);
    monitor.increment('refused.step', -1);
    monitor.increment('refused.step', -2);

    expect(await sdk.points('refused.step')).toEqual([[{}, 1]]);
    expect(sdk.warnings).toEqual([
      expect.stringMatching(/monitor\.increment\("refused\.step"\): the value must be .*0 or more, got -1/),
    ]);
    expect(await sdk.dropped()).toEqual({ 'metrics unsendable': 2 });
  });

  test('says that attributes come after the value when they are passed in its place', async () => {
    // @ts-expect-error -- the mistake under test
    monitor.increment('misplaced', { shop: 'zurich' });
    expect(await sdk.points('misplaced')).toEqual([]);
    expect(sdk.warnings).toEqual([expect.stringContaining('attributes come after the value')]);
  });
});

describe('decrement', () => {
  test('goes up and down in one stream when the name was declared', async () => {
    monitor.upDownCounter('queue.length');
    monitor.increment('queue.length', 5, { queue: 'mail' });
    monitor.decrement('queue.length', 2, { queue: 'mail' });
    monitor.decrement('queue.length', undefined, { queue: 'mail' });

    const [queue, ...others] = await sdk.metric('queue.length');
    expect(others).toEqual([]);
    expect(queue).toMatchObject({ dataPointType: DataPointType.SUM, isMonotonic: false });
    expect(await sdk.points('queue.length')).toEqual([[{ queue: 'mail' }, 2]]);
  });

  test('makes a name that it uses first go up and down', async () => {
    monitor.decrement('free.seats', 4);
    monitor.increment('free.seats');
    expect(await sdk.points('free.seats')).toEqual([[{}, -3]]);
  });

  test('leaves a counter alone and names the remedy', async () => {
    monitor.increment('jobs', 5);
    monitor.decrement('jobs');
    monitor.decrement('jobs');
    expect(await sdk.points('jobs')).toEqual([[{}, 5]]);
    expect(sdk.warnings).toEqual([expect.stringContaining('call monitor.upDownCounter("jobs") before its first use')]);
    expect(await sdk.dropped()).toEqual({ 'metrics unsendable': 2 });
  });

  test('refuses a negative amount, which would be a step up', async () => {
    monitor.decrement('seats.negative', -1);
    expect(await sdk.points('seats.negative')).toEqual([]);
    expect(sdk.warnings).toHaveLength(1);
  });
});

describe('handles', () => {
  test('a bound counter records under the attributes that it had when it was bound', async () => {
    const attributes = { shop: 'zurich' };
    const sold = monitor.counter('sold').bind(attributes);
    attributes.shop = 'bern';
    sold.increment();
    sold.increment(4);
    monitor.counter('sold').increment(2, { shop: 'bern' });
    expect(await sdk.points('sold')).toEqual([
      [{ shop: 'zurich' }, 5],
      [{ shop: 'bern' }, 2],
    ]);
  });

  test('a bound up-down counter goes both ways', async () => {
    const open = monitor.upDownCounter('connections.open').bind({ pool: 'main' });
    open.increment(3);
    open.decrement();
    monitor.upDownCounter('connections.open').decrement(1, { pool: 'main' });
    monitor.upDownCounter('connections.open').increment(10, { pool: 'other' });
    expect(await sdk.points('connections.open')).toEqual([
      [{ pool: 'main' }, 1],
      [{ pool: 'other' }, 10],
    ]);
  });

  test('a handle made before an SDK registers records into the one that comes, and into the next', async () => {
    await sdk.stop();
    const early = monitor.upDownCounter('early').bind({ made: 'early' });
    const early2 = monitor.counter('early.counter').bind({ made: 'early' });
    early.increment(7);
    early2.increment(7);

    for (const value of [1, 2]) {
      sdk = startStockSdk();
      early.decrement(value);
      early2.increment(value);
      monitor.increment('early', 10);
      expect(await sdk.points('early')).toEqual([
        [{ made: 'early' }, -value],
        [{}, 10],
      ]);
      expect(await sdk.points('early.counter')).toEqual([[{ made: 'early' }, value]]);
      await sdk.stop();
    }
  });
});
