import { expect, it } from 'vitest';
import { between, createRandom, pick, waitingTime } from './seeded.ts';

function take(count: number, draw: () => number): number[] {
  return Array.from({ length: count }, draw);
}

it('gives the same stream for the same seed, and another for another', () => {
  expect(take(20, createRandom(5))).toEqual(take(20, createRandom(5)));
  expect(take(20, createRandom(5))).not.toEqual(take(20, createRandom(6)));
});

it('spreads evenly over [0, 1)', () => {
  const random = createRandom(1);
  const counts = Array.from({ length: 10 }, () => 0);
  for (const value of take(100_000, random)) {
    expect(value >= 0 && value < 1).toBe(true);
    counts[Math.floor(value * 10)]! += 1;
  }
  // Each of ten boxes holds 10 000 ± 95 (one standard deviation); five of them is one in 1.7 million.
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(475);
});

it('draws whole numbers with both ends, and elements of a list', () => {
  const random = createRandom(2);
  expect(new Set(take(200, () => between(random, 3, 5)))).toEqual(new Set([3, 4, 5]));
  expect(new Set(Array.from({ length: 200 }, () => pick(random, ['a', 'b', 'c'])))).toEqual(new Set(['a', 'b', 'c']));
});

it('waits for the given mean', () => {
  const random = createRandom(3);
  const waits = take(50_000, () => waitingTime(random, 125));
  const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
  // The mean of n exponential waits deviates by mean / sqrt(n), 0.56 here.
  expect(Math.abs(mean - 125)).toBeLessThan(2.8);
});
