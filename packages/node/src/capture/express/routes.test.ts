import { expect, test } from 'vitest';
import { createRoutes } from './routes.ts';

test('puts the pattern of every router before that of the route', () => {
  const routes = createRoutes();
  expect(routes.mounted('/shops', '/shops')).toBe('/shops');
  expect(routes.mounted('/shops/5/items', '/:shop/items')).toBe('/shops/:shop/items');
  expect(routes.matched('/shops/5/items', '/:item')).toBe('/shops/:shop/items/:item');
  expect(routes.matched('/shops', '/')).toBe('/shops');
});

test('knows the route of the root, and none for what sees every request', () => {
  const routes = createRoutes();
  expect(routes.mounted('', '/')).toBeUndefined();
  expect(routes.matched('', '/')).toBe('/');
  expect(routes.matched('', undefined)).toBe('/');
});

test('does not take a router that was passed before for one that is around', () => {
  const routes = createRoutes();
  routes.mounted('/a', '/:first');
  expect(routes.mounted('/a/b', '/a/b')).toBe('/a/b');
  expect(routes.mounted('/a/b', '/:first/:second')).toBe('/:first/:second');
  expect(routes.matched('/a/b', '/c')).toBe('/:first/:second/c');
});

test('keeps the pattern of a mount whose layers stand on no path of their own', () => {
  const routes = createRoutes();
  routes.mounted('/v1', '/:version');
  expect(routes.mounted('/v1', '/')).toBe('/:version');
  expect(routes.matched('/v1', '/users')).toBe('/:version/users');
});

test('writes expressions as they are, and the address itself where a mount was not seen', () => {
  const routes = createRoutes();
  expect(routes.matched('', /^\/x+$/)).toBe('/^\\/x+$/');
  expect(routes.matched('/admin', '/users')).toBe('/admin/users');
});
