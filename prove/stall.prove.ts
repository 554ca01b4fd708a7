import { expect, it } from 'vitest';
import { NONE } from '../packages/server/test/load/damage.ts';
import { tellFigures } from '../packages/server/test/load/figures.ts';
import { survivesStall } from '../packages/server/test/survives-stall.ts';

it('loses and repeats nothing while the database does not answer for 10 minutes, in bounded memory', async () => {
  const { damage, sent, ...met } = await survivesStall({
    stallMs: 600_000,
    backlogBytes: 32 * 1024 ** 2,
    pauseMs: 20,
  });
  tellFigures(sent, met);
  expect({ seed: met.seed, end: met.end, ...damage }).toEqual({ seed: met.seed, end: 0, ...NONE });
  expect(met.takenMeanwhile).toBeGreaterThan(0);
  expect(met.peakAfter - met.peakBefore).toBeLessThan(400 * 1024 ** 2);
});
