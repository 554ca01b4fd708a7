import { describe, expect, test } from 'vitest';
import { boundsOf, fixedRange, formatRange, parseRange, shiftRange, stepFor, tickFor, type Range } from './range.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 20, 3, 12, 7, 345);

describe('the text of a range', () => {
  test('is live or fixed by its shape', () => {
    expect(parseRange('1h')).toEqual({ kind: 'live', ms: HOUR });
    expect(parseRange('2026-11-20T02:31Z/2026-11-20T02:50Z')).toEqual({
      kind: 'fixed',
      from: Date.UTC(2026, 10, 20, 2, 31),
      to: Date.UTC(2026, 10, 20, 2, 50),
    });
    expect(parseRange('2026-11-20T04:31:05.250+02:00/2026-11-20T02:50Z')).toMatchObject({
      from: Date.UTC(2026, 10, 20, 2, 31, 5, 250),
    });
  });

  test.each([
    '',
    'soon',
    '0h',
    '1y',
    '-1h',
    '500d',
    '2026-11-20T02:31Z',
    '2026-11-20T02:50Z/2026-11-20T02:31Z',
    '1h/2h',
    '2026-11-20/2026-11-21',
    '2026-11-20T02:31Z/2026-11-20T02:50Z/x',
  ])('is nothing when it is %o', (text) => {
    expect(parseRange(text)).toBeNull();
  });

  test.each([
    '15m',
    '1h',
    '1d',
    '2w',
    '90s',
    '2026-11-20T02:31Z/2026-11-20T02:50Z',
    '2026-11-20T02:31:05Z/2026-11-20T02:50:00.250Z',
  ])('comes back as it was: %s', (text) => {
    const range = parseRange(text);
    expect(range === null ? '' : formatRange(range)).toBe(text);
  });
});

describe('bounds', () => {
  test('stay equal between two ticks of a live range, and move by one tick', () => {
    const range: Range = { kind: 'live', ms: HOUR };
    const start = Math.ceil(NOW / 15_000) * 15_000 + 2000;
    const bounds = boundsOf(range, start);
    expect(boundsOf(range, start + 14_999)).toEqual(bounds);
    expect(boundsOf(range, start + 15_000)).toEqual({ ...bounds, from: bounds.from + 15_000, to: bounds.to + 15_000 });
    expect(bounds.to - bounds.from).toBe(HOUR);
    expect(bounds.to % 15_000).toBe(0);
  });

  test('of a fixed range are what it says', () => {
    expect(boundsOf({ kind: 'fixed', from: 1001, to: 600_000 }, NOW)).toEqual({
      from: 1001,
      to: 600_000,
      stepMs: 2000,
    });
  });
});

test('points are at most 300, on the grid 1·2·5·10·15·30', () => {
  const grid = new Set([1, 60, 3600].flatMap((unit) => [1, 2, 5, 10, 15, 30].map((step) => step * unit * 1000)));
  for (const rangeMs of [60_000, 900_000, HOUR, 6 * HOUR, 24 * HOUR, 7 * 24 * HOUR, 30 * 24 * HOUR, 400 * 24 * HOUR]) {
    expect(rangeMs / stepFor(rangeMs)).toBeLessThanOrEqual(300);
    expect(grid.has(stepFor(rangeMs)) || stepFor(rangeMs) % (24 * HOUR) === 0).toBe(true);
  }
  expect(stepFor(HOUR)).toBe(15_000);
  expect(tickFor(30 * 24 * HOUR)).toBe(15_000);
});

test('shifting moves by half and makes a live range fixed, never past now', () => {
  const range: Range = { kind: 'live', ms: HOUR };
  const { from, to } = boundsOf(range, NOW);
  expect(shiftRange(range, -1, NOW)).toEqual({ kind: 'fixed', from: from - HOUR / 2, to: to - HOUR / 2 });
  const later = shiftRange(shiftRange(range, -1, NOW), 1, NOW);
  expect(later).toEqual({ kind: 'fixed', from, to });
  expect(boundsOf(shiftRange(range, 1, NOW), NOW).to).toBeLessThanOrEqual(NOW + 1000);
});

test('a dragged range is cut to seconds unless it is shorter than ten', () => {
  expect(fixedRange(1_234_567, 1_298_765)).toEqual({ kind: 'fixed', from: 1_234_000, to: 1_299_000 });
  expect(fixedRange(1500.7, 2500.2)).toEqual({ kind: 'fixed', from: 1500, to: 2501 });
  expect(fixedRange(1500, 1500)).toEqual({ kind: 'fixed', from: 1500, to: 1501 });
});
