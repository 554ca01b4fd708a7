import { expect, it } from 'vitest';
import { createRage } from './rage.ts';

const clicks = (...points: [x: number, time: number][]): boolean[] => {
  const isRage = createRage();
  return points.map(([x, time]) => isRage({ x, y: 0, time }));
};

it('tells the third click within a second and 30 pixels, once a burst', () => {
  expect(clicks([0, 0], [10, 400], [30, 1000], [20, 1100], [20, 1200], [20, 1300])).toEqual([
    false,
    false,
    true,
    false,
    false,
    false,
  ]);
});

it('tells the next burst again, once the first is over', () => {
  const burst: [number, number][] = [
    [0, 0],
    [0, 100],
    [0, 200],
  ];
  const next = burst.map(([x, time]): [number, number] => [x, time + 1201]);
  expect(clicks(...burst, ...next)).toEqual([false, false, true, false, false, true]);
});

it('is patient with clicks that are slow, or apart', () => {
  expect(clicks([0, 0], [0, 501], [0, 1002], [0, 1503])).not.toContain(true);
  expect(clicks([0, 0], [31, 10], [62, 20], [93, 30])).not.toContain(true);
});
