import { describe, expect, test } from 'vitest';
import { bottomOf, gridOf, lastValue, lonePoints, rankLines, topOf, type ExemplarMark } from './chart-model.ts';

describe('the grid of a chart', () => {
  test('has every time once, and a gap where a line has no point', () => {
    const grid = gridOf(
      [
        {
          key: 'a',
          points: [
            [2000, 1],
            [1000, 5],
          ],
        },
        {
          key: 'b',
          points: [
            [3000, null],
            [1000, 7],
          ],
        },
      ],
      1000,
      Number.POSITIVE_INFINITY,
    );
    expect(grid).toEqual({
      timesMs: [1000, 2000, 3000],
      columns: [
        [5, 1, null],
        [7, null, null],
      ],
      openFrom: 3,
    });
  });

  test('is open from the first point into which data may still come', () => {
    const lines = [
      {
        key: 'a',
        points: [
          [0, 1],
          [1000, 1],
          [2000, 1],
        ] as const,
      },
    ];
    expect(gridOf(lines, 1000, 3000).openFrom).toBe(3);
    expect(gridOf(lines, 1000, 2999).openFrom).toBe(2);
    expect(gridOf(lines, 1000, 500).openFrom).toBe(0);
  });
});

test('lines are ranked by their mean, those without a value last, equal ones by name', () => {
  const line = (key: string, ...values: (number | null)[]) => ({
    key,
    points: values.map((value, at) => [at, value] as const),
  });
  const ranked = rankLines([line('none', null), line('b', 1, 1), line('a', 1, 1), line('peak', 0, 9)]);
  expect(ranked.map(({ key }) => key)).toEqual(['peak', 'a', 'b', 'none']);
});

test('the present value is the last finished one, and none after a while of silence', () => {
  expect(lastValue([1, 2, 3, 99], 3)).toBe(3);
  expect(lastValue([1, 2, null, 99], 3)).toBe(2);
  expect(lastValue([5, ...Array.from<null>({ length: 12 }).fill(null)], 13)).toBeNull();
  expect(lastValue([], 0)).toBeNull();
});

test('only a point with a gap on both sides is alone', () => {
  expect(lonePoints([1, null, 2, null, 3, 4, undefined, 5])).toEqual([0, 2, 7]);
  expect(lonePoints([1, 2])).toEqual([]);
});

test('the axis begins at zero, leaves room above, and one extreme request does not press the lines flat', () => {
  const exemplar = (value: number): ExemplarMark => ({ timeMs: 0, value, key: 'a', traceId: 't', error: false });
  expect(topOf(100, [], 1)).toBeCloseTo(108);
  expect(topOf(100, [exemplar(200)], 1)).toBeCloseTo(216);
  expect(topOf(100, [exemplar(60_000)], 1)).toBeCloseTo(324);
  expect(topOf(0, [exemplar(500)], 1)).toBeCloseTo(540);
  expect(topOf(0, [], 0.01)).toBe(0.01);
});

test('the y axis begins at 0, and below it only for what is less', () => {
  expect(bottomOf(3)).toBe(0);
  expect(bottomOf(0)).toBe(0);
  expect(bottomOf(-10)).toBeLessThan(-10);
});
