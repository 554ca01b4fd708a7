/** Bodies that mean no good: nothing breaks, nothing is stored that was not sent. `npm run prove -- fuzz` sends 10,000 of them. */
import { expect, it } from 'vitest';
import { fuzzed } from './fuzz/fuzzed.ts';

it('stores of 600 hostile bodies exactly the records that are in them, and refuses the rest', async () => {
  const { problems, taken, refused } = await fuzzed(1, 600);
  expect(problems).toEqual([]);
  expect(taken).toBeGreaterThan(200);
  expect(refused).toBeGreaterThan(120);
});
