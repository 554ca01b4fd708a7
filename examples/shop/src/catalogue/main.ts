import { createServer } from 'node:http';
import { closeServer, listen, runService } from '../service.ts';
import { createCatalogueApp } from './app.ts';
import { openCatalogue } from './store.ts';

await runService('catalogue', async (context) => {
  const store = openCatalogue(context.seed);
  const server = createServer(createCatalogueApp(store, context.log));
  const url = await listen(server, context);
  return {
    url,
    async stop() {
      await closeServer(server);
      store.close();
    },
  };
});
