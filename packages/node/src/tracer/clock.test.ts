import { afterEach, expect, test, vi } from 'vitest';
import { anchorAt } from './clock.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** The anchor that a trace gets which begins that many milliseconds from now. */
const later = (millis: number): ReturnType<typeof anchorAt> => anchorAt(performance.now() + millis);

test('a new trace follows a clock that was set; what has begun keeps its time', () => {
  const now = performance.now();
  const before = later(2000);
  const begun = before.secondsAt(now);
  const set = Date.now() + 3_600_000;
  vi.spyOn(Date, 'now').mockReturnValue(set);
  expect(later(2500)).toBe(before);
  const after = later(4000);
  expect(after.secondsAt(now) - begun).toBeGreaterThan(3598);
  expect(after.secondsAt(now) - begun).toBeLessThan(3602);
  expect(before.secondsAt(now)).toBe(begun);
  vi.restoreAllMocks();
  expect(Math.abs(later(6000).secondsAt(now) - begun)).toBeLessThan(2);
});

test('a clock that nobody touches gives one anchor, so that time runs smoothly', () => {
  const first = later(8000);
  const all = Array.from({ length: 50 }, (_, at) => later(10_000 + at * 1500));
  expect(new Set(all)).toEqual(new Set([first]));
});

test('a time is the seconds and nanoseconds of the epoch', () => {
  const now = performance.now();
  const anchor = anchorAt(now);
  const millis = anchor.secondsAt(now) * 1000 + anchor.nanosAt(now) / 1e6;
  expect(Math.abs(millis - Date.now())).toBeLessThan(1000);
  expect(anchor.nanosAt(now)).toBeGreaterThanOrEqual(0);
  expect(anchor.nanosAt(now)).toBeLessThan(1e9);
  const step =
    anchor.nanosAt(now + 0.25) - anchor.nanosAt(now) + (anchor.secondsAt(now + 0.25) - anchor.secondsAt(now)) * 1e9;
  expect(Math.abs(step - 250_000)).toBeLessThan(500);
});
