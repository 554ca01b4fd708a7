import { expect, test } from 'vitest';
import { BucketFinder } from './bucket-finder.ts';

const DEFAULT = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

/** Each boundary, the numbers next to it, and what is far from all. */
function valuesAround(boundaries: readonly number[]): number[] {
  const near = boundaries.flatMap((boundary) => {
    const step = Math.max(Math.abs(boundary) * Number.EPSILON, Number.MIN_VALUE);
    return [boundary, boundary - step, boundary + step, boundary / 2, boundary * 1.5];
  });
  return [...near, 0, -0, 1, -1, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE];
}

test.each<[string, readonly number[]]>([
  ['of the specification', DEFAULT],
  ['in seconds', [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]],
  ['none', []],
  ['zero alone', [0]],
  ['below zero', [-10, -5, -1, 0, 1, 5]],
  ['all below zero', [-10, -5]],
  ['close together', Array.from({ length: 500 }, (_, at) => 1000 + at / 10)],
  ['of every size', [1e-300, 1e-9, 1, 1e9, 1e300, Number.MAX_VALUE]],
  ['twice the same', [1, 1, 2, 2]],
  ['tiny', [Number.MIN_VALUE, 1e-310, 2e-308]],
])('finds the first bucket that holds the value: boundaries %s', (_name, boundaries) => {
  const finder = new BucketFinder(boundaries);
  const values = valuesAround(boundaries);
  const expected = values.map((value) => {
    const bucket = boundaries.findIndex((boundary) => value <= boundary);
    return [value, bucket === -1 ? boundaries.length : bucket];
  });
  expect(values.map((value) => [value, finder.find(value)])).toEqual(expected);
});
