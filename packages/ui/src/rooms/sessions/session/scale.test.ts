import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { scaleOf } from './scale.ts';

const HOUR = 3_600_000;

test('a long silence leaves room for the rest', () => {
  const scale = scaleOf({ fromMs: 0, toMs: 35 * HOUR + 60_000 }, [30_000, 35 * HOUR + 30_000]);
  expect(scale.placeOf(30_000)).toBeCloseTo(0.25, 5);
  expect(scale.placeOf(35 * HOUR + 30_000)).toBeCloseTo(0.75, 5);
  expect(scale.shortened).toEqual([{ fromMs: 30_000, toMs: 35 * HOUR + 30_000 }]);
});

test('without one, time is drawn as it passes', () => {
  const scale = scaleOf({ fromMs: 1000, toMs: 41_000 }, [11_000]);
  expect([1000, 11_000, 21_000, 41_000].map((at) => scale.placeOf(at))).toEqual([0, 0.25, 0.5, 1]);
  expect(scale.shortened).toEqual([]);
});

test('place and time lead back to each other, in order, whatever happened when', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 2 * HOUR }), { maxLength: 30 }), fc.nat(HOUR), (times, at) => {
      const scale = scaleOf({ fromMs: 0, toMs: HOUR }, times);
      const place = scale.placeOf(at);
      expect(place).toBeGreaterThanOrEqual(0);
      expect(place).toBeLessThanOrEqual(1);
      expect(scale.timeAt(place)).toBeCloseTo(at, 3);
      expect(scale.placeOf(at + 1000)).toBeGreaterThanOrEqual(place);
    }),
  );
});

test('a session of one moment has a bar, too', () => {
  const scale = scaleOf({ fromMs: 5, toMs: 5 }, [5]);
  expect(scale.placeOf(5)).toBe(0);
  expect(scale.timeAt(1)).toBe(6);
});
