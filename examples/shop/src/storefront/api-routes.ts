import { monitor } from '@sightglass/api';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { OrderLine } from '../orders/pricing.ts';
import type { Backends, Basket } from './backends.ts';
import type { Cart, Carts } from './carts.ts';

interface CartParams {
  cart: string;
}

const LINE_SCHEMA = {
  type: 'object',
  required: ['quantity'],
  properties: { quantity: { type: 'integer', minimum: 0, maximum: 20 } },
} as const;
const CHECKOUT_SCHEMA = {
  type: 'object',
  required: ['card'],
  properties: { card: { type: 'string', minLength: 1, maxLength: 40 }, voucher: { type: 'string', maxLength: 40 } },
} as const;
const SEARCH_SCHEMA = {
  type: 'object',
  required: ['q'],
  properties: { q: { type: 'string', minLength: 1, maxLength: 80 } },
} as const;

/** The JSON API that the page and the traffic generator use. */
export function addApiRoutes(app: FastifyInstance, backends: Backends, carts: Carts): void {
  app.get('/healthz', async () => {
    await backends.health();
    return { ok: true };
  });

  app.get<{ Querystring: { category?: string } }>('/api/products', async (request, reply) => {
    const { status, body } = await backends.products(request.query.category);
    return reply.code(status).send(body);
  });

  app.get<{ Params: { sku: string } }>('/api/products/:sku', async (request, reply) => {
    const { status, body } = await backends.product(request.params.sku);
    return reply.code(status).send(body);
  });

  app.get<{ Querystring: { q: string } }>(
    '/api/search',
    { schema: { querystring: SEARCH_SCHEMA } },
    async (request, reply) => {
      const { status, body } = await backends.search(request.query.q);
      return reply.code(status).send(body);
    },
  );

  app.get<{ Params: { id: string } }>('/api/orders/:id', async (request, reply) => {
    const { status, body } = await backends.findOrder(request.params.id);
    return reply.code(status).send(body);
  });

  addCartRoutes(app, backends, carts);
}

function addCartRoutes(app: FastifyInstance, backends: Backends, carts: Carts): void {
  app.post('/api/carts', (_request, reply) => {
    monitor.increment('shop.carts');
    return reply.code(201).send(carts.create());
  });

  app.get<{ Params: CartParams }>('/api/carts/:cart', async (request, reply) => {
    const cart = carts.find(request.params.cart);
    if (!cart) return unknownCart(reply, request.params.cart);
    return { id: cart.id, lines: await orderLines(cart, backends) };
  });

  app.put<{ Params: CartParams & { sku: string }; Body: { quantity: number } }>(
    '/api/carts/:cart/lines/:sku',
    { schema: { body: LINE_SCHEMA } },
    async (request, reply) => {
      const cart = carts.find(request.params.cart);
      if (!cart) return unknownCart(reply, request.params.cart);
      const { status, body } = await backends.product(request.params.sku);
      if (status !== 200 || 'error' in body) return reply.code(status).send(body);
      if (body.stock < request.body.quantity) {
        return reply.code(409).send({ error: 'sold_out', message: `${body.name} is sold out, sorry.` });
      }
      return carts.setLine(cart, body.sku, request.body.quantity);
    },
  );

  app.get<{ Params: CartParams; Querystring: { voucher?: string } }>(
    '/api/carts/:cart/quote',
    async (request, reply) => {
      const cart = carts.find(request.params.cart);
      if (!cart) return unknownCart(reply, request.params.cart);
      if (cart.lines.length === 0) return emptyCart(reply);
      const { status, body } = await backends.quote(await basketOf(cart, request.query.voucher, backends));
      return reply.code(status).send(body);
    },
  );

  app.post<{ Params: CartParams; Body: { card: string; voucher?: string } }>(
    '/api/carts/:cart/checkout',
    { schema: { body: CHECKOUT_SCHEMA } },
    async (request, reply) => {
      const cart = carts.find(request.params.cart);
      if (!cart) return unknownCart(reply, request.params.cart);
      if (cart.lines.length === 0) return emptyCart(reply);
      const basket = await basketOf(cart, request.body.voucher, backends);
      const { status, body } = await backends.order({ ...basket, card: request.body.card });
      if (status === 201) carts.remove(cart.id);
      return reply.code(status).send(body);
    },
  );
}

async function basketOf(cart: Cart, voucher: string | undefined, backends: Backends): Promise<Basket> {
  const lines = await orderLines(cart, backends);
  return voucher === undefined ? { lines } : { lines, voucher };
}

/** The cart at today's prices. */
async function orderLines(cart: Cart, backends: Backends): Promise<OrderLine[]> {
  if (cart.lines.length === 0) return [];
  const { body } = await backends.productsBySku(cart.lines.map((line) => line.sku));
  const wanted = new Map(cart.lines.map((line) => [line.sku, line.quantity]));
  return body.items.map(({ sku, name, category, priceCents, grams }) => {
    return { sku, name, category, priceCents, grams, quantity: wanted.get(sku) ?? 0 };
  });
}

function unknownCart(reply: FastifyReply, id: string): FastifyReply {
  return reply.code(404).send({ error: 'unknown_cart', message: `no cart ${id}` });
}

function emptyCart(reply: FastifyReply): FastifyReply {
  return reply.code(400).send({ error: 'empty_cart', message: 'The cart is empty.' });
}
