import { expect, it } from 'vitest';
import { aggsOf, unitOf } from './kinds.ts';

const nature = { temporality: null, monotonic: null, quantiles: [] } as const;

it('offers least and greatest value of a histogram only where they speak of the step alone', () => {
  expect(aggsOf({ ...nature, kind: 'histogram', temporality: 'delta' })).toContain('max');
  expect(aggsOf({ ...nature, kind: 'histogram', temporality: 'cumulative' })).not.toContain('max');
  // Points of both temporalities.
  expect(aggsOf({ ...nature, kind: 'exponentialHistogram' })).not.toContain('min');
});

it('offers the quantiles that a summary carries and no others', () => {
  expect(aggsOf({ ...nature, kind: 'summary', quantiles: [0, 0.5, 0.9, 0.999, 1] })).toEqual([
    'p50',
    'p90',
    'rate',
    'count',
    'increase',
    'sum',
    'avg',
  ]);
});

it('reads an up-down counter as a level, unless it is sent as differences', () => {
  expect(aggsOf({ ...nature, kind: 'sum', temporality: 'cumulative', monotonic: false })[0]).toBe('sum');
  expect(aggsOf({ ...nature, kind: 'sum', temporality: 'delta', monotonic: false })).toEqual(['rate', 'increase']);
});

it('says the unit of what is answered, not of what was measured', () => {
  expect(unitOf('rate', 'sum', 'By')).toBe('By/s');
  expect(unitOf('rate', 'sum', '')).toBe('1/s');
  expect(unitOf('increase', 'sum', '{request}')).toBe('{request}');
  expect(unitOf('rate', 'histogram', 's')).toBe('1/s');
  expect(unitOf('increase', 'summary', 's')).toBe('1');
  expect(unitOf('count', 'gauge', 'Cel')).toBe('1');
  expect(unitOf('p95', 'histogram', 's')).toBe('s');
});
