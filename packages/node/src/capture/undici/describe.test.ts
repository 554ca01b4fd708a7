import { expect, test } from 'vitest';
import { describeUndiciRequest } from './describe.ts';
import { createTargets } from './target.ts';

const targetOf = createTargets();

function addressOf(origin: string, path: string): Record<string, unknown> {
  const request = { origin, path, method: 'GET', headers: [] };
  const target = targetOf(request);
  if (target === undefined) throw new Error(`${origin} is no origin`);
  const attributes = describeUndiciRequest(request, 'GET', target).toAttributes();
  return { full: attributes['url.full'], path: attributes['url.path'], query: attributes['url.query'] };
}

test.each([
  '/',
  '/items/7',
  '/a//b',
  '//other.example/b',
  '/a/../b',
  '/a/./b',
  '/a/.b',
  '/a/%2e%2E/b',
  '/%2E/b',
  '/a.b/c..d',
  '/a b',
  '/ä',
  '/a#b',
  '/a?',
  '/a?b=1&c=d/e?f',
  "/a?b='1'",
  '/a?b=%C3%A4&c=ä',
  '/a\\b',
  '*',
  '?a=1',
  'http://other.example/a',
])('the address of %s is what a URL makes of it', (path) => {
  for (const origin of ['http://127.0.0.1:3000', 'https://Example.com:443', 'http://127.1', 'http://[::1]:80']) {
    const url = new URL(path, origin);
    const query = url.search.length > 1 ? url.search.slice(1) : undefined;
    expect(addressOf(origin, path)).toEqual({ full: url.href, path: url.pathname, query });
  }
});
