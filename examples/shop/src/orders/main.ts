import { openQueue, PACKING_QUEUE } from '../queue/queue.ts';
import { runService } from '../service.ts';
import { createOrdersApp } from './app.ts';
import { openOrders } from './store.ts';

await runService('orders', async (context) => {
  const store = openOrders();
  const queue = openQueue({ dataDir: context.dataDir, name: PACKING_QUEUE });
  const app = createOrdersApp({ log: context.log, store, queue, paymentsUrl: context.addressOf('payments') });
  const url = await app.listen({ host: context.host, port: context.port });
  return {
    url,
    async stop() {
      await app.close();
      queue.close();
      store.close();
    },
  };
});
