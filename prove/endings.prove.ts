import { expect, test } from 'vitest';
import { endMany, SEVEN_ENDINGS } from '../packages/node/test/seven-endings.ts';

const RUNS = 100;
const LEAST = 99;

test.each(Object.keys(SEVEN_ENDINGS))('the last span and the error of %s arrive in 99 of 100 runs', async (way) => {
  const ended = await endMany(way, RUNS, 2);
  process.stdout.write(`${way}: ${JSON.stringify(ended)}\n`);
  expect(ended.arrived).toBeGreaterThanOrEqual(LEAST);
  expect(ended.different).toEqual([]);
});
