import { describe, expect, it } from 'vitest';
import { routeOf } from './route.ts';

describe('the route of a path', () => {
  it.each([
    ['/', '/'],
    ['/product/42', '/product/:id'],
    ['/product/42/', '/product/:id/'],
    ['/orders/0192f3c4-7b1e-7c3a-9d52-0f6b1f1f2a33/items/7', '/orders/:id/items/:id'],
    ['/commit/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b', '/commit/:id'],
    ['/invite/dGhpcyBpcyBhIDEyMyB0b2tlbg', '/invite/:id'],
    ['/people/jane@example.com', '/people/:id'],
    ['/people/jane%40example.com', '/people/:id'],
  ])('of %s is %s', (path, route) => {
    expect(routeOf(path)).toBe(route);
  });

  it.each([
    '/about',
    '/blog/hello-world',
    '/api/v2',
    '/shop/internationalization',
    '/index.html',
    '/2fa',
    '/face',
    '/a-rather-long-name-of-a-page',
  ])('of %s is itself', (path) => {
    expect(routeOf(path)).toBe(path);
  });

  it('ends after twelve steps', () => {
    expect(routeOf('/a'.repeat(40))).toBe(`${'/a'.repeat(12)}/*`);
  });
});
