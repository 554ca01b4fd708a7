import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startStockSdk } from '../test/stock-sdk.ts';
import type { StockSdk } from '../test/stock-sdk.ts';
import { monitor } from './monitor.ts';

let sdk: StockSdk;
beforeEach(() => {
  sdk = startStockSdk();
});
afterEach(() => sdk.stop());

interface Durations {
  count: number;
  sum: number;
  buckets: { boundaries: number[] };
}

async function durations(name: string): Promise<[Record<string, unknown>, Durations][]> {
  return (await sdk.points(name)) as [Record<string, unknown>, Durations][];
}

test('timing takes milliseconds and records seconds, in buckets that fit seconds', async () => {
  monitor.timing('render', 1500, { page: 'home' });
  monitor.timing('render', 35, { page: 'home' });
  const [metric] = await sdk.metric('render');
  expect(metric?.descriptor.unit).toBe('s');
  const [[attributes, value] = []] = await durations('render');
  expect(attributes).toEqual({ page: 'home' });
  expect(value).toMatchObject({ count: 2, min: 0.035, max: 1.5 });
  // Boundaries of the HTTP semantic conventions, so that both kinds of histogram add up.
  expect(value?.buckets.boundaries).toEqual(
    expect.arrayContaining([0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]),
  );
});

describe('timer', () => {
  test('records what passed until it was stopped, once', async () => {
    const stop = monitor.timer('pricing', { currency: 'CHF', step: 'begin' });
    await wait(20);
    const elapsedMs = stop({ step: 'end' });
    expect(elapsedMs).toBeGreaterThan(15);
    expect(stop({ step: 'again' })).toBe(elapsedMs);
    expect(await durations('pricing')).toEqual([
      [{ currency: 'CHF', step: 'end' }, expect.objectContaining({ count: 1, sum: elapsedMs / 1000 })],
    ]);
  });

  test('is stopped by the end of its block, also when the block throws', async () => {
    expect(() => {
      using _timer = monitor.timer('block', { kind: 'using' });
      throw new Error('inside');
    }).toThrow('inside');
    expect(await durations('block')).toEqual([[{ kind: 'using' }, expect.objectContaining({ count: 1 })]]);
  });

  test('started without an SDK, records into the one that came meanwhile', async () => {
    await sdk.stop();
    const stop = monitor.timer('before.sdk');
    sdk = startStockSdk();
    stop();
    expect(await durations('before.sdk')).toEqual([[{}, expect.objectContaining({ count: 1 })]]);
  });
});

describe('time', () => {
  test('hands on what the work returns and records how long it took', async () => {
    const result = { a: 'result' };
    expect(monitor.time('work', () => result, { kind: 'sync' })).toBe(result);
    expect(await durations('work')).toEqual([[{ kind: 'sync' }, expect.objectContaining({ count: 1 })]]);
  });

  test('waits for a promise before it records', async () => {
    const working = monitor.time('async.work', async () => {
      await wait(25);
      return 'done';
    });
    expect(await durations('async.work')).toEqual([]);
    expect(await working).toBe('done');
    const [[, value] = []] = await durations('async.work');
    expect(value?.sum).toBeGreaterThan(0.02);
    expect(value?.sum).toBeLessThan(5);
  });

  test('records what fails with error.type, and throws the same error', async () => {
    const error = new RangeError('too far');
    const fail = (): never => {
      throw error;
    };
    expect(() => monitor.time('failing', fail, { kind: 'sync' })).toThrow(error);
    await expect(monitor.time('failing', async () => fail(), { kind: 'async' })).rejects.toBe(error);
    await expect(monitor.time('failing', () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what is no error is what is tested
    await expect(monitor.time('failing', () => Promise.reject('text'))).rejects.toBe('text');
    expect((await durations('failing')).map(([attributes]) => attributes)).toEqual([
      { kind: 'sync', 'error.type': 'RangeError' },
      { kind: 'async', 'error.type': 'RangeError' },
      { 'error.type': 'Error' },
      { 'error.type': '_OTHER' },
    ]);
  });

  test('follows a thenable that is no promise', async () => {
    const thenable = {
      // oxlint-disable-next-line unicorn/no-thenable -- query builders look like this
      then: (resolve: (value: string) => void) => Promise.resolve('rows').then(resolve),
    };
    expect(await monitor.time('thenable', () => thenable)).toBe('rows');
    expect(await durations('thenable')).toEqual([[{}, expect.objectContaining({ count: 1 })]]);
  });
});
