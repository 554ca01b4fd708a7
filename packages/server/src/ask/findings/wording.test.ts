import { expect, test } from 'vitest';
import { duration, moment, percent } from './wording.ts';

test.each([
  [0.071, '7.1 %'],
  [0, '0.0 %'],
  [0.0004, '< 0.1 %'],
  [1, '100.0 %'],
  [0.9999, '> 99.9 %'],
  [0.5, '50.0 %'],
])('%d is %s', (share, text) => {
  expect(percent(share)).toBe(text);
});

test.each([
  [0.0421, '0.0421 ms'],
  [908.4, '908 ms'],
  [999.7, '1 s'],
  [1870, '1.87 s'],
  [59_990, '1 min'],
  [60_000, '1 min'],
  [124_000, '2 min 4 s'],
  [3_600_000, '1 h'],
  [5_460_000, '1 h 31 min'],
])('%d ms are %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test('a moment of another day says which', () => {
  const now = Date.UTC(2026, 10, 21, 3, 12);
  expect(moment(Date.UTC(2026, 10, 21, 2, 55, 30), now)).toBe('02:55 UTC');
  expect(moment(Date.UTC(2026, 10, 20, 22, 5), now)).toBe('2026-11-20 22:05 UTC');
});
