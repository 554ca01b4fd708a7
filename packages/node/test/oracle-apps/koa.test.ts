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
  { path: '/named/5' },
  { path: '/throws' },
  { path: '/rejects' },
  { path: '/refuses' },
  ...[200, 204, 301, 400, 404, 418, 500, 503].map((code) => ({ path: `/status/${code}` })),
  { path: '/echo', method: 'POST', body: 'small' },
  { path: '/echo', method: 'POST', body: Buffer.alloc(1_000_000, 'x') },
  { path: '/shops/5/items/7' },
  { path: '/shops/5/items/7/parts/9' },
  { path: '/nowhere' },
  { path: '/users/7', method: 'HEAD' },
  { path: '/users/7', method: 'OPTIONS' },
  { path: '/users/7', method: 'DELETE' },
];

test.each(['2', '3'])('Koa %s: spans are those of the stock agent', async (version) => {
  const compared = await compare('koa.mjs', {
    env: { KOA: version },
    drive: (origin) => askTwice(origin, SCRIPT),
    allowed: ['http-cut-answers'],
  });
  expect(compared).toMatchObject(EQUAL);
  expect(compared.traces).toBe(2 * SCRIPT.length);
});
