import { expect, it } from 'vitest';
import { NONE } from '../packages/server/test/load/damage.ts';
import { tellFigures } from '../packages/server/test/load/figures.ts';
import { survivesDisks } from '../packages/server/test/survives-disks.ts';

it('loses and repeats nothing on a disk that fills up 20 times and a spool that turns read-only as often', async ({
  skip,
}) => {
  const survived = await survivesDisks(20);
  if (survived === undefined) {
    skip();
    return;
  }
  const { damage, sent, ...met } = survived;
  tellFigures(sent, met);
  expect({ seed: met.seed, end: met.end, ...damage }).toEqual({ seed: met.seed, end: 0, ...NONE });
  expect(met.peakBytes).toBeLessThan(1.1 * 1024 ** 3);
});
