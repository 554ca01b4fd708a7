import { expect, it } from 'vitest';
import { NONE, survivesKills } from './survives-kills.ts';

it('[IN-12] keeps every acknowledged span through 20 kills under load, none twice', async () => {
  expect(await survivesKills(20)).toEqual(NONE);
}, 180_000);
