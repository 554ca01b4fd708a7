import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  explicitQuantile,
  exponentialQuantile,
  mergeExponential,
  type ExplicitBuckets,
  type ExponentialBuckets,
} from './quantiles.ts';

const UNKNOWN = { min: null, max: null };
const level = fc.double({ min: 0.01, max: 0.99, noNaN: true });
const bounds = fc
  .uniqueArray(fc.integer({ min: -50, max: 200 }), { minLength: 1, maxLength: 12 })
  .map((values) => values.toSorted((a, b) => a - b));
const values = fc.array(fc.double({ min: -80, max: 300, noNaN: true }), { minLength: 1, maxLength: 200 });

/** Values put into buckets, as an SDK does: a bound belongs to the bucket below it. */
function bucketed(edges: readonly number[], observed: readonly number[]): ExplicitBuckets {
  const counts = [...edges, 0].map(() => 0);
  for (const value of observed) {
    const found = edges.findIndex((edge) => value <= edge);
    const i = found < 0 ? edges.length : found;
    counts[i] = (counts[i] ?? 0) + 1;
  }
  return { bounds: edges, counts };
}

/** Values put into exponential buckets by the definition: base ** index < value <= base ** (index + 1). */
function exponentiallyBucketed(scale: number, observed: readonly number[]): ExponentialBuckets {
  const base = 2 ** (2 ** -scale);
  const positive = new Map<number, number>();
  const negative = new Map<number, number>();
  let zeroCount = 0;
  for (const value of observed) {
    const side = value > 0 ? positive : negative;
    const size = Math.abs(value);
    if (size === 0) zeroCount++;
    else {
      let index = Math.ceil(Math.log(size) / Math.log(base)) - 1;
      // The logarithm rounds.
      if (base ** index >= size) index--;
      if (base ** (index + 1) < size) index++;
      side.set(index, (side.get(index) ?? 0) + 1);
    }
  }
  return { scale, zeroThreshold: 0, zeroCount, positive: [...positive], negative: [...negative] };
}

/** The value that the share of them does not exceed: the smallest with rank at least level × n. */
function exact(observed: readonly number[], share: number): number {
  const sorted = observed.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)] ?? Number.NaN;
}

const extremesOf = (observed: readonly number[]): { min: number; max: number } => ({
  min: Math.min(...observed),
  max: Math.max(...observed),
});

describe('a percentile out of explicit buckets', () => {
  it('lies in the bucket of the exact one, and between the least and the greatest value', () => {
    fc.assert(
      fc.property(bounds, values, level, (edges, observed, share) => {
        const extremes = extremesOf(observed);
        const found = explicitQuantile(share, [bucketed(edges, observed)], extremes) ?? Number.NaN;
        const truth = exact(observed, share);
        const low = edges.findLast((edge) => edge < truth) ?? -Infinity;
        const high = edges.find((edge) => edge >= truth) ?? Infinity;
        expect(found).toBeGreaterThanOrEqual(Math.max(low, extremes.min) - 1e-9);
        expect(found).toBeLessThanOrEqual(Math.min(high, extremes.max) + 1e-9);
      }),
    );
  });

  it('rises with its level', () => {
    fc.assert(
      fc.property(bounds, values, level, level, (edges, observed, one, other) => {
        const at = (share: number): number =>
          explicitQuantile(share, [bucketed(edges, observed)], extremesOf(observed)) ?? Number.NaN;
        expect(at(Math.min(one, other))).toBeLessThanOrEqual(at(Math.max(one, other)) + 1e-9);
      }),
    );
  });

  it('is the same whether values were counted together or in parts', () => {
    fc.assert(
      fc.property(bounds, values, values, level, (edges, some, others, share) => {
        const extremes = extremesOf([...some, ...others]);
        const together = explicitQuantile(share, [bucketed(edges, [...some, ...others])], extremes);
        const apart = explicitQuantile(share, [bucketed(edges, some), bucketed(edges, others)], extremes);
        expect(apart).toBeCloseTo(together ?? Number.NaN, 6);
      }),
    );
  });

  it('of parts with different bounds lies between those of the parts', () => {
    fc.assert(
      fc.property(bounds, bounds, values, values, level, (edges, otherEdges, some, others, share) => {
        const extremes = extremesOf([...some, ...others]);
        const parts = [bucketed(edges, some), bucketed(otherEdges, others)];
        const each = parts.map((part) => explicitQuantile(share, [part], extremes) ?? Number.NaN);
        const both = explicitQuantile(share, parts, extremes) ?? Number.NaN;
        expect(both).toBeGreaterThanOrEqual(Math.min(...each) - 1e-6);
        expect(both).toBeLessThanOrEqual(Math.max(...each) + 1e-6);
      }),
    );
  });

  it('follows the examples of the rule', () => {
    const buckets = [{ bounds: [1, 2, 4], counts: [4, 4, 0, 2] }];
    expect(explicitQuantile(0.2, buckets, UNKNOWN)).toBe(0.5);
    expect(explicitQuantile(0.6, buckets, UNKNOWN)).toBe(1.5);
    expect(explicitQuantile(0.99, buckets, UNKNOWN)).toBe(4);
    expect(explicitQuantile(0.5, [{ bounds: [-2, 0], counts: [4, 1, 0] }], UNKNOWN)).toBe(-2);
    expect(explicitQuantile(0.5, [{ bounds: [1], counts: [0, 0] }], UNKNOWN)).toBeNull();
    expect(explicitQuantile(0.5, [{ bounds: [], counts: [3] }], UNKNOWN)).toBeNull();
    expect(explicitQuantile(0.5, [{ bounds: [], counts: [] }], { min: 1, max: 2 })).toBeNull();
    expect(explicitQuantile(0.5, [{ bounds: [], counts: [4] }], { min: 1, max: 2 })).toBe(1.5);
    // Extremes that contradict the buckets change nothing.
    expect(explicitQuantile(0.5, [{ bounds: [1, 2, 4], counts: [0, 4, 0, 0] }], { min: 3, max: 4 })).toBe(1.5);
  });
});

const scale = fc.integer({ min: -2, max: 6 });
const sized = fc.array(
  fc.oneof(
    fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    fc.double({ min: -1e4, max: -1e-2, noNaN: true }),
    fc.constant(0),
  ),
  { minLength: 1, maxLength: 200 },
);

describe('a percentile out of exponential buckets', () => {
  it('is as near to the exact one as the scale promises', () => {
    fc.assert(
      fc.property(scale, sized, level, (s, observed, share) => {
        const found = exponentialQuantile(share, [exponentiallyBucketed(s, observed)], UNKNOWN) ?? Number.NaN;
        const truth = exact(observed, share);
        const base = 2 ** (2 ** -s);
        const [least, most] = truth >= 0 ? [truth / base, truth * base] : [truth * base, truth / base];
        expect(found).toBeGreaterThanOrEqual(least - Math.abs(least) * 1e-9);
        expect(found).toBeLessThanOrEqual(most + Math.abs(most) * 1e-9);
      }),
    );
  });

  it('lies between the least and the greatest value where they are known, and rises with its level', () => {
    fc.assert(
      fc.property(scale, sized, level, level, (s, observed, one, other) => {
        const extremes = extremesOf(observed);
        const at = (share: number): number =>
          exponentialQuantile(share, [exponentiallyBucketed(s, observed)], extremes) ?? Number.NaN;
        const [low, high] = [at(Math.min(one, other)), at(Math.max(one, other))];
        const slack = 1e-9 * Math.max(Math.abs(extremes.min), Math.abs(extremes.max));
        expect(low).toBeGreaterThanOrEqual(extremes.min - slack);
        expect(high).toBeLessThanOrEqual(extremes.max + slack);
        expect(low).toBeLessThanOrEqual(high + slack);
      }),
    );
  });

  it('does not depend on the scales in which its parts were counted, only on the coarsest', () => {
    fc.assert(
      fc.property(scale, scale, sized, sized, level, (s, t, some, others, share) => {
        const coarsest = Math.min(s, t);
        const apart = exponentialQuantile(
          share,
          [exponentiallyBucketed(s, some), exponentiallyBucketed(t, others)],
          UNKNOWN,
        );
        const together = exponentialQuantile(share, [exponentiallyBucketed(coarsest, [...some, ...others])], UNKNOWN);
        const expected = together ?? Number.NaN;
        expect(Math.abs((apart ?? Number.NaN) - expected)).toBeLessThanOrEqual(Math.abs(expected) * 1e-9);
      }),
    );
  });
});

describe('adding exponential histograms up', () => {
  const sorted = (side: ExponentialBuckets['positive']): unknown => side.toSorted(([a], [b]) => a - b);

  it('brings values of a finer scale where they would have been counted in the coarser one', () => {
    fc.assert(
      fc.property(scale, fc.integer({ min: 0, max: 6 }), sized, (s, finer, observed) => {
        const empty = { scale: s, zeroThreshold: 0, zeroCount: 0, positive: [], negative: [] };
        const merged = mergeExponential([exponentiallyBucketed(s + finer, observed), empty]);
        const direct = exponentiallyBucketed(s, observed);
        expect({ ...merged, positive: sorted(merged.positive), negative: sorted(merged.negative) }).toEqual({
          ...direct,
          positive: sorted(direct.positive),
          negative: sorted(direct.negative),
        });
      }),
    );
  });

  it('keeps every count, whatever the zero buckets', () => {
    const threshold = fc.constantFrom(0, 1e-3, 0.5, 1.5, 100);
    fc.assert(
      fc.property(scale, sized, sized, threshold, threshold, (s, some, others, one, other) => {
        const merged = mergeExponential([
          { ...exponentiallyBucketed(s, some), zeroThreshold: one },
          { ...exponentiallyBucketed(s, others), zeroThreshold: other },
        ]);
        const counts = [...merged.positive, ...merged.negative].reduce(
          (sum, [, count]) => sum + count,
          merged.zeroCount,
        );
        expect(counts).toBe(some.length + others.length);
        expect(merged.zeroThreshold).toBeGreaterThanOrEqual(Math.max(one, other));
        // Nothing is left that begins below the threshold.
        for (const [index] of [...merged.positive, ...merged.negative]) {
          expect(2 ** (index / 2 ** merged.scale)).toBeGreaterThanOrEqual(merged.zeroThreshold);
        }
      }),
    );
  });

  it('widens the zero bucket to the edge of what it reaches into, on both sides', () => {
    const part = { scale: 0, zeroThreshold: 0, zeroCount: 0, positive: [], negative: [] };
    expect(
      mergeExponential([
        { ...part, zeroThreshold: 3, zeroCount: 1 },
        {
          ...part,
          positive: [
            [0, 2],
            [1, 3],
            [2, 4],
          ],
          negative: [
            [1, 5],
            [3, 6],
          ],
        },
      ]),
    ).toEqual({ scale: 0, zeroThreshold: 4, zeroCount: 11, positive: [[2, 4]], negative: [[3, 6]] });
  });

  it('takes away what was there before', () => {
    const part = {
      scale: 1,
      zeroThreshold: 0,
      zeroCount: 3,
      positive: [
        [4, 5],
        [5, 1],
      ],
      negative: [],
    } as const;
    const before = {
      ...part,
      scale: 2,
      zeroCount: -1,
      positive: [
        [8, -2],
        [9, -3],
        [10, -1],
      ],
    } as const;
    expect(mergeExponential([part, before])).toEqual({
      scale: 1,
      zeroThreshold: 0,
      zeroCount: 2,
      positive: [],
      negative: [],
    });
  });
});
