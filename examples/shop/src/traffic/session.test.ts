import { describe, expect, it } from 'vitest';
import { PRODUCTS } from '../catalogue/products.ts';
import { createRandom } from '../seeded.ts';
import { type Reply, type Step, visit } from './session.ts';

/** Answers as a shop that works would. */
function shopReply({ method, path }: Step): Reply {
  if (path.startsWith('/api/products?') || path === '/api/products') return { status: 200, body: { items: PRODUCTS } };
  if (path === '/api/carts') return { status: 201, body: { id: 'c1' } };
  if (method === 'POST' && path.endsWith('/checkout')) return { status: 201, body: { id: 'H-1' } };
  if (path === '/api/carts/c1') return { status: 200, body: { lines: [{ sku: 'mug-tide' }] } };
  return { status: 200, body: {} };
}

function walk(seed: number, newsletter: boolean, reply: (step: Step) => Reply = shopReply): Step[] {
  const session = visit(createRandom(seed), newsletter);
  const steps: Step[] = [];
  let turn = session.next();
  while (!turn.done) {
    steps.push(turn.value);
    turn = session.next(reply(turn.value));
  }
  return steps;
}

const many = Array.from({ length: 2000 }, (_, seed) => seed);

describe('a visit', () => {
  it('is the same for the same seed', () => {
    expect(walk(4, false)).toEqual(walk(4, false));
  });

  it('now and then ends with an order, looked at afterwards', () => {
    const buying = many
      .map((seed) => walk(seed, false))
      .filter((steps) => steps.some(({ path }) => path.endsWith('/checkout')));
    expect(buying.length / many.length).toBeGreaterThan(0.3);
    expect(buying.length / many.length).toBeLessThan(0.6);
    for (const steps of buying) expect(steps.at(-1)?.path).toBe('/api/orders/H-1');
  });

  it('uses the voucher of the newsletter mostly while that is out', () => {
    const share = (newsletter: boolean): number => {
      const orders = many.flatMap((seed) => walk(seed, newsletter)).filter(({ path }) => path.endsWith('/checkout'));
      return (
        orders.filter(({ body }) => body !== undefined && 'voucher' in body && body.voucher === 'LETTER15').length /
        orders.length
      );
    };
    expect(share(false)).toBeLessThan(0.1);
    expect(share(true)).toBeGreaterThan(0.6);
  });

  it('gives up where the shop has nothing to show', () => {
    for (const seed of many) {
      const steps = walk(seed, false, () => ({ status: 502, body: undefined }));
      expect(steps.length).toBeLessThan(5);
      expect(steps.some(({ path }) => path.includes('/carts'))).toBe(false);
    }
  });

  it('never asks for anything with spaces or without a slash in front', () => {
    for (const { path } of many.flatMap((seed) => walk(seed, seed % 2 === 0))) expect(path).toMatch(/^\/\S*$/);
  });
});
