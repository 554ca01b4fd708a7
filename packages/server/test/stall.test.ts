import { expect, it } from 'vitest';
import { NONE } from './load/damage.ts';
import { survivesStall } from './survives-stall.ts';

it('takes data while the database does not answer, until too much waits, says so, and loses and repeats nothing', async () => {
  const { damage, seed, end, takenMeanwhile, peakBefore, peakAfter } = await survivesStall({
    stallMs: 3000,
    backlogBytes: 1024 ** 2,
    pauseMs: 5,
  });
  expect({ seed, end, ...damage }).toEqual({ seed, end: 0, ...NONE });
  expect(takenMeanwhile).toBeGreaterThan(0);
  expect(peakAfter - peakBefore).toBeLessThan(200 * 1024 ** 2);
});
