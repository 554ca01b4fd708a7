import type { Random } from '../seeded.ts';

interface CartLine {
  sku: string;
  quantity: number;
}

export interface Cart {
  id: string;
  lines: readonly CartLine[];
}

/** Baskets of people who are shopping, in memory; the oldest is forgotten first. */
export interface Carts {
  create(): Cart;
  find(id: string): Cart | undefined;
  /** Sets how many of a product are wanted; 0 takes it out. */
  setLine(cart: Cart, sku: string, quantity: number): Cart;
  remove(id: string): void;
}

export function createCarts(random: Random, most = 10_000): Carts {
  const carts = new Map<string, Cart>();
  return {
    create() {
      const id = Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0');
      const cart = { id, lines: [] };
      carts.set(id, cart);
      const oldest = carts.keys().next().value;
      if (carts.size > most && oldest !== undefined) carts.delete(oldest);
      return cart;
    },
    find: (id) => carts.get(id),
    setLine(cart, sku, quantity) {
      const known = cart.lines.some((line) => line.sku === sku);
      const changed = known
        ? cart.lines.map((line) => (line.sku === sku ? { sku, quantity } : line))
        : [...cart.lines, { sku, quantity }];
      const next = { id: cart.id, lines: changed.filter((line) => line.quantity > 0) };
      carts.set(cart.id, next);
      return next;
    },
    remove: (id) => void carts.delete(id),
  };
}
