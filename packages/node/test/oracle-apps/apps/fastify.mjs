/* oxlint-disable oxc/no-async-endpoint-handlers -- Fastify takes promises */
import { Readable } from 'node:stream';
import Fastify from 'fastify';
import { ready } from './ready.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const app = Fastify({ bodyLimit: 2_000_000 });
app.addHook('onRequest', async (request, reply) => {
  if (request.headers['x-key'] === 'wrong') return reply.code(401).send({ error: 'no' });
  return undefined;
});
app.get('/', () => ({ hello: 'root' }));
app.get('/users/:id', (request) => request.params);
app.get('/async/:id', async function slowly(request) {
  await pause(2);
  return request.params;
});
app.get('/callback/:id', (request, reply) => {
  setTimeout(() => void reply.send(request.params), 2);
});
app.get('/calls', async (request) => {
  const answer = await fetch(new URL('/users/7', `http://${request.headers.host}`));
  return answer.json();
});
app.get('/throws', () => {
  throw new Error('thrown by a handler');
});
app.get('/rejects', async () => {
  await pause(1);
  throw new TypeError('rejected by a handler');
});
app.get('/refuses', async () => {
  throw Object.assign(new Error('refused by a handler'), { statusCode: 418 });
});
app.get('/status/:code', (request, reply) => reply.code(Number(request.params.code)).send());
app.post('/echo', (request) => ({ size: JSON.stringify(request.body).length }));
app.post(
  '/checked',
  { schema: { body: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } } },
  (request) => request.body,
);
app.get('/cut', (_request, reply) => {
  const endless = new Readable({ read() {} });
  endless.push('never more than this');
  return reply.send(endless);
});
app.get('/stream', (_request, reply) => {
  reply.hijack();
  reply.raw.write('first');
  setTimeout(() => reply.raw.end('last'), 3);
});
await app.register(
  async (shops) => {
    shops.addHook('preHandler', async () => pause(1));
    shops.get('/:shop/items/:item', async (request) => request.params);
  },
  { prefix: '/shops' },
);

await app.listen({ port: 0, host: '127.0.0.1' });
ready(app.server.address().port, () => app.close());
