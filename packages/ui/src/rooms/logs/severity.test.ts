import { expect, test } from 'vitest';
import { isSeverity, severityOf } from './severity.ts';

test.each([
  [0, 'unset'],
  [1, 'trace'],
  [4, 'trace'],
  [5, 'debug'],
  [9, 'info'],
  [12, 'info'],
  [13, 'warn'],
  [17, 'error'],
  [20, 'error'],
  [21, 'fatal'],
  [24, 'fatal'],
  [25, 'unset'],
] as const)('the number %i is %s', (number, name) => {
  expect(severityOf(number)).toBe(name);
  expect(isSeverity(name)).toBe(true);
});

test('no other word is a severity', () => {
  expect(isSeverity('ERROR')).toBe(false);
  expect(isSeverity(undefined)).toBe(false);
});
