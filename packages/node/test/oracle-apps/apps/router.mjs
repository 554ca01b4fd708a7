// The router of Express 5.0 to 5.2, as its documentation shows it: since 2.3 it publishes on a channel.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { ready } from './ready.mjs';

const Router = createRequire(import.meta.url)('router22');

const items = Router({ mergeParams: true });
items.use(async function checked(_request, _response, next) {
  await new Promise((resolve) => setTimeout(resolve, 1));
  next();
});
items.get('/:item', (request, response) => response.end(JSON.stringify(request.params)));
items.get('/:item/fails', async () => {
  throw new TypeError('rejected by a handler');
});

const router = Router();
router.get('/', (_request, response) => response.end('root'));
router.use('/shops/:shop/items', items);
router.use(function failed(error, _request, response, _next) {
  response.statusCode = 500;
  response.end(error.message);
});

const server = createServer((request, response) =>
  router(request, response, () => {
    response.statusCode = 404;
    response.end();
  }),
);
server.listen(0, '127.0.0.1', () => ready(server.address().port, () => server.close()));
