import { expect, it } from 'vitest';
import { NONE } from './load/damage.ts';
import { survivesKills } from './survives-kills.ts';

it('[IN-12] keeps every acknowledged record of all signals through 20 kills under load, none twice', async () => {
  const { damage, seed } = await survivesKills({ kills: 20 });
  expect({ seed, ...damage }).toEqual({ seed, ...NONE });
}, 300_000);
