import { expect, it } from 'vitest';
import { NONE } from '../packages/server/test/load/damage.ts';
import { tellFigures } from '../packages/server/test/load/figures.ts';
import { survivesKills } from '../packages/server/test/survives-kills.ts';

it('[IN-12] keeps every acknowledged record of all signals through 100 kills under load, none twice', async () => {
  const { damage, sent, ...met } = await survivesKills({ kills: 100, mixed: true });
  tellFigures(sent, met);
  expect({ seed: met.seed, ...damage }).toEqual({ seed: met.seed, ...NONE });
});
