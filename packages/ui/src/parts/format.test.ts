import { describe, expect, test } from 'vitest';
import {
  formatAgo,
  formatBytes,
  formatCompact,
  formatCount,
  formatDuration,
  formatNanos,
  formatNumber,
  formatShare,
} from './format.ts';

const N = '\u202f';

describe('numbers', () => {
  test.each([
    [0, '0'],
    [38.44, '38.4'],
    [4.2, '4.2'],
    [0.8123, '0.812'],
    [999.6, `1${N}000`],
    [12_435, `12${N}435`],
    [1_234_567.8, `1${N}234${N}568`],
    [-12.345, '−12.3'],
    [1e-7, '< 0.001'],
    [-1e-7, '> −0.001'],
    [null, '–'],
    [undefined, '–'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('writes %s with three significant digits and never an exponent', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  test('writes a count in full, however large', () => {
    expect(formatCount(2000)).toBe(`2${N}000`);
    expect(formatCount(123_456_789)).toBe(`123${N}456${N}789`);
    expect(formatCount(7)).toBe('7');
  });

  test('writes short numbers for charts and steps up before four digits stand', () => {
    expect(formatCompact(412)).toBe('412');
    expect(formatCompact(2103)).toBe('2.1K');
    expect(formatCompact(12_449)).toBe('12.4K');
    expect(formatCompact(999_600)).toBe('1M');
    expect(formatCompact(-3_100_000)).toBe('−3.1M');
  });
});

describe('shares', () => {
  test.each([
    [0, '0 %'],
    [0.0004, '< 0.1 %'],
    [0.001, '0.1 %'],
    [0.0712, '7.1 %'],
    [0.0996, '10 %'],
    [0.41, '41 %'],
    [0.998, '99.8 %'],
    [0.99961, '> 99.9 %'],
    [1, '100 %'],
    [null, '–'],
  ])('writes %s so that only nothing is 0 %% and only all is 100 %%', (ratio, text) => {
    expect(formatShare(ratio)).toBe(text);
  });

  test('never shows a share below one as whole', () => {
    for (let ratio = 0.9; ratio < 1; ratio += 0.000_37) expect(formatShare(ratio)).not.toBe('100 %');
  });
});

describe('durations', () => {
  test.each([
    [0, '0 ms'],
    [0.000_5, '500 ns'],
    [0.902, '902 µs'],
    [18.04, '18 ms'],
    [999.6, '1 s'],
    [1874, '1.87 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min 00 s'],
    [124_000, '2 min 04 s'],
    [3_599_600, '1 h 00 min'],
    [11_100_000, '3 h 05 min'],
    [187_200_000, '2 d 04 h'],
    [-250, '−250 ms'],
    [null, '–'],
  ])('writes %s ms in one unit, from a minute in two', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test('reads nanoseconds as spans carry them', () => {
    expect(formatNanos(1_870_000_000)).toBe('1.87 s');
    expect(formatNanos(undefined)).toBe('–');
  });
});

test('writes bytes in powers of 1024', () => {
  expect(formatBytes(512)).toBe('512 B');
  expect(formatBytes(12_698)).toBe('12.4 KiB');
  expect(formatBytes(1024 ** 3)).toBe('1 GiB');
});

test('says how long ago something was in one unit, and that a time lies ahead', () => {
  const now = 1_800_000_000_000;
  expect(formatAgo(now, now)).toBe('now');
  expect(formatAgo(now - 17 * 60_000, now)).toBe('17 min ago');
  expect(formatAgo(now - 8 * 3_600_000, now)).toBe('8 h ago');
  expect(formatAgo(now - 3 * 86_400_000, now)).toBe('3 d ago');
  expect(formatAgo(now + 4000, now)).toBe('in 4 s');
  expect(formatAgo(Number.NaN, now)).toBe('–');
});
