import { expect, test } from 'vitest';
import { joinStretches, placeLabel } from './bar-label.ts';

test('stands right of the bar where there is room, else left, else inside', () => {
  expect(placeLabel(100, 200, 50, 300)).toEqual({ side: 'right', edge: 'start', offset: 206 });
  expect(placeLabel(100, 280, 50, 300)).toEqual({ side: 'left', edge: 'end', offset: 206 });
  expect(placeLabel(10, 290, 50, 300)).toEqual({ side: 'inside', edge: 'end', offset: 13 });
});

test('stays in sight while the bar reaches out of the window or lies outside', () => {
  expect(placeLabel(-500, 900, 50, 300)).toEqual({ side: 'inside', edge: 'end', offset: 3 });
  expect(placeLabel(-90, -10, 50, 300)).toEqual({ side: 'right', edge: 'start', offset: 6, beyond: 'start' });
  expect(placeLabel(310, 400, 50, 300)).toEqual({ side: 'left', edge: 'end', offset: 6, beyond: 'end' });
});

test('joins what cannot be told apart in pixels and leaves out what lies outside', () => {
  expect(
    joinStretches(
      [
        [-0.5, -0.1],
        [-0.1, 0.1],
        [0.1001, 0.2],
        [0.5, 0.5],
        [0.9, 1.4],
        [1.2, 1.3],
      ],
      100,
      2,
    ),
  ).toEqual([
    { x: 0, width: 20 },
    { x: 50, width: 2 },
    { x: 90, width: 10 },
  ]);
});

test('never makes more stretches than the line has room for', () => {
  const many = Array.from({ length: 10_000 }, (_, i) => [i / 10_000, i / 10_000 + 0.00001] as const);
  expect(joinStretches(many, 200, 1).length).toBeLessThanOrEqual(200);
});
