import { createRequire } from 'node:module';
import { Router } from '@koa/router';
import Koa3 from 'koa';
import { ready } from './ready.mjs';

const Koa = process.env.KOA === '2' ? createRequire(import.meta.url)('koa2') : Koa3;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const app = new Koa();
app.silent = true;
app.use(async function timing(context, next) {
  await next();
  context.set('x-timed', '1');
});
app.use(async (context, next) => {
  await pause(1);
  return next();
});
app.use(function plainPromise(context, next) {
  return next().then(() => undefined);
});

const router = new Router();
router.get('/', (context) => {
  context.body = 'root';
});
router.get('/users/:id', (context) => {
  context.body = context.params;
});
router.get('named', '/named/:id', (context) => {
  context.body = context.params;
});
router.get('/throws', () => {
  throw new Error('thrown by a handler');
});
router.get('/rejects', async () => {
  await pause(1);
  throw new TypeError('rejected by a handler');
});
router.get('/refuses', (context) => context.throw(418, 'refused by a handler'));
router.get('/status/:code', (context) => {
  context.status = Number(context.params.code);
});
router.get(
  '/many/:step',
  async function first(context, next) {
    await pause(1);
    await next();
  },
  async function second(context, next) {
    await next();
    await pause(1);
  },
  async (context) => {
    await pause(1);
    context.body = context.params.step;
  },
);
router.get('/cut', async (context) => {
  context.respond = false;
  context.res.writeHead(200).write('never more than this');
  await new Promise((resolve) => context.res.once('close', resolve));
});
router.post('/echo', async (context) => {
  let size = 0;
  for await (const part of context.req) size += part.length;
  context.body = { size };
});

const items = new Router();
items.get('/:item', async (context) => {
  await pause(2);
  context.body = context.params;
});
items.get('/:item/parts/:part', (context) => {
  context.body = context.params;
});
router.use('/shops/:shop/items', items.routes());
app.use(router.routes());
app.use(router.allowedMethods());

const server = app.listen(0, '127.0.0.1', () => ready(server.address().port, () => server.close()));
