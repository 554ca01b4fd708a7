import { between, pick, type Random } from '../seeded.ts';

/** One request that a visitor's browser makes. */
export interface Step {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  body?: object;
}

/** What came back; `body` is undefined where it is not JSON. */
export interface Reply {
  status: number;
  body: unknown;
}

/** A visit, one request at a time: it yields what to ask and is resumed with the reply. */
export type Session = Generator<Step, void, Reply>;

const CATEGORIES = ['kitchen', 'lighting', 'textiles', 'garden', 'desk', 'furniture'] as const;
/** Words of names, found at once. */
const QUICK_SEARCHES = ['lamp', 'mug', 'chair', 'blanket', 'board', 'tray', 'clock'] as const;
/** Words that only reviews contain: the slow search. */
const SLOW_SEARCHES = ['gift', 'grandmother', 'wobbles', 'toddler', 'warmer'] as const;
/** What bots and old links ask for. */
const LOST_PATHS = ['/wp-login.php', '/api/products/mug-classic', '/api/products/lamp-1987', '/sale'] as const;

/** A visit of a person, or now and then of a bot. `newsletter`: the visitor may come from the newsletter's link. */
export function* visit(random: Random, newsletter: boolean): Session {
  if (random() < 0.04) {
    yield get(pick(random, LOST_PATHS));
    return;
  }
  yield get('/');
  const seen = yield* browse(random);
  if (random() < 0.3)
    yield get(`/api/search?q=${random() < 0.75 ? pick(random, QUICK_SEARCHES) : pick(random, SLOW_SEARCHES)}`);
  if (seen.length === 0 || random() < 0.35) return;
  const cart = yield* fillCart(random, seen);
  if (cart !== undefined && random() < 0.8) yield* checkOut(random, cart, newsletter);
}

function* browse(random: Random): Generator<Step, string[], Reply> {
  const filter = random() < 0.4 ? `?category=${pick(random, CATEGORIES)}` : '';
  const listed = skusOf((yield get(`/api/products${filter}`)).body);
  const seen: string[] = [];
  for (let left = between(random, 1, 4); left > 0 && listed.length > 0; left -= 1) {
    const sku = listed[between(random, 0, listed.length - 1)] ?? '';
    yield get(`/api/products/${sku}`);
    seen.push(sku);
  }
  return seen;
}

function* fillCart(random: Random, seen: readonly string[]): Generator<Step, string | undefined, Reply> {
  const created = yield { method: 'POST', path: '/api/carts' };
  const { id } = Object(created.body);
  if (typeof id !== 'string') return undefined;
  for (const sku of new Set(seen.slice(0, 3))) {
    const quantity = random() < 0.8 ? 1 : between(random, 2, 4);
    yield { method: 'PUT', path: `/api/carts/${id}/lines/${sku}`, body: { quantity } };
  }
  const cart = Object((yield get(`/api/carts/${id}`)).body);
  return Array.isArray(cart.lines) && cart.lines.length > 0 ? id : undefined;
}

function* checkOut(random: Random, cart: string, newsletter: boolean): Session {
  const voucher = chooseVoucher(random, newsletter);
  if (voucher !== undefined) {
    const quoted = yield get(`/api/carts/${cart}/quote?voucher=${voucher}`);
    // Most give up when the price cannot be shown; some try to pay all the same.
    if (quoted.status >= 500 && random() < 0.5) return;
  }
  const body = voucher === undefined ? { card: chooseCard(random) } : { card: chooseCard(random), voucher };
  const answer = yield { method: 'POST', path: `/api/carts/${cart}/checkout`, body };
  const { id } = Object(answer.body);
  if (answer.status === 201 && typeof id === 'string') yield get(`/api/orders/${id}`);
}

function chooseVoucher(random: Random, newsletter: boolean): string | undefined {
  const chance = random();
  if (newsletter && chance < 0.7) return 'LETTER15';
  if (chance < 0.06) return 'LETTER15';
  if (chance < 0.15) return 'WELCOME10';
  if (chance < 0.21) return 'GREEN20';
  return chance < 0.23 ? 'SUMMER23' : undefined;
}

function chooseCard(random: Random): string {
  const chance = random();
  if (chance < 0.03) return 'tok_silent';
  if (chance < 0.08) return 'tok_declined';
  return chance < 0.18 ? 'tok_3ds' : 'tok_visa';
}

function skusOf(body: unknown): string[] {
  const { items } = Object(body);
  return Array.isArray(items) ? items.map((item) => String(Object(item).sku)) : [];
}

function get(path: string): Step {
  return { method: 'GET', path };
}
