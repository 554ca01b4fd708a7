import { expect, test } from 'vitest';
import { sorted } from './sort.tsx';

const rows = [
  { name: 'b', ms: 2 },
  { name: 'none', ms: null },
  { name: 'a', ms: 9 },
  { name: 'c', ms: 2 },
];

test('rows without a value stand last in both directions, equal ones keep their order', () => {
  const names = (direction: 'ascending' | 'descending'): string[] =>
    sorted(rows, { column: 'ms', direction }, (row) => row.ms).map(({ name }) => name);
  expect(names('ascending')).toEqual(['b', 'c', 'a', 'none']);
  expect(names('descending')).toEqual(['a', 'b', 'c', 'none']);
});

test('an unknown column leaves the order alone', () => {
  expect(sorted(rows, { column: 'x', direction: 'ascending' }, undefined)).toEqual(rows);
});
