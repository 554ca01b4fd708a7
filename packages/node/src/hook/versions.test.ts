import { expect, test } from 'vitest';
import { isInRange } from './versions.ts';

test.each([
  ['8.23.1', '>=8.0.3 <9', true],
  ['8.0.3', '>=8.0.3 <9', true],
  ['8.0.2', '>=8.0.3 <9', false],
  ['9.0.0', '>=8.0.3 <9', false],
  ['10.0.0', '>=9 <11', true],
  ['8.10.0', '>=8.9', true],
  ['2.0.0', '>1 <=2', true],
  ['2.0.1', '>1 <=2', false],
  ['1.2.3', '1.2.3', true],
  ['1.2.4', '=1.2.3', false],
  ['4.18.0', '>=5 <6 || >=4.17 <5', true],
  ['3.0.0', '>=5 <6 || >=4.17 <5', false],
])('reads that %s is in %s: %s', (version, range, isIn) => {
  expect(isInRange(version, range)).toBe(isIn);
});

test('counts a prerelease as the release it leads to', () => {
  expect(isInRange('9.0.0-beta.1', '>=8 <9')).toBe(false);
  expect(isInRange('8.1.0-rc.2+build', '>=8.1 <9')).toBe(true);
});

test('finds what it cannot read in no range', () => {
  expect(isInRange('latest', '>=0')).toBe(false);
  expect(isInRange('1.0.0', '^1.0.0')).toBe(false);
  expect(isInRange('1.0.0', '')).toBe(false);
});
