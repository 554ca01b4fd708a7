import { expect, it } from 'vitest';
import { createRandom } from '../seeded.ts';
import { createCarts } from './carts.ts';

it('keeps lines in the order in which they were added, changes and removes them', () => {
  const carts = createCarts(createRandom(1));
  const { id } = carts.create();
  for (const [sku, quantity] of [
    ['mug', 1],
    ['lamp', 2],
    ['mug', 3],
  ] as const) {
    carts.setLine(carts.find(id) ?? carts.create(), sku, quantity);
  }
  expect(carts.find(id)?.lines).toEqual([
    { sku: 'mug', quantity: 3 },
    { sku: 'lamp', quantity: 2 },
  ]);
  carts.setLine(carts.find(id) ?? carts.create(), 'mug', 0);
  expect(carts.find(id)?.lines).toEqual([{ sku: 'lamp', quantity: 2 }]);
  carts.remove(id);
  expect(carts.find(id)).toBeUndefined();
});

it('forgets the oldest cart when there are too many', () => {
  const carts = createCarts(createRandom(1), 2);
  const [first, second, third] = [carts.create(), carts.create(), carts.create()];
  expect(carts.find(first.id)).toBeUndefined();
  expect(carts.find(second.id)).toBeDefined();
  expect(carts.find(third.id)).toBeDefined();
});
