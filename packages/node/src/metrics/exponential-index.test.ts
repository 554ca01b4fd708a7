import { expect, test } from 'vitest';
import { indexOf } from './exponential-index.ts';

/** Logarithm to the base 2 of a bound: bucket i of scale s ends at 2^((i + 1) / 2^s). */
const boundOf = (index: number, scale: number): number => index / 2 ** scale;

test.each(Array.from({ length: 31 }, (_, at) => at - 10))('at scale %i a value is within its bucket', (scale) => {
  for (let step = -600; step <= 600; step += 1) {
    const exponent = step * 1.7 + 0.123_456;
    const value = 2 ** exponent;
    if (value < 2 ** -1021 || value > Number.MAX_VALUE) continue;
    const index = indexOf(value, scale);
    // Values this far from a bound are not a matter of rounding.
    expect(boundOf(index, scale)).toBeLessThan(exponent + 1e-9);
    expect(boundOf(index + 1, scale)).toBeGreaterThanOrEqual(exponent - 1e-9);
  }
});

test.each([-10, -3, -1, 0, 1, 4, 8, 9, 20])('at scale %i a power of two is the upper bound of its bucket', (scale) => {
  for (let exponent = -1000; exponent <= 1023; exponent += 1) {
    const index = indexOf(2 ** exponent, scale);
    expect(boundOf(index + 1, scale)).toBeGreaterThanOrEqual(exponent);
    expect(boundOf(index, scale)).toBeLessThan(exponent);
  }
});

test.each([-4, 0, 3, 20])('at scale %i the least and the largest numbers have a bucket', (scale) => {
  const least = indexOf(Number.MIN_VALUE, scale);
  const largest = indexOf(Number.MAX_VALUE, scale);
  expect(least).toBeLessThanOrEqual(indexOf(2 ** -1022, scale));
  expect(boundOf(largest + 1, scale)).toBeGreaterThanOrEqual(1024);
  expect(boundOf(largest, scale)).toBeLessThan(1024);
});
