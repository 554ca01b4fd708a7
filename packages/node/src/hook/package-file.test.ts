import { expect, test } from 'vitest';
import { moduleOf, packageFileOf } from './package-file.ts';

test.each([
  ['/app/node_modules/pg/lib/client.js', 'pg', '/app/node_modules/pg/', 'lib/client.js'],
  ['/app/node_modules/@koa/router/dist/index.js', '@koa/router', '/app/node_modules/@koa/router/', 'dist/index.js'],
  [
    '/a/node_modules/.pnpm/pg@8.2.0/node_modules/pg/x.js',
    'pg',
    '/a/node_modules/.pnpm/pg@8.2.0/node_modules/pg/',
    'x.js',
  ],
  ['file:///app/node_modules/@koa/router/x.js', '@koa/router', 'file:///app/node_modules/@koa/router/', 'x.js'],
  ['/a/node_modules/b/not_node_modules/c/x.js', 'b', '/a/node_modules/b/', 'not_node_modules/c/x.js'],
  ['/a/node_modules/b/node_modules.js', 'b', '/a/node_modules/b/', 'node_modules.js'],
  ['/a/node_modules/b/node_modules/c/x.js', 'c', '/a/node_modules/b/node_modules/c/', 'x.js'],
  ['/.yarn/cache/pg-npm-8.zip/node_modules/pg/x.js', 'pg', '/.yarn/cache/pg-npm-8.zip/node_modules/pg/', 'x.js'],
  [
    String.raw`C:\app\node_modules\@koa\router\dist\index.js`,
    '@koa/router',
    String.raw`C:\app\node_modules\@koa\router` + '\\',
    'dist/index.js',
  ],
])('knows the package of %s', (path, module, folder, file) => {
  expect(packageFileOf(path)).toEqual({ module, folder, file });
  expect(moduleOf(path)).toBe(module);
});

test.each([
  '/app/lib/client.js',
  '/app/node_modules/alone.js',
  '/app/node_modules/@scope/alone.js',
  '/app/node_modules/@/name/x.js',
  '/app/node_modules/@scope//x.js',
  '/app/node_modules//x.js',
  'node_modules/pg/x.js',
  '',
  '/node_modules/',
])('knows no package of %s', (path) => {
  expect(packageFileOf(path)).toBeUndefined();
  expect(moduleOf(path)).toBeUndefined();
});
