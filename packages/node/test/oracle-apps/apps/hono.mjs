import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { ready } from './ready.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const app = new Hono();
app.use(async function timing(context, next) {
  await next();
  context.header('x-timed', '1');
});
app.get('/', (context) => context.text('root'));
app.get('/users/:id', (context) => context.json(context.req.param()));
app.get('/throws', () => {
  throw new Error('thrown by a handler');
});
app.get('/rejects', async () => {
  await pause(1);
  throw new TypeError('rejected by a handler');
});
app.get('/refuses', () => {
  throw new HTTPException(418, { message: 'refused by a handler' });
});
app.get('/status/:code', (context) => context.body(null, Number(context.req.param('code'))));
app.get(
  '/many/:step',
  async function first(_context, next) {
    await pause(1);
    await next();
  },
  async (context) => {
    await pause(1);
    return context.text(context.req.param('step'));
  },
);
app.get('/cut', (context) =>
  context.body(new ReadableStream({ start: (body) => body.enqueue(new TextEncoder().encode('never more than this')) })),
);
app.post('/echo', async (context) => context.json({ size: (await context.req.text()).length }));
app.get('/calls', async (context) => {
  const answer = await fetch(new URL('/users/7', context.req.url));
  return context.json(await answer.json());
});

const items = new Hono();
items.use(async function checked(_context, next) {
  await next();
});
items.get('/:item', (context) => context.json(context.req.param()));
items.get('/:item/parts/:part', async (context) => {
  await pause(1);
  return context.json(context.req.param());
});
app.route('/shops/:shop/items', items);

const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
  ready(port, () => server.close()),
);
