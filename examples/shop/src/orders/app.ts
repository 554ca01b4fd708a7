import { monitor } from '@sightglass/api';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { type Answer, callJson } from '../call.ts';
import type { Queue } from '../queue/queue.ts';
import { sendTraced } from '../queue/traced-queue.ts';
import { createWebApp } from '../web-app.ts';
import { type OrderLine, priceBasket } from './pricing.ts';
import type { Order, OrderState, OrderStore } from './store.ts';
import { loadVouchers, type Voucher } from './vouchers.ts';

export interface OrdersParts {
  log: Logger;
  store: OrderStore;
  /** Where the worker finds what to pack. */
  queue: Queue;
  /** Base address of the payments service. */
  paymentsUrl: string;
}

/** Paid orders that are neither shipped nor held yet. */
const waiting = monitor.upDownCounter('shop.orders.waiting');

/** What travels to the worker. */
export interface PackingJob {
  order: string;
  lines: { sku: string; quantity: number; grams: number }[];
}

interface PlacedPayment {
  id: string;
}

interface Refusal {
  error: string;
  message: string;
}

interface BasketBody {
  lines: OrderLine[];
  voucher?: string;
}

const LINES_SCHEMA = {
  type: 'array',
  minItems: 1,
  maxItems: 50,
  items: {
    type: 'object',
    required: ['sku', 'name', 'category', 'priceCents', 'grams', 'quantity'],
    properties: {
      sku: { type: 'string' },
      name: { type: 'string' },
      category: { type: 'string' },
      priceCents: { type: 'integer', minimum: 1 },
      grams: { type: 'integer', minimum: 1 },
      quantity: { type: 'integer', minimum: 1 },
    },
  },
} as const;
const QUOTE_SCHEMA = {
  type: 'object',
  required: ['lines'],
  properties: { lines: LINES_SCHEMA, voucher: { type: 'string' } },
} as const;
const ORDER_SCHEMA = {
  ...QUOTE_SCHEMA,
  required: ['lines', 'card'],
  properties: { ...QUOTE_SCHEMA.properties, card: { type: 'string', minLength: 1 } },
} as const;
const SHIPMENT_SCHEMA = {
  type: 'object',
  required: ['state', 'note'],
  properties: { state: { enum: ['shipped', 'held'] }, note: { type: 'string' } },
} as const;

/** The routes of the orders service: quotes, orders and what became of them. */
export function createOrdersApp(parts: OrdersParts): FastifyInstance {
  const { log, store } = parts;
  const vouchers = loadVouchers();
  const app = createWebApp(log);

  app.get('/healthz', () => ({ ok: true }));

  app.post<{ Body: BasketBody }>('/quotes', { schema: { body: QUOTE_SCHEMA } }, (request, reply) => {
    const voucher = findVoucher(vouchers, request.body.voucher);
    if (voucher === 'unknown') return reply.code(422).send(unknownVoucher(request.body.voucher));
    return reply.send(priceBasket(request.body.lines, voucher));
  });

  app.post<{ Body: BasketBody & { card: string } }>(
    '/orders',
    { schema: { body: ORDER_SCHEMA } },
    async (request, reply) => {
      const voucher = findVoucher(vouchers, request.body.voucher);
      if (voucher === 'unknown') return reply.code(422).send(unknownVoucher(request.body.voucher));
      let answer: Answer<Order | Refusal>;
      try {
        answer = await order(request.body, voucher, parts);
      } catch (error) {
        countOrder('failed');
        throw error;
      }
      countOrder(answer.status === 201 ? 'placed' : 'refused');
      return reply.code(answer.status).send(answer.body);
    },
  );

  app.get<{ Params: { id: string } }>('/orders/:id', (request, reply) => {
    const order = store.find(request.params.id);
    return order ? reply.send(order) : reply.code(404).send(unknownOrder(request.params.id));
  });

  app.post<{ Params: { id: string }; Body: { state: OrderState; note: string } }>(
    '/orders/:id/shipment',
    { schema: { body: SHIPMENT_SCHEMA } },
    (request, reply) => {
      const { id } = request.params;
      const { state, note } = request.body;
      const before = store.setState(id, state, note);
      if (before === undefined) return reply.code(404).send(unknownOrder(id));
      if (before === 'placed') waiting.decrement();
      log.info({ order: id, state, note }, 'shipment noted');
      return reply.send({ id, state, note });
    },
  );
  return app;
}

/** Prices a basket, has it paid for and keeps the order. */
async function order(
  basket: BasketBody & { card: string },
  voucher: Voucher | undefined,
  parts: OrdersParts,
): Promise<Answer<Order | Refusal>> {
  const { lines, card } = basket;
  const quote = priceBasket(lines, voucher);
  const id = parts.store.nextId();
  const { status, body } = await callJson<PlacedPayment | Refusal>('payments', `${parts.paymentsUrl}/payments`, {
    method: 'POST',
    body: { order: id, amountCents: quote.totalCents, card },
  });
  if ('error' in body) return { status, body };
  const placed: Order = { id, state: 'placed', note: null, payment: body.id, lines, ...quote };
  place(placed, parts);
  return { status: 201, body: placed };
}

function countOrder(outcome: 'placed' | 'refused' | 'failed'): void {
  monitor.increment('shop.orders', 1, { 'shop.order.outcome': outcome });
}

/** Keeps a paid order and hands it to the worker. */
function place(order: Order, { log, store, queue }: OrdersParts): void {
  store.insert(order);
  const job: PackingJob = {
    order: order.id,
    lines: order.lines.map(({ sku, quantity, grams }) => ({ sku, quantity, grams })),
  };
  sendTraced(queue, JSON.stringify(job));
  monitor.gauge('shop.queue.length', queue.length());
  waiting.increment();
  monitor.histogram('shop.basket.value', order.goodsCents / 100);
  monitor.event('order.placed', { 'shop.order.id': order.id, 'shop.order.total': order.totalCents / 100 });
  log.info({ order: order.id, totalCents: order.totalCents }, 'order placed');
}

function findVoucher(
  vouchers: ReadonlyMap<string, Voucher>,
  code: string | undefined,
): Voucher | undefined | 'unknown' {
  if (code === undefined || code === '') return undefined;
  return vouchers.get(code.toUpperCase()) ?? 'unknown';
}

function unknownVoucher(code: string | undefined): Refusal {
  return { error: 'unknown_voucher', message: `There is no voucher ${code}.` };
}

function unknownOrder(id: string): Refusal {
  return { error: 'unknown_order', message: `no order ${id}` };
}
