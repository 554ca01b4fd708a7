import { expect, test } from 'vitest';
import { compare, EQUAL } from './compare.ts';
import { askTwice } from './drive.ts';
import type { Asked } from './drive.ts';

const SCRIPT: readonly Asked[] = [
  { path: '/cut', cut: 'at head' },
  { path: '/cut?again=1', cut: 'at head' },
  { path: '/' },
  ...Array.from({ length: 10 }, (_, at) => ({ path: `/users/${at}?q=${at}` })),
  ...Array.from({ length: 10 }, (_, at) => ({ path: `/many/${at}` })),
  { path: '/throws' },
  { path: '/rejects' },
  { path: '/refuses' },
  ...[200, 204, 400, 404, 418, 500, 503].map((code) => ({ path: `/status/${code}` })),
  { path: '/echo', method: 'POST', body: 'small' },
  { path: '/echo', method: 'POST', body: Buffer.alloc(1_000_000, 'x') },
  { path: '/calls' },
  { path: '/shops/5/items/7' },
  { path: '/shops/5/items/7/parts/9' },
  { path: '/nowhere' },
  { path: '/users/7', method: 'HEAD' },
  { path: '/users/7', method: 'DELETE' },
];

test('Hono 4: the stock agent sees HTTP alone; ours the route, middleware and handlers too', async () => {
  const compared = await compare('hono.mjs', {
    drive: (origin) => askTwice(origin, SCRIPT),
    allowed: ['hono', 'http-cut-answers', 'undici-method', 'undici-query'],
  });
  expect(compared).toMatchObject(EQUAL);
  expect(compared.traces).toBe(2 * SCRIPT.length);

  const seen: Record<string, number> = {};
  for (const span of compared.ours.filter(({ scope }) => scope === '@sightglass/node/hono')) {
    const parent = compared.ours.find(({ id }) => id === span.parentId);
    const text = `${parent?.name} > ${span.name} ${span.status}`;
    seen[text] = (seen[text] ?? 0) + 1;
  }
  const timed = Object.entries(seen).filter(([text]) => text.endsWith('> middleware - timing UNSET'));
  expect(timed.map(([text]) => text.replace(/ > .*/, '')).sort()).toEqual([
    'DELETE',
    'GET',
    'GET /',
    'GET /calls',
    'GET /cut',
    'GET /many/:step',
    'GET /refuses',
    'GET /rejects',
    'GET /shops/:shop/items/:item',
    'GET /shops/:shop/items/:item/parts/:part',
    'GET /status/:code',
    'GET /throws',
    'GET /users/:id',
    'HEAD /users/:id',
    'POST /echo',
  ]);
  for (const [text] of timed) delete seen[text];
  expect(seen).toEqual({
    'middleware - timing > request handler - / UNSET': 2,
    // Also called by /calls, and asked for with HEAD.
    'middleware - timing > request handler - /users/:id UNSET': 24,
    'middleware - timing > request handler - /calls UNSET': 2,
    'middleware - timing > request handler - /cut UNSET': 4,
    'middleware - timing > request handler - /echo UNSET': 4,
    'middleware - timing > request handler - /status/:code UNSET': 14,
    'middleware - timing > request handler - /refuses UNSET': 2,
    'middleware - timing > request handler - /throws ERROR thrown by a handler': 2,
    'middleware - timing > request handler - /rejects ERROR rejected by a handler': 2,
    'middleware - timing > middleware - first UNSET': 20,
    'middleware - first > request handler - /many/:step UNSET': 20,
    'middleware - timing > middleware - checked UNSET': 4,
    'middleware - checked > request handler - /shops/:shop/items/:item UNSET': 2,
    'middleware - checked > request handler - /shops/:shop/items/:item/parts/:part UNSET': 2,
  });
});
