import { expect, test } from 'vitest';
import { compare, EQUAL } from './compare.ts';
import { askTwice } from './drive.ts';
import type { Asked } from './drive.ts';

const json = { 'content-type': 'application/json' };
const SCRIPT: readonly Asked[] = [
  { path: '/cut', cut: 'at head' },
  { path: '/cut?again=1', cut: 'at head' },
  { path: '/' },
  ...Array.from({ length: 10 }, (_, at) => ({ path: `/users/${at}?q=${at}` })),
  ...Array.from({ length: 10 }, (_, at) => ({ path: `/async/${at}` })),
  ...Array.from({ length: 10 }, (_, at) => ({ path: `/callback/${at}` })),
  { path: '/calls' },
  { path: '/throws' },
  { path: '/rejects' },
  { path: '/refuses' },
  ...[200, 204, 301, 400, 404, 418, 500, 503].map((code) => ({ path: `/status/${code}` })),
  { path: '/echo', method: 'POST', headers: json, body: '{"a":1}' },
  { path: '/echo', method: 'POST', headers: json, body: '{"a"' },
  { path: '/echo', method: 'POST', headers: json, body: JSON.stringify('x'.repeat(1_000_000)) },
  { path: '/checked', method: 'POST', headers: json, body: '{"name":"n"}' },
  { path: '/checked', method: 'POST', headers: json, body: '{"no":"n"}' },
  { path: '/stream' },
  { path: '/users/7', headers: { 'x-key': 'wrong' } },
  { path: '/shops/5/items/7' },
  { path: '/nowhere' },
  { path: '/users/7', method: 'HEAD' },
  { path: '/users/7', method: 'DELETE' },
];

test('Fastify 5: spans of servers and handlers are those of the stock agent', async () => {
  const compared = await compare('fastify.mjs', {
    drive: (origin) => askTwice(origin, SCRIPT),
    allowed: [
      'http-cut-answers',
      'undici-method',
      'undici-query',
      'undici-method',
      'fastify-request',
      'fastify-hooks',
      'fastify-handlers',
      'fastify-errors',
    ],
  });
  expect(compared).toMatchObject(EQUAL);
  expect(compared.traces).toBe(2 * SCRIPT.length);
});
