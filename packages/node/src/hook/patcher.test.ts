import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Patch } from './patch.ts';
import { createPatcher } from './patcher.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sightglass-patcher-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function install(path: string, manifest: object | string): string {
  const folder = join(root, path);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
  return folder;
}

const marks = (mark: string, over: Partial<Patch> = {}): Patch => ({
  module: 'pg',
  versions: '>=8 <9',
  file: 'lib/client.js',
  transform: (source, format) => `${source} ${mark}-${format}`,
  ...over,
});

test.each(['node_modules/pg', 'node_modules/.pnpm/pg@8.1.0/node_modules/pg', 'a/node_modules/other/node_modules/pg'])(
  'changes a listed file of a known version: %s',
  (path) => {
    const folder = install(path, { version: '8.1.0' });
    const patcher = createPatcher([marks('one'), marks('two', { file: /^lib\/c/ })], () => {});
    const found = patcher.patchesFor(join(folder, 'lib/client.js'));
    expect(found?.apply('x')).toBe('x one-commonjs two-commonjs');
  },
);

test('takes each copy of a library for the version it is', () => {
  const old = install('old/node_modules/pg', { version: '7.0.0' });
  const nested = install('old/node_modules/pg/node_modules/pg', { version: '8.2.0' });
  const told: string[] = [];
  const patcher = createPatcher([marks('x')], (what) => told.push(what));
  expect(patcher.patchesFor(join(old, 'lib/client.js'))).toBeUndefined();
  expect(patcher.patchesFor(join(nested, 'lib/client.js'))?.apply('y')).toBe('y x-commonjs');
  expect(told).toEqual(['pg 7.0.0 is left as it is: known are >=8 <9']);
  expect(patcher.patchesFor(join(old, 'lib/client.js'))).toBeUndefined();
  expect(told).toHaveLength(1);
});

test('tells nothing of a version that another patch knows', () => {
  const folder = install('two/node_modules/pg', { version: '7.5.0' });
  const told: string[] = [];
  const patcher = createPatcher([marks('new'), marks('old', { versions: '>=7 <8' })], (what) => told.push(what));
  expect(patcher.patchesFor(join(folder, 'lib/client.js'))?.apply('')).toBe(' old-commonjs');
  expect(told).toEqual([]);
});

test.each([
  ['another file', 'node_modules/pg/lib/query.js'],
  ['a file of another package', 'node_modules/pg-pool/lib/client.js'],
  ['a file of a package below it', 'node_modules/pg/node_modules/x/lib/client.js'],
  ['a file of the program', 'pg/lib/client.js'],
])('leaves %s alone', (_what, path) => {
  install('node_modules/pg', { version: '8.1.0' });
  expect(createPatcher([marks('x')], () => {}).patchesFor(join(root, path))).toBeUndefined();
});

test('leaves a package alone whose package.json cannot be read or says no version', () => {
  const patcher = createPatcher([marks('x')], () => {});
  for (const [path, manifest] of [
    ['broken/node_modules/pg', '{'],
    ['unversioned/node_modules/pg', {}],
  ] as const) {
    expect(patcher.patchesFor(join(install(path, manifest), 'lib/client.js'))).toBeUndefined();
  }
  expect(patcher.patchesFor(join(root, 'absent/node_modules/pg/lib/client.js'))).toBeUndefined();
});

test('knows packages with a scope', () => {
  const patches = [marks('x', { module: '@grpc/grpc-js', file: 'build/src/client.js' })];
  const folder = install('node_modules/@grpc/grpc-js', { version: '8.0.0' });
  expect(createPatcher(patches, () => {}).patchesFor(join(folder, 'build/src/client.js'))?.module).toBe(
    '@grpc/grpc-js',
  );
});

test.each([
  ['lib/client.js', 'module', 'module'],
  ['lib/client.cjs', 'module', 'commonjs'],
  ['lib/client.mjs', undefined, 'module'],
  ['lib/client.js', undefined, 'commonjs'],
])('tells the format of %s in a package of type %s: %s', (file, type, format) => {
  const folder = install(`${String(type)}-${file.slice(-3)}/node_modules/pg`, { version: '8.0.0', type });
  expect(createPatcher([marks('x', { file })], () => {}).patchesFor(join(folder, file))?.format).toBe(format);
});

test('leaves a source as it is when no patch finds anything in it', () => {
  const folder = install('node_modules/pg', { version: '8.1.0' });
  const patcher = createPatcher([marks('x', { transform: () => undefined })], () => {});
  expect(patcher.patchesFor(join(folder, 'lib/client.js'))?.apply('x')).toBeUndefined();
});
