import { expect, test } from 'vitest';
import { rowText } from './row-text.ts';

test('stands on one line where rows are cut, as it is where they are wrapped', () => {
  expect(rowText('Error: x\r\n    at a\n    at b', false)).toBe('Error: x ↵ at a ↵ at b');
  expect(rowText('Error: x\n    at a', true)).toBe('Error: x\n    at a');
});

test('is never longer than a row is read, and ends in a whole character', () => {
  expect(rowText('x'.repeat(100_000), false)).toHaveLength(601);
  expect(rowText('x'.repeat(100_000), true)).toHaveLength(4001);
  expect(rowText(`${'x'.repeat(599)}😀 and more`, false)).toBe(`${'x'.repeat(599)}…`);
});
