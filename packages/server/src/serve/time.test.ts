import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDistance, parseTime, rangeOf } from './time.ts';

const now = Date.UTC(2026, 10, 21, 9, 30);

test.each([
  ['2026-11-20T02:31Z', Date.UTC(2026, 10, 20, 2, 31)],
  ['2026-11-20T02:31:05Z', Date.UTC(2026, 10, 20, 2, 31, 5)],
  ['2026-11-20T02:31:05.678Z', Date.UTC(2026, 10, 20, 2, 31, 5, 678)],
  ['2026-11-20T02:31:05.678999999Z', Date.UTC(2026, 10, 20, 2, 31, 5, 678)],
  ['2026-11-20T02:31+02:00', Date.UTC(2026, 10, 20, 0, 31)],
  ['2026-11-20t02:31z', Date.UTC(2026, 10, 20, 2, 31)],
  ['2024-02-29T00:00Z', Date.UTC(2024, 1, 29)],
  ['1763605860000', 1_763_605_860_000],
  ['0', 0],
  ['now', now],
  ['-90s', now - 90_000],
  ['-15m', now - 900_000],
  ['-7d', now - 604_800_000],
  ['-2w', now - 1_209_600_000],
])('%s is %d', (text, ms) => {
  expect(parseTime(text, now)).toBe(ms);
});

test.each([
  '',
  'yesterday',
  '15m',
  '+15m',
  '-15',
  '-1y',
  '-1.5h',
  '2026-11-20',
  '2026-11-20T02:31',
  '2026-02-29T00:00Z',
  '2026-13-01T00:00Z',
  '2026-11-00T00:00Z',
  '2026-11-20T25:00Z',
  '2026-11-20 02:31Z',
  '99999999999999',
  '-99999d',
  '2300-01-01T00:00Z',
  '1e3',
])('%s is no time', (text) => {
  expect(parseTime(text, now)).toBeUndefined();
});

test('what toISOString writes is read as the same moment', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.UTC(2261, 0, 1) }), (ms) => {
      expect(parseTime(new Date(ms).toISOString(), now)).toBe(ms);
    }),
  );
});

test('a range that ends before it begins is refused by its start', () => {
  expect(rangeOf('-1h', 'now', now)).toEqual({ fromMs: now - 3_600_000, toMs: now });
  expect(() => rangeOf('now', '-1h', now)).toThrow(/from cannot be used/);
  expect(() => rangeOf('now', 'now', now)).toThrow(/from cannot be used/);
  expect(() => rangeOf('-1h', 'then', now)).toThrow(/to cannot be used/);
});

test.each([
  ['30s', 30_000],
  ['5m', 300_000],
  ['1h', 3_600_000],
  ['1d', 86_400_000],
  ['250ms', 250],
  ['5', undefined],
  ['m', undefined],
  ['1w', undefined],
])('a distance of %s is %s ms', (text, ms) => {
  expect(parseDistance(text)).toBe(ms);
});
