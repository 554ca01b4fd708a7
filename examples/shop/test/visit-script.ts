/** One request of the script: what is asked, and whether the worker must be done with the order before the next. */
export interface ScriptStep {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: string;
  contentType?: string;
  packed?: true;
}

const get = (path: string): ScriptStep => ({ method: 'GET', path });
const send = (method: 'POST' | 'PUT', path: string, body: unknown): ScriptStep => ({
  method,
  path,
  body: JSON.stringify(body),
  contentType: 'application/json',
});
const order = (cart: number, body: unknown): ScriptStep => ({
  ...send('POST', `/api/carts/{cart ${cart}}/checkout`, body),
  packed: true,
});
const line = (cart: number, sku: string, quantity: unknown): ScriptStep =>
  send('PUT', `/api/carts/{cart ${cart}}/lines/${sku}`, { quantity });

/**
 * Every route of the storefront, its refusals and its failures. `{cart 1}` is the id of the first cart made, `{order 1}`
 * that of the first order placed.
 */
export const SCRIPT: readonly ScriptStep[] = [
  // The page and its files.
  get('/'),
  get('/products/mug-tide'),
  get('/cart'),
  get('/orders/H-10001'),
  get('/shop.css'),
  get('/shop.js'),
  get('/shapes.svg'),
  // Products, quick and slow searches.
  get('/api/products'),
  get('/api/products?category=garden'),
  get('/api/products?category=none'),
  get('/api/products/mug-tide'),
  get('/api/products/chair-harbour'),
  get('/api/products/lamp-lighthouse'),
  get('/api/search?q=lamp'),
  get('/api/search?q=blank'),
  get('/api/search?q=grandmother'),
  get('/api/search?q=nowhere-to-be-found'),
  // Refusals.
  get('/api/products/mug-classic'),
  get('/api/search?q=x'),
  get('/api/search'),
  get('/wp-login.php?user=admin&password=secret'),
  get('/api/orders/H-1'),
  get('/api/orders/%F0%9F%90%9F'),
  get('/api/products/%E0%A4%A'),
  { method: 'DELETE', path: '/api/products/mug-tide' },
  // A cart from the first line to the parcel.
  { method: 'POST', path: '/api/carts' },
  get('/api/carts/{cart 1}'),
  line(1, 'mug-tide', 2),
  line(1, 'lamp-buoy', 1),
  line(1, 'trowel-elm', 3),
  line(1, 'lamp-buoy', 0),
  get('/api/carts/{cart 1}'),
  get('/api/carts/{cart 1}/quote'),
  get('/api/carts/{cart 1}/quote?voucher=WELCOME10'),
  get('/api/carts/{cart 1}/quote?voucher=green20'),
  order(1, { card: 'tok_visa', voucher: 'WELCOME10' }),
  get('/api/orders/{order 1}'),
  get('/api/carts/{cart 1}'),
  // What a cart refuses.
  get('/api/carts/unknown'),
  { method: 'POST', path: '/api/carts' },
  get('/api/carts/{cart 2}/quote'),
  send('POST', '/api/carts/{cart 2}/checkout', { card: 'tok_visa' }),
  line(2, 'lamp-lighthouse', 1),
  line(2, 'mug-classic', 1),
  line(2, 'mug-tide', 21),
  line(2, 'mug-tide', 'many'),
  { method: 'PUT', path: '/api/carts/{cart 2}/lines/mug-tide', body: '{"quantity":', contentType: 'application/json' },
  { method: 'PUT', path: '/api/carts/{cart 2}/lines/mug-tide', body: 'quantity=1', contentType: 'text/csv' },
  line(2, 'clock-gull', 1),
  send('POST', '/api/carts/{cart 2}/checkout', {}),
  // Vouchers and cards that fail: unknown, broken, declined, never answered, slow.
  get('/api/carts/{cart 2}/quote?voucher=SUMMER23'),
  get('/api/carts/{cart 2}/quote?voucher=LETTER15'),
  send('POST', '/api/carts/{cart 2}/checkout', { card: 'tok_visa', voucher: 'SUMMER23' }),
  send('POST', '/api/carts/{cart 2}/checkout', { card: 'tok_visa', voucher: 'LETTER15' }),
  send('POST', '/api/carts/{cart 2}/checkout', { card: 'tok_declined' }),
  send('POST', '/api/carts/{cart 2}/checkout', { card: 'tok_silent' }),
  order(2, { card: 'tok_3ds' }),
  get('/api/orders/{order 2}'),
  // An order too heavy for the carrier: paid, then held by the worker.
  { method: 'POST', path: '/api/carts' },
  line(3, 'bench-pier', 2),
  order(3, { card: 'tok_visa' }),
  get('/api/orders/{order 3}'),
  get('/healthz'),
];
