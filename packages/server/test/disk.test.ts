import { expect, it } from 'vitest';
import { NONE } from './load/damage.ts';
import { survivesDisks } from './survives-disks.ts';

it('loses and repeats nothing on a disk that fills up and a spool that turns read-only, says so, and goes on by itself', async ({
  skip,
}) => {
  const survived = await survivesDisks(1);
  if (survived === undefined) {
    skip();
    return;
  }
  const { damage, seed, end, peakBytes } = survived;
  expect({ seed, end, ...damage }).toEqual({ seed, end: 0, ...NONE });
  expect(peakBytes).toBeLessThan(1.1 * 1024 ** 3);
});
