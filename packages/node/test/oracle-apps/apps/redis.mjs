// Commands of redis: promises, pipelines, transactions, errors, scans.
import { createClient } from 'redis';
import { serveWork } from './serve-work.mjs';

const client = createClient({ socket: { host: '127.0.0.1', port: Number(process.env.REDIS_PORT) } });
client.on('error', () => {});
await client.connect();

const WORK = {
  get: (number) => client.get(`user:${number}`),
  set: (number) => client.set(`user:${number}`, 'hidden', { EX: 60 }),
  hash: async (number) => {
    await client.hSet('hash', { field: number, other: 'hidden' });
    await client.hGetAll('hash');
  },
  list: async () => {
    await client.lPush('list', 'hidden');
    await client.lRange('list', 0, 2);
  },
  many: () => Promise.all([1, 2, 3, 4, 5].map((each) => client.incr(`counter:${each}`))),
  multi: (number) => client.multi().set('b', number).get('b').exec(),
  pipeline: (number) => client.multi().set('a', number).get('a').execAsPipeline(),
  wrong: async () => {
    await client.set('text', 'hidden');
    await client.lPush('text', 'hidden');
  },
  'multi-wrong': () => client.multi().set('text', 'hidden').lPush('text', 'hidden').exec(),
  unknown: () => client.sendCommand(['NONSENSE', 'hidden']),
  script: (number) => client.eval('return ARGV[1]', { keys: ['key'], arguments: [String(number)] }),
  scan: async () => {
    // All in one step: how many the default takes depends on how the server, with a seed of its own, spreads the keys of this moment.
    for await (const keys of client.scanIterator({ MATCH: 'user:*', COUNT: 1000 })) void keys;
  },
  'next-step': async (number) => {
    await client.set('step', number);
    await new Promise((resolve) => setTimeout(resolve, 1));
    await client.get('step');
  },
  nothing: () => {},
};

serveWork(WORK, () => client.close());
