import { afterEach, beforeEach, expect, test } from 'vitest';
import { startStockSdk } from '../test/stock-sdk.ts';
import type { StockSdk } from '../test/stock-sdk.ts';
import { monitor } from './monitor.ts';
import { show } from './refusal.ts';

let sdk: StockSdk;
beforeEach(() => {
  sdk = startStockSdk();
});
afterEach(() => sdk.stop());

test('warnings stop after a hundred causes, the last one says so', async () => {
  for (let at = 0; at < 300; at += 1) monitor.gauge(`1.${at}`, 1);
  expect(sdk.warnings.length).toBe(101);
  expect(sdk.warnings.at(-1)).toContain('no further warnings');
  expect(await sdk.dropped()).toEqual({ 'metrics unsendable': 300 });
});

test('a value is shown short and without trusting it', () => {
  const hostile = Object.defineProperty(new Error('hidden'), 'message', {
    get: () => {
      throw new Error('no');
    },
  });
  expect(show('a'.repeat(500))).toHaveLength(83);
  expect(show(new TypeError('wrong'))).toBe('TypeError: wrong');
  expect(show(hostile)).toBe('something that cannot be shown');
  expect(show(Symbol('x'))).toBe('Symbol(x)');
  expect(show([1])).toBe('an array');
});
