import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changePoint, levelBelowP95, median, spread, surelyMore, wilson, Z } from './statistics.ts';

/** The share at which the score test gives exactly ±Z: what Wilson's limits are by definition, found by bisection. */
function scoreLimit(p: number, n: number, side: 1 | -1): number {
  let [near, far] = [p, side === 1 ? 1 : 0];
  for (let i = 0; i < 200; i++) {
    const middle = (near + far) / 2;
    const z = Math.abs(p - middle) / Math.sqrt((middle * (1 - middle)) / n);
    if (z < Z) near = middle;
    else far = middle;
  }
  return near;
}

describe("Wilson's interval", () => {
  test('is the set of shares that the score test does not reject', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const p = Math.round(share * n) / n;
        const { lower, upper } = wilson({ p, n });
        expect(lower).toBeCloseTo(scoreLimit(p, n, -1), 9);
        expect(upper).toBeCloseTo(scoreLimit(p, n, 1), 9);
      }),
    );
  });

  test('says nothing of nothing', () => {
    expect(wilson({ p: 0, n: 0 })).toEqual({ lower: 0, upper: 1 });
  });
});

describe('the sure difference of two shares', () => {
  test.each([
    [56, 70, 48, 80, 0.0524],
    [9, 10, 3, 10, 0.1705],
    [10, 10, 0, 10, 0.6075],
    [5, 56, 0, 29, -0.0381],
  ])('of %i/%i and %i/%i is as in table II of Newcombe, method 10, for 95 %%', (x, n, y, m, lower) => {
    expect(surelyMore({ p: x / n, n }, { p: y / m, n: m }, 1.959964)).toBeCloseTo(lower, 4);
  });

  test('grows towards the difference itself, and is negative without evidence', () => {
    expect(surelyMore({ p: 0.08, n: 1000 }, { p: 0.01, n: 10_000 })).toBeGreaterThan(0.03);
    expect(surelyMore({ p: 0.08, n: 1_000_000 }, { p: 0.01, n: 10_000_000 })).toBeCloseTo(0.07, 2);
    expect(surelyMore({ p: 0.08, n: 12 }, { p: 0.01, n: 10_000 })).toBeLessThan(0);
    expect(surelyMore({ p: 0.01, n: 1000 }, { p: 0.01, n: 10_000 })).toBeLessThan(0);
  });

  test('is crossed by chance no more often than Z promises', () => {
    let seed = 7;
    const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    const draw = (n: number): number =>
      Array.from({ length: n }, () => (random() < 0.05 ? 1 : 0)).reduce<number>((a, b) => a + b, 0) / n;
    let crossed = 0;
    for (let look = 0; look < 3000; look++) {
      if (surelyMore({ p: draw(200), n: 200 }, { p: draw(1000), n: 1000 }) > 0) crossed++;
    }
    // 1 in 740 would be 4; Newcombe's method keeps to that only roughly at so few failures.
    expect(crossed).toBeLessThanOrEqual(16);
  });
});

describe('the change point', () => {
  const quiet = Array.from({ length: 60 }, () => ({ n: 100, x: 1 }));
  const loud = Array.from({ length: 12 }, () => ({ n: 100, x: 8 }));

  test('is the first minute of the change', () => {
    expect(changePoint([...quiet, ...loud], 0.01, 0.08)).toBe(60);
    expect(changePoint(loud, 0.01, 0.08)).toBe(0);
    expect(changePoint(quiet, 0.01, 0.08)).toBe(60);
    expect(changePoint([], 0.01, 0.08)).toBe(0);
  });

  test('is the split that a search over all of them finds likeliest', () => {
    const tally = fc.integer({ min: 0, max: 50 }).chain((n) => fc.integer({ min: 0, max: n }).map((x) => ({ n, x })));
    fc.assert(
      fc.property(fc.array(tally, { maxLength: 30 }), (minutes) => {
        const likelihood = (from: number): number =>
          minutes.reduce(
            (sum, { n, x }, i) => sum + Math.log(i < from ? 0.02 : 0.1) * x + Math.log(i < from ? 0.98 : 0.9) * (n - x),
            0,
          );
        const best = Math.max(...Array.from({ length: minutes.length + 1 }, (_, i) => likelihood(i)));
        expect(likelihood(changePoint(minutes, 0.02, 0.1))).toBeCloseTo(best, 9);
      }),
    );
  });

  test('one earlier burst that is over is not the change', () => {
    expect(changePoint([...quiet, { n: 100, x: 30 }, ...quiet, ...loud], 0.01, 0.08)).toBe(121);
  });
});

test('a quantile surely below the 95th needs more values the closer it is', () => {
  expect([0, 19, 20, 170, 171, 172, 10_000].map(levelBelowP95)).toEqual([
    undefined,
    undefined,
    0.75,
    0.75,
    0.75,
    0.9,
    0.9,
  ]);
});

test('the median is one of the values', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2);
  expect(median([])).toBeUndefined();
});

test('the spread of a normal sample is its standard deviation, whatever a third of it does', () => {
  // Quantiles of the standard normal distribution at (i + 0.5) / 8.
  const sample = [-1.534, -0.887, -0.489, -0.157, 0.157, 0.489, 0.887, 1.534];
  const normal = spread(Array.from({ length: 50 }, () => sample.map((value) => 100 + 10 * value)).flat());
  expect(normal).toBeGreaterThan(7);
  expect(normal).toBeLessThan(13);
  expect(spread([10, 11, 9, 10, 12, 8, 1e6, 1e6])).toBeLessThan(4);
  expect(spread([])).toBe(0);
});
