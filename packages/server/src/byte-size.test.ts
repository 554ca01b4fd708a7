import { expect, it } from 'vitest';
import { parseByteSize } from './byte-size.ts';

it.each([
  ['0', 0],
  ['1048576', 1_048_576],
  ['64MiB', 67_108_864],
  ['50GB', 50_000_000_000],
  ['1.5 gib', 1_610_612_736],
  ['2TB', 2_000_000_000_000],
  ['', undefined],
  ['GB', undefined],
  ['-1', undefined],
  ['1e9', undefined],
  ['5 pounds', undefined],
  ['1 000', undefined],
])('reads %j as %s bytes', (text, bytes) => {
  expect(parseByteSize(text)).toBe(bytes);
});
