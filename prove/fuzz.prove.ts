import { expect, it } from 'vitest';
import { fuzzed } from '../packages/server/test/fuzz/fuzzed.ts';

it('stores of 10,000 hostile bodies exactly the records that are in them, and refuses the rest', async () => {
  const { problems, ...figures } = await fuzzed(2026, 10_000);
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  expect(problems).toEqual([]);
});
