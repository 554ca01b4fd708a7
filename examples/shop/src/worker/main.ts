import { setTimeout as wait } from 'node:timers/promises';
import { monitor } from '@sightglass/api';
import type { Logger } from 'pino';
import type { PackingJob } from '../orders/app.ts';
import { type Message, openQueue, PACKING_QUEUE, type Queue } from '../queue/queue.ts';
import { processTraced } from '../queue/traced-queue.ts';
import { runService } from '../service.ts';
import { type Addresses, HoldError, packOrder } from './pack.ts';

/** How often an empty queue is looked at, in milliseconds. */
const POLL_MS = 100;

await runService('worker', async (context) => {
  const queue = openQueue({ dataDir: context.dataDir, name: PACKING_QUEUE, consumer: true });
  const addresses = { catalogue: context.addressOf('catalogue'), orders: context.addressOf('orders') };
  const stopping = new AbortController();
  const done = work(queue, addresses, context.log, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await done;
      queue.close();
    },
  };
});

/** Deals with one message after the other until told to stop; the one under way is finished first. */
async function work(queue: Queue, addresses: Addresses, log: Logger, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const message = queue.take();
    if (message === undefined) {
      await wait(POLL_MS, undefined, { signal: stopping }).catch(() => undefined);
      continue;
    }
    await deal(queue, message, addresses, log);
    queue.finish(message.id);
    monitor.gauge('shop.queue.length', queue.length());
  }
}

/** A failure is logged and the message let go: an order that cannot be packed must not stop the ones behind it. */
async function deal(queue: Queue, message: Message, addresses: Addresses, log: Logger): Promise<void> {
  const job: PackingJob = JSON.parse(message.body);
  try {
    await processTraced(queue, message, () => packOrder(job, addresses, log));
  } catch (error) {
    if (error instanceof HoldError) log.warn({ order: job.order, reason: error.message }, 'order held');
    else log.error({ err: error, order: job.order }, 'order not packed');
  }
}
