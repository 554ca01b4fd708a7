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
  const endpoint = process.env['SHOP_PAGE_ENDPOINT'];
  const release = process.env['SHOP_RELEASE'] ?? '';
  await addPageRoutes(app, endpoint ? { endpoint, key: process.env['SHOP_PAGE_KEY'], release } : undefined);
  const url = await app.listen({ host: context.host, port: context.port });
  return { url, stop: () => app.close() };
});
