import { describe, expect, it } from 'vitest';
import { slicesOf, UNITS } from './slices.ts';

const at = (time: string): number => Date.parse(`2026-11-21T${time}:00Z`);
const told = (from: string, to: string, units: readonly number[] = UNITS): [number, string, string][] =>
  slicesOf({ fromMs: at(from), toMs: at(to) }, units).map(({ seconds, fromMs, toMs }) => [
    seconds,
    new Date(fromMs).toISOString().slice(11, 16),
    new Date(toMs).toISOString().slice(11, 16),
  ]);

describe('a range cut into units', () => {
  it('has the longest units in the middle and minutes at its ends', () => {
    expect(told('03:47', '09:12')).toEqual([
      [60, '03:47', '03:50'],
      [600, '03:50', '04:00'],
      [3600, '04:00', '09:00'],
      [600, '09:00', '09:10'],
      [60, '09:10', '09:12'],
    ]);
    expect(told('04:00', '19:10')).toEqual([
      [3600, '04:00', '06:00'],
      [21_600, '06:00', '18:00'],
      [3600, '18:00', '19:00'],
      [600, '19:00', '19:10'],
    ]);
  });

  it('has none of a unit that does not fit into it', () => {
    expect(told('04:00', '06:00')).toEqual([[3600, '04:00', '06:00']]);
    expect(told('04:01', '05:59')).toEqual([
      [60, '04:01', '04:10'],
      [600, '04:10', '05:50'],
      [60, '05:50', '05:59'],
    ]);
    expect(told('04:01', '04:09')).toEqual([[60, '04:01', '04:09']]);
    expect(told('04:00', '06:00', [60])).toEqual([[60, '04:00', '06:00']]);
    expect(told('04:00', '04:00')).toEqual([]);
  });

  it('leaves no minute out and takes none twice, wherever it begins and ends', () => {
    for (let from = 0; from < 800; from += 31)
      for (let length = 0; length < 2000; length += 53) {
        const range = { fromMs: from * 60_000, toMs: (from + length) * 60_000 };
        const slices = slicesOf(range, UNITS);
        const ends = [range.fromMs, ...slices.map(({ toMs }) => toMs)];
        expect(slices.map(({ fromMs }) => fromMs)).toEqual(ends.slice(0, -1));
        expect(ends.at(-1)).toBe(range.toMs);
        for (const { seconds, fromMs, toMs } of slices)
          expect([fromMs % (seconds * 1000), toMs % (seconds * 1000)]).toEqual([0, 0]);
      }
  });
});
