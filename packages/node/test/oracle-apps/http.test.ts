import { expect, test } from 'vitest';
import { compare, EQUAL } from './compare.ts';
import { askTwice } from './drive.ts';
import type { Asked } from './drive.ts';

const CALLED = [
  'url',
  'text',
  'options',
  'pooled',
  'array',
  'expect',
  'chunked',
  'head',
  'missing',
  'broken',
  'trailers',
];
const FAILED = ['refused', 'half', 'hangup'];
const FETCHED = ['fetch', 'fetch-post', 'fetch-head', 'fetch-missing', 'fetch-moved', 'fetch-refused', 'fetch-half'];

const TRACE = '0af7651916cd43dd8448eb211c80319c';

const SCRIPT: readonly Asked[] = [
  { path: '/plain' },
  { path: '/plain?a=1&b=2' },
  { path: '/plain', method: 'HEAD' },
  { path: '/plain', method: 'OPTIONS' },
  { path: '/plain', method: 'PATCH', body: 'x' },
  { path: '/plain', headers: { traceparent: `00-${TRACE}-b7ad6b7169203331-01`, tracestate: 'a=b' } },
  { path: '/plain', headers: { traceparent: 'broken' } },
  { path: '/plain', headers: { 'x-forwarded-for': '203.0.113.7, 10.0.0.1', 'x-forwarded-host': 'shop.example:8443' } },
  { path: '/plain', headers: { forwarded: 'for=203.0.113.7;host=shop.example;proto=https' } },
  { path: '/echo', method: 'POST', body: 'small' },
  { path: '/echo', method: 'POST', body: Buffer.alloc(300_000, 'x') },
  { path: '/echo', method: 'PUT', headers: { 'transfer-encoding': 'chunked' }, body: 'chunks' },
  ...[200, 204, 301, 304, 400, 404, 429, 500, 503].map((code) => ({ path: `/status/${code}` })),
  { path: '/trailers' },
  { path: '/finished' },
  { path: '/nowhere' },
  ...[...CALLED, ...FAILED, ...FETCHED].map((name) => ({ path: `/calls/${name}` })),
];

test('node:http and fetch: spans of both ends are those of the stock agent', async () => {
  const compared = await compare('http.mjs', {
    drive: (origin) => askTwice(origin, SCRIPT),
    allowed: ['undici-query', 'undici-method', 'http-error-type', 'http-cut-answers', 'http-header-lists'],
  });
  expect(compared).toMatchObject(EQUAL);
  expect(compared.spans).toBeGreaterThan(2 * SCRIPT.length);
});
