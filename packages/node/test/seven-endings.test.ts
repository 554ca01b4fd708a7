import { expect, test } from 'vitest';
import { endMany, SEVEN_ENDINGS } from './seven-endings.ts';

// One after the other, and once more if need be: on a machine with ten times as much to do, two seconds are not enough for everybody.
// `npm run prove -- endings` wants 99 of 100.
test.each(Object.keys(SEVEN_ENDINGS))(
  'the last span and the error of %s arrive, and nothing else is changed',
  { retry: 1 },
  async (way) => {
    const { arrived, different } = await endMany(way, 3, 1);
    expect(different).toEqual([]);
    expect(arrived).toBeGreaterThanOrEqual(2);
  },
);
