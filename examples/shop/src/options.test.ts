import { expect, it } from 'vitest';
import { readShopOptions } from './options.ts';

it('has defaults for everything', () => {
  expect(readShopOptions([])).toEqual({ host: '127.0.0.1', port: 0, rate: 8, seed: 1 });
});

it('reads what is given', () => {
  const args = ['--host', '0.0.0.0', '--port', '4000', '--rate', '0.5', '--seed', '7', '--logs', 'out'];
  expect(readShopOptions(args)).toEqual({ host: '0.0.0.0', port: 4000, rate: 0.5, seed: 7, logs: 'out' });
});

it.each([
  ['--port', '-1'],
  ['--port', '80.5'],
  ['--port', 'http'],
  ['--rate', '201'],
  ['--rate', 'NaN'],
  ['--seed', '4294967296'],
])('refuses %s %s and says what it takes', (name, value) => {
  expect(() => readShopOptions([`${name}=${value}`])).toThrow(
    new RegExp(`^${name} must be .* from 0 to .*, got "${value}"$`),
  );
});
