import { expect, it } from 'vitest';
import { NONE, survivesKills } from '../packages/server/test/survives-kills.ts';

it('[IN-12] keeps every acknowledged span through 100 kills under load, none twice', async () => {
  expect(await survivesKills(100)).toEqual(NONE);
});
