import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWhole, positionIn, ticksOf, wholeTrace, windowBetween } from './time-window.ts';

const labels = (fromMs: number, toMs: number, most: number): string[] =>
  ticksOf({ from: fromMs * 1e6, to: toMs * 1e6 }, most).map(({ label }) => label);

test('puts ticks at round times, in one unit', () => {
  expect(labels(0, 2130, 5)).toEqual(['0', '0.5 s', '1 s', '1.5 s', '2 s']);
  expect(labels(0, 0.9, 5)).toEqual(['0', '200 µs', '400 µs', '600 µs', '800 µs']);
});

test('tells ticks apart that lie closer than three digits', () => {
  expect(labels(1234.5, 1234.9, 4)).toEqual(['1.2345 s', '1.2346 s', '1.2347 s', '1.2348 s']);
});

test('makes different labels, inside the window, at most as many as asked', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e12 }),
      fc.integer({ min: 1000, max: 1e12 }),
      fc.integer({ min: 1, max: 12 }),
      (from, length, most) => {
        const ticks = ticksOf({ from, to: from + length }, most);
        expect(ticks.length).toBeLessThanOrEqual(most);
        expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
        for (const { at } of ticks) expect(at >= from && at <= from + length).toBe(true);
      },
    ),
  );
});

test('takes two instants in any order and stays inside the trace', () => {
  const whole = wholeTrace(1e9);
  expect(windowBetween(whole, 9e8, 1e8)).toEqual({ from: 1e8, to: 9e8 });
  expect(windowBetween(whole, -5, 2e9)).toEqual(whole);
  expect(isWhole(windowBetween(whole, -5, 2e9), whole)).toBe(true);
});

test('never becomes shorter than a pixel can be dragged, also at the very end', () => {
  const whole = wholeTrace(1e9);
  expect(windowBetween(whole, 1e9, 1e9)).toEqual({ from: 1e9 - 1e5, to: 1e9 });
  expect(windowBetween(wholeTrace(0), 0, 0)).toEqual({ from: 0, to: 1000 });
});

test('places an instant as a part of the window', () => {
  expect(positionIn({ from: 100, to: 300 }, 150)).toBe(0.25);
  expect(positionIn({ from: 100, to: 300 }, 400)).toBe(1.5);
});
