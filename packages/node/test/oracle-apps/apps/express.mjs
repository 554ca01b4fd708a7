import { createRequire } from 'node:module';
import express5 from 'express';
import { ready } from './ready.mjs';

// Both versions run the same program. The stock agent does not see what is imported under another name.
const isVersion4 = process.env.EXPRESS === '4';
const express = isVersion4 ? createRequire(import.meta.url)('express4') : express5;

const app = express();
app.use(express.json({ limit: '2mb' }));
app.use(function timing(_request, response, next) {
  response.setHeader('x-timed', '1');
  next();
});
app.get('/', (_request, response) => response.send('root'));
app.get('/users/:id', (request, response) => response.json({ id: request.params.id }));
app.get(['/either/:one', '/or/either/:two'], (request, response) => response.json(request.params));
app.get(/^\/re(gex)+$/, (_request, response) => response.send('regex'));
app.post('/echo', (request, response) => response.json({ size: JSON.stringify(request.body).length }));
app.get('/throws', () => {
  throw new Error('thrown by a handler');
});
app.get('/rejects', async (_request, _response, next) => {
  await new Promise((resolve) => setTimeout(resolve, 1));
  const error = new TypeError('rejected by a handler');
  if (isVersion4) next(error);
  else throw error;
});
app.get('/next-error', (_request, _response, next) => next(new RangeError('given to next')));
app.get('/status/:code', (request, response) => response.status(Number(request.params.code)).end());
app.get('/slow', async (_request, response) => {
  await new Promise((resolve) => setTimeout(resolve, 20));
  response.send('slow');
});
app.get('/stream', (_request, response) => {
  response.write('first');
  setTimeout(() => response.end('last'), 5);
});
app.get('/cut', (_request, response) => response.write('never more than this'));
app.get(
  '/many/:step',
  async function first(_request, _response, next) {
    await Promise.resolve();
    next();
  },
  function second(_request, _response, next) {
    setImmediate(() => next());
  },
  (request, response) => response.send(request.params.step),
);

const shop = express.Router();
const items = express.Router({ mergeParams: true });
items.get('/:item', (request, response) => response.json(request.params));
items.get('/:item/parts/:part', (request, response) => {
  setTimeout(() => response.json(request.params), 1);
});
items.use((_request, response) => response.status(404).send('no such thing'));
shop.use(function checked(_request, _response, next) {
  setTimeout(() => next(), 1);
});
shop.get('/', (_request, response) => response.send('shop'));
shop.use('/:shop/items', items);
app.use('/shop', shop);

app.use(function failed(error, _request, response, next) {
  if (response.headersSent) next(error);
  else response.status(error.status ?? 500).json({ error: error.message });
});

const server = app.listen(0, '127.0.0.1', () => ready(server.address().port, () => server.close()));
