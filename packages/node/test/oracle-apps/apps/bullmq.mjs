// Jobs of bullmq on Redis: added alone and together, worked off by a worker of the same program, and failing.
import { Queue, QueueEvents, Worker } from 'bullmq';
import { serveWork } from './serve-work.mjs';

const connection = { host: '127.0.0.1', port: Number(process.env.REDIS_PORT) };
const queue = new Queue('orders', { connection });
const events = new QueueEvents('orders', { connection });
let worker;
await events.waitUntilReady();

/** The first request makes the worker: what it does for others must not belong to that request. */
async function started() {
  worker ??= new Worker(
    'orders',
    async (job) => {
      if (job.data.price === 0) throw new RangeError('secret price');
      if (job.data.next === true) await (await queue.add('next', { price: 1 })).waitUntilFinished(events);
      return 'secret result';
    },
    { connection, concurrency: 8 },
  );
  await worker.waitUntilReady();
}

const WORK = {
  start: () => started(),
  add: async (number) => (await queue.add('bill', { price: number, name: 'secret' })).waitUntilFinished(events),
  bulk: async (number) => {
    const jobs = await queue.addBulk([1, 2, 3].map((each) => ({ name: 'bill', data: { price: each + number } })));
    await Promise.all(jobs.map((job) => job.waitUntilFinished(events)));
  },
  failing: async () => (await queue.add('bill', { price: 0 })).waitUntilFinished(events).catch(() => {}),
  chained: async () => (await queue.add('bill', { price: 1, next: true })).waitUntilFinished(events),
  silent: async () =>
    (await queue.add('bill', { price: 1 }, { telemetry: { omitContext: true } })).waitUntilFinished(events),
};

serveWork(WORK, async () => {
  await worker?.close();
  await Promise.all([queue.close(), events.close()]);
});
