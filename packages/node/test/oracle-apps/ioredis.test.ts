import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { has } from '../../../../test/kit/peers.ts';
import { type Redis, startRedis } from '../../../../test/kit/redis.ts';
import { compare, EQUAL } from './compare.ts';
import { askTwice } from './drive.ts';
import { eachWork } from './work.ts';

const SCRIPT = eachWork(`
  get set callback hash list many pipeline multi multi-callback wrong unknown script before-connection next-step nothing`);

describe.runIf(has('redis', 'the spans of ioredis'))('ioredis', () => {
  let redis: Redis | undefined;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.stop());

  test('spans are those of the stock agent', async () => {
    const compared = await compare('ioredis.mjs', {
      env: { REDIS_PORT: String(redis?.port) },
      drive: (origin) => askTwice(origin, SCRIPT),
      allowed: ['redis-texts', 'redis-namespace', 'database-errors', 'ioredis-connections', 'ioredis-twice'],
    });
    expect(compared).toMatchObject(EQUAL);
    expect(compared.traces).toBeGreaterThanOrEqual(2 * SCRIPT.length);
  });
});
