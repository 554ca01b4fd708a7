import { expect, test } from 'vitest';
import { compare, EQUAL } from './compare.ts';
import { askTwice } from './drive.ts';
import type { Asked } from './drive.ts';
import { runApp } from './run-app.ts';
import { plain } from './span-tree.ts';

const json = (body: string): Partial<Asked> => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body,
});

const SCRIPT: readonly Asked[] = [
  { path: '/cut', cut: 'at head' },
  { path: '/cut?again=1', cut: 'at head' },
  { path: '/' },
  ...Array.from({ length: 8 }, (_, at) => ({ path: `/users/${at}?q=${at}` })),
  { path: '/either/1' },
  { path: '/or/either/2' },
  { path: '/regexgex' },
  { path: '/echo', ...json('{"a":1}') },
  { path: '/echo', ...json(JSON.stringify({ text: 'x'.repeat(1_000_000) })) },
  { path: '/echo', ...json('{"broken"') },
  { path: '/throws' },
  { path: '/rejects' },
  { path: '/next-error' },
  ...[200, 204, 301, 400, 404, 418, 500, 503].map((code) => ({ path: `/status/${code}` })),
  { path: '/slow' },
  { path: '/stream' },
  { path: '/many/5' },
  { path: '/nowhere' },
  { path: '/users/7', method: 'DELETE' },
  { path: '/users/7', method: 'HEAD' },
  { path: '/users/7', method: 'OPTIONS' },
  { path: '/shop' },
  { path: '/shop/' },
  { path: '/shop/5/items/7' },
  { path: '/shop/5/items/7/parts/9' },
  { path: '/shop/5/items/' },
  { path: '/shop/5/nothing' },
  { path: '/users/%zz' },
];

test('Express 5: spans are those of the stock agent', async () => {
  const compared = await compare('express.mjs', {
    drive: (origin) => askTwice(origin, SCRIPT),
    allowed: ['http-cut-answers', 'express-routers', 'express-several-paths', 'express-root', 'express-no-paths'],
  });
  expect(compared).toMatchObject(EQUAL);
  expect(compared.traces).toBe(2 * SCRIPT.length);
});

test('Express 4: spans are those of the stock agent', async () => {
  const compared = await compare('express.mjs', {
    env: { EXPRESS: '4' },
    drive: (origin) => askTwice(origin, SCRIPT),
    allowed: ['http-cut-answers', 'express-routers', 'express-root'],
  });
  expect(compared).toMatchObject(EQUAL);
  expect(compared.traces).toBe(2 * SCRIPT.length);
});

test('Express 5 with a router from before its channel: the same spans', async () => {
  const script = ['/', '/shops/5/items/7', '/shops/5/items/7/fails', '/nowhere'].map((path) => ({ path }));
  const spans = plain(await runApp('ours', 'router.mjs', { drive: (origin) => askTwice(origin, script) }));
  expect(spans.filter(({ kind }) => kind === 'SERVER')).toHaveLength(2 * script.length);
  const seen = new Set(
    spans.map((span) => `${spans.find(({ id }) => id === span.parentId)?.name} > ${span.name} ${span.status}`),
  );
  expect([...seen].sort()).toEqual([
    'GET / > request handler - / UNSET',
    'GET /shops/:shop/items/:item > middleware - checked UNSET',
    'GET /shops/:shop/items/:item > request handler - /shops/:shop/items/:item UNSET',
    'GET /shops/:shop/items/:item/fails > middleware - checked UNSET',
    'GET /shops/:shop/items/:item/fails > request handler - /shops/:shop/items/:item/fails ERROR rejected by a handler',
    'undefined > GET / UNSET',
    'undefined > GET /shops/:shop/items/:item UNSET',
    'undefined > GET /shops/:shop/items/:item/fails ERROR',
    'undefined > GET UNSET',
  ]);
});
