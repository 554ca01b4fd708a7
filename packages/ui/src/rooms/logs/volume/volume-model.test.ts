import { expect, test } from 'vitest';
import { barAt, barPaths, timeAt, volumeOf } from './volume-model.ts';

const line = (severity: string, points: [number, number | null][]) => ({
  name: 'logs' as const,
  labels: { severity },
  unit: '1' as const,
  points,
});

const volume = volumeOf({
  stepMs: 10,
  series: [
    line('info', [
      [0, 8],
      [10, 0],
      [20, 3],
    ]),
    line('error', [
      [0, 2],
      [10, 0],
      [20, 17],
    ]),
  ] as never,
});
const frame = { width: 300, height: 100, fromMs: 0, toMs: 30 };

test('puts the gravest at the bottom and knows the highest bar and the sums', () => {
  expect(volume).toEqual({
    timesMs: [0, 10, 20],
    stepMs: 10,
    layers: [
      { severity: 'error', counts: [2, 0, 17], total: 19 },
      { severity: 'info', counts: [8, 0, 3], total: 11 },
    ],
    highest: 20,
  });
});

test('stacks bars to scale, with a pixel between them', () => {
  // 20 lines are 100 px: 2 errors are 10 px from the ground, 8 others the 40 px above them.
  expect(barPaths(volume, frame)).toEqual([
    'M0 90h99V100h-99zM200 15h99V100h-99z',
    'M0 50h99V90h-99zM200 0h99V15h-99z',
  ]);
});

test('shows one line among a million, and cuts bars that begin before the range', () => {
  const rare = volumeOf({ stepMs: 10, series: [line('fatal', [[0, 1]]), line('info', [[0, 1_000_000]])] as never });
  expect(barPaths(rare, { ...frame, fromMs: 5, toMs: 15 })[0]).toBe('M0 99h149V100h-149z');
});

test('finds the bar and the time under the pointer', () => {
  expect([barAt(0, volume, frame), barAt(150, volume, frame), barAt(299, volume, frame)]).toEqual([0, 1, 2]);
  expect(barAt(299, volume, { ...frame, toMs: 300 })).toBeNull();
  expect([timeAt(-5, frame), timeAt(150, frame), timeAt(900, frame)]).toEqual([0, 15, 30]);
});

test('nothing is nothing, not a division by zero', () => {
  expect(barPaths(volumeOf({ stepMs: 10, series: [] }), frame)).toEqual([]);
  expect(barPaths(volumeOf({ stepMs: 10, series: [line('info', [[0, 0]])] as never }), frame)).toEqual(['']);
});
