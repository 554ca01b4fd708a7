import { closeServer, listen, runService } from '../service.ts';
import { createAcquirer } from './authorize.ts';
import { createPaymentsServer } from './server.ts';

/** Longest wait for the card network, in milliseconds. */
const ACQUIRER_TIMEOUT_MS = 1500;

await runService('payments', async (context) => {
  const acquirer = createAcquirer(context.addressOf('acquirer'), ACQUIRER_TIMEOUT_MS);
  const server = createPaymentsServer(acquirer, context.log);
  const url = await listen(server, context);
  return {
    url,
    async stop() {
      await closeServer(server);
      acquirer.close();
    },
  };
});
