import { expect, test } from 'vitest';
import { parseNumber } from './quantity.ts';

test.each([
  ['5', 'plain', 5],
  ['-1.5e3', 'plain', -1500],
  ['500ms', 'time', 0.5],
  ['2h', 'time', 7200],
  ['1.5us', 'time', 0.0000015],
  ['10ns', 'time', 1e-8],
  ['3m', 'time', 180],
  ['4KiB', 'size', 4096],
  ['1MiB', 'size', 1_048_576],
  ['7B', 'size', 7],
])('%s is a %s of %d', (text, kind, value) => {
  expect(parseNumber(text)?.kind).toBe(kind);
  expect(parseNumber(text)?.value).toBeCloseTo(value, 12);
});

test.each(['', 'x', '5 ms', '0x10', '1e', '5kb', 'NaN', 'Infinity', '--1'])('%s is no number', (text) => {
  expect(parseNumber(text)).toBeUndefined();
});
