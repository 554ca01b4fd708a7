// Commands of ioredis: promises, callbacks, pipelines, transactions, errors, commands before there is a connection.
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { serveWork } from './serve-work.mjs';

const place = { host: '127.0.0.1', port: Number(process.env.REDIS_PORT) };
const redis = new Redis(place);
await redis.ping();

const WORK = {
  get: (number) => redis.get(`user:${number}`),
  set: (number) => redis.set(`user:${number}`, 'hidden', 'EX', 60),
  callback: (number) => promisify((done) => void redis.get(`user:${number}`, done))(),
  hash: async (number) => {
    await redis.hset('hash', 'field', number, 'other', 'hidden');
    await redis.hgetall('hash');
  },
  list: async () => {
    await redis.lpush('list', 'hidden');
    await redis.lrange('list', 0, 2);
  },
  many: () => Promise.all([1, 2, 3, 4, 5].map((each) => redis.incr(`counter:${each}`))),
  pipeline: (number) => redis.pipeline().set('a', number).get('a').del('a').exec(),
  multi: (number) => redis.multi().set('b', number).get('b').exec(),
  'multi-callback': (number) => promisify((done) => void redis.multi().set('c', number).exec(done))(),
  wrong: async () => {
    await redis.set('text', 'hidden');
    await redis.lpush('text', 'hidden');
  },
  unknown: () => redis.call('nonsense', 'hidden'),
  script: (number) => redis.eval('return ARGV[1]', 1, 'key', number),
  'before-connection': async () => {
    const fresh = new Redis({ ...place, lazyConnect: false });
    await fresh.get('early');
    fresh.disconnect();
  },
  'next-step': async (number) => {
    await redis.set('step', number);
    await new Promise((resolve) => setTimeout(resolve, 1));
    await redis.get('step');
  },
  nothing: () => {},
};

serveWork(WORK, () => redis.quit());
