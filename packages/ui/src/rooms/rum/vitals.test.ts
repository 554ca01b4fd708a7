import { expect, test } from 'vitest';
import type { Vital } from '../../ask/types.ts';
import { byKey, headlineOf, ratingOf, VITALS } from './vitals.ts';

const vital = (name: Vital['name'], p75: number, more: Partial<Vital> = {}): Vital => ({
  key: '',
  name,
  p50: p75,
  p75,
  p95: p75,
  count: 10,
  good: 10,
  needsImprovement: 0,
  poor: 0,
  ...more,
});

test('the headline answers whether it is good, the worst first', () => {
  const good = [vital('lcp', 2500), vital('cls', 0.1), vital('inp', 200)];
  expect(headlineOf(good)).toBe('All 3 web vitals are good');
  expect(headlineOf([...good.slice(0, 2), vital('inp', 640), vital('ttfb', 900)])).toBe(
    'INP is poor (p75 640 ms), TTFB needs improvement (p75 900 ms); the other 2 are good',
  );
  expect(headlineOf([vital('lcp', 9000)])).toBe('LCP is poor (p75 9 s)');
  expect(headlineOf([])).toBe('No web vitals');
});

test.each([
  ['lcp', 2500, 'good'],
  ['lcp', 2501, 'needs improvement'],
  ['lcp', 4000, 'needs improvement'],
  ['lcp', 4001, 'poor'],
  ['cls', 0.25, 'needs improvement'],
  ['cls', 0.251, 'poor'],
  ['inp', 201, 'needs improvement'],
  ['fcp', 3001, 'poor'],
  ['ttfb', 800, 'good'],
] as const)('%s of %d is %s', (name, value, rating) => {
  expect(
    ratingOf(
      VITALS.find((facts) => facts.name === name)!,
      value,
    ),
  ).toBe(rating);
});

test('rows are by key, the most measured first', () => {
  const rows = byKey([
    vital('lcp', 1, { key: '/a', count: 3 }),
    vital('lcp', 2, { key: '/b', count: 9 }),
    vital('inp', 3, { key: '/a', count: 4 }),
  ]);
  expect(rows.map(({ key, of }) => [key, [...of.keys()]])).toEqual([
    ['/b', ['lcp']],
    ['/a', ['lcp', 'inp']],
  ]);
});
