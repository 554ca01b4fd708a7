import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../store/native/growable.ts';
import { chanceOf } from '../../../test/fuzz/random.ts';
import { compareKeys, KeyOrder } from './key-order.ts';

/** Keys behind each other in one body, and their places as attributes have them. */
function laid(keys: readonly Buffer[]): { body: ReturnType<typeof bytesOf>; ranges: Int32Array } {
  const ranges = new Int32Array(keys.length * 4);
  let at = 0;
  for (const [i, key] of keys.entries()) {
    ranges[i * 4] = at;
    ranges[i * 4 + 1] = at += key.length;
  }
  return { body: bytesOf(Buffer.concat(keys)), ranges };
}

/** Keys that begin alike for so many bytes, and differ then in any byte, or in length only. */
function keysAlike(seed: number, count: number, alike: number): Buffer[] {
  const chance = chanceOf(seed);
  const head = Buffer.alloc(alike, 'k');
  return Array.from({ length: count }, () => Buffer.concat([head, chance.bytes(chance.below(9))]));
}

describe('the order of keys', () => {
  const LENGTHS = [0, 1, 3, 4, 5, 31, 64, 126, 127, 128, 129, 400];
  it.each(LENGTHS)('is that of their bytes, wherever behind %i equal ones they differ', (alike) => {
    const keys = keysAlike(alike, 60, alike);
    const { body, ranges } = laid(keys);
    const signs = keys.map((_, a) => keys.map((__, b) => Math.sign(compareKeys(body, ranges, a, b))));
    expect(signs).toEqual(keys.map((one) => keys.map((other) => Buffer.compare(one, other))));
  });

  it.each([1, 2, 11, 12, 13, 32, 33, 500])('of %i keys keeps equal ones as they came', (count) => {
    for (const alike of LENGTHS) {
      const keys = keysAlike(count + alike, count, alike).map((key) => key.subarray(0, alike + 1));
      const { body, ranges } = laid(keys);
      const meant = keys
        .map((key, i) => ({ key, i }))
        .toSorted((a, b) => Buffer.compare(a.key, b.key) || a.i - b.i)
        .map(({ i }) => i);
      expect([...new KeyOrder().sort(body, ranges, count).subarray(0, count)]).toEqual(meant);
    }
  });
});
