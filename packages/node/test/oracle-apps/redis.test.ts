import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { has } from '../../../../test/kit/peers.ts';
import { type Redis, startRedis } from '../../../../test/kit/redis.ts';
import { compare, EQUAL } from './compare.ts';
import { askTwice } from './drive.ts';
import { eachWork } from './work.ts';

const SCRIPT = eachWork(`
  get set hash list many multi pipeline wrong multi-wrong unknown script scan next-step nothing`);

describe.runIf(has('redis', 'the spans of redis'))('redis', () => {
  let redis: Redis | undefined;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.stop());

  test('spans are those of the stock agent', async () => {
    const compared = await compare('redis.mjs', {
      env: { REDIS_PORT: String(redis?.port) },
      drive: (origin) => askTwice(origin, SCRIPT),
      allowed: ['redis-texts', 'redis-namespace', 'database-errors', 'redis-names', 'redis-batches'],
    });
    expect(compared).toMatchObject(EQUAL);
    expect(compared.traces).toBeGreaterThanOrEqual(2 * SCRIPT.length);
  });
});
