import { createRandom } from '../seeded.ts';
import { runService } from '../service.ts';
import { createWebApp } from '../web-app.ts';
import { addApiRoutes } from './api-routes.ts';
import { createBackends } from './backends.ts';
import { createCarts } from './carts.ts';
import { addPageRoutes } from './page-routes.ts';

await runService('storefront', async (context) => {
  const app = createWebApp(context.log);
  const backends = createBackends(context.addressOf('catalogue'), context.addressOf('orders'));
  addApiRoutes(app, backends, createCarts(createRandom(context.seed)));
  await addPageRoutes(app);
  const url = await app.listen({ host: context.host, port: context.port });
  return { url, stop: () => app.close() };
});
