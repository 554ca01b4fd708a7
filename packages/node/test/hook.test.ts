import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder, temporaryFolder } from '../../../test/kit/guard.ts';
import { provideNode } from './nodes.ts';
import type { NodeName } from './nodes.ts';
import { provideLibraries } from './oracle-apps/libraries.ts';

const run = promisify(execFile);
const LIBRARIES = new URL('libraries/package.json', import.meta.url);

/** The hook with patches for two small libraries, each of which adds a word to what its library says about itself. */
const PRELOAD = `
  import { startHook } from ${JSON.stringify(fileURLToPath(new URL('../src/hook/start-hook.ts', import.meta.url)))};
  const patch = (module, file, code) =>
    ({ module, file, versions: '>=1 <2', transform: (source, format) => source + '\\n;' + code + '.push("' + format + '");' });
  startHook([
    patch('plain', 'index.js', 'module.exports.marks'),
    patch('plain', /^lib\\/inner/, 'module.exports.marks'),
    patch('modern', 'index.js', 'marks'),
    { ...patch('broken', 'index.js', ''), transform: () => { throw new Error('ours'); } },
    patch('newer', 'index.js', 'module.exports.marks'),
  ]);`;

/** Says what it got of each library, and what else a CommonJS file can see of its module system. */
const REPORT = `
  const report = (plain, inner, modern, broken, newer) => console.log(JSON.stringify({
    plain: plain.marks, inner: inner.marks, modern: modern.marks, broken: broken.marks, newer: newer.marks,
    one: plain.inner === inner && modern.plain === plain, line: plain.line(),
  }));`;

const FILES: Readonly<Record<string, string>> = {
  'node_modules/plain/package.json': '{"name":"plain","version":"1.4.0"}',
  'node_modules/plain/index.js': `exports.marks = [];
    exports.inner = require('./lib/inner');
    exports.line = () => new Error('here').stack.split('\\n')[1].replace(/.*index\\.js:/, '');
    exports.system = [typeof require.cache, typeof require.extensions, typeof require.resolve.paths, require.main?.filename?.length > 0];`,
  'node_modules/plain/lib/inner.js': 'exports.marks = [];',
  'node_modules/modern/package.json': '{"name":"modern","version":"1.0.0","type":"module","exports":"./index.js"}',
  'node_modules/modern/index.js': "export const marks = [];\nexport { default as plain } from 'plain';",
  'node_modules/broken/package.json': '{"name":"broken","version":"1.0.0"}',
  'node_modules/broken/index.js': 'exports.marks = [];',
  'node_modules/newer/package.json': '{"name":"newer","version":"2.0.0"}',
  'node_modules/newer/index.js': 'exports.marks = [];',
  'app.mjs': `import plain from 'plain'; import * as modern from 'modern'; import broken from 'broken'; import newer from 'newer';
    import inner from 'plain/lib/inner.js'; ${REPORT} report(plain, inner, modern, broken, newer);
    console.log(JSON.stringify(plain.system));`,
  'app.cjs': `${REPORT} report(require('plain'), require('plain/lib/inner'), require('modern'), require('broken'), require('newer'));
    console.log(JSON.stringify([typeof require.cache, typeof require.extensions, require.main === module, module.children.length]));`,
  'app.ts': `import plain from 'plain'; import * as modern from 'modern'; import broken from 'broken'; import newer from 'newer';
    import inner from 'plain/lib/inner.js'; ${REPORT} const asked: readonly [unknown] = [plain]; report(plain, inner, modern, broken, newer);
    console.log(JSON.stringify(asked.length));`,
  'package.json': '{"name":"app","type":"module"}',
  // A hook of the program's own: it changes every file of a library too.
  'own-hook.mjs': `import { registerHooks } from 'node:module';
    registerHooks({ load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith('/modern/index.js')) return loaded;
      return { ...loaded, source: String(Buffer.from(loaded.source)) + '\\n;marks.push("own");' };
    } });`,
  // Somebody's instrumentation from elsewhere, in both ways in which it can be registered.
  'synchronous.mjs': `import { register } from 'import-in-the-middle/register-hooks.mjs'; register(); import './wraps.mjs';`,
  'asynchronous.mjs': `import { register } from 'node:module'; register('import-in-the-middle/hook.mjs', import.meta.url);
    await import('./wraps.mjs');`,
  'wraps.mjs': `import { Hook } from 'import-in-the-middle';
    Hook(['plain', 'modern'], (exports) => { (exports.marks ?? exports.default.marks).push('wrapped'); });`,
};

let root: string;
let folder: string;
beforeAll(async () => {
  await provideLibraries();
  root = temporaryFolder('hook');
  // Written in another way in an address than in a path, which a package's name never is.
  folder = join(root, 'a folder, 100 % ours');
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  for (const name of ['tsx', 'import-in-the-middle']) {
    symlinkSync(
      fileURLToPath(new URL(`libraries/node_modules/${name}`, import.meta.url)),
      join(folder, 'node_modules', name),
    );
  }
  const { buildSync } = createRequire(LIBRARIES)('esbuild') as { buildSync: (options: object) => unknown };
  const stdin = { contents: PRELOAD, resolveDir: fileURLToPath(new URL('..', import.meta.url)) };
  buildSync({
    stdin,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: join(folder, 'preload.cjs'),
    logLevel: 'error',
  });
});
afterAll(() => removeFolder(root));

async function output(node: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<unknown[]> {
  const clean = Object.entries(process.env).filter(([name]) => !/^(NODE_|VITEST)/.test(name));
  const { stdout, stderr } = await run(node, args, { cwd: folder, env: { ...Object.fromEntries(clean), ...env } });
  expect(stderr.replaceAll(/^.*(?:ExperimentalWarning|--trace-warnings).*\n/gm, '')).toBe('');
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

const CHANGED = { plain: ['commonjs'], inner: ['commonjs'], modern: ['module'], broken: [], newer: [], one: true };
const UNCHANGED = { plain: [], inner: [], modern: [], broken: [], newer: [], one: true };

describe.each(['22.15', '22', '24', '26'] as const)('on Node %s', (name: NodeName) => {
  let node: string;
  /** ES modules that are imported can only be reached where Node's hooks can be used. */
  const imported = name === '22.15' ? [] : ['module'];
  beforeAll(async () => {
    node = await provideNode(name);
  });

  test.each([
    ['--import', 'app.mjs', {}],
    ['--require', 'app.mjs', {}],
    ['--import', 'app.cjs', {}],
    ['--require', 'app.cjs', {}],
    ['NODE_OPTIONS', 'app.mjs', { NODE_OPTIONS: '--import ./preload.cjs' }],
    ['NODE_OPTIONS', 'app.cjs', { NODE_OPTIONS: '--require ./preload.cjs' }],
  ])('files of known versions are changed once and the rest stays as it is: %s %s', async (how, app, env) => {
    const [plain, plainSystem] = await output(node, [app]);
    const [hooked, hookedSystem] = await output(
      node,
      how === 'NODE_OPTIONS' ? [app] : [how, './preload.cjs', app],
      env,
    );
    expect(plain).toMatchObject(UNCHANGED);
    expect(hooked).toEqual({
      ...(plain as object),
      ...CHANGED,
      modern: app === 'app.cjs' ? ['module'] : imported,
    });
    expect(hookedSystem).toEqual(plainSystem);
  });

  test('TypeScript goes on being stripped', async () => {
    const flags = name === '22.15' ? ['--experimental-strip-types'] : [];
    const [hooked] = await output(node, [...flags, '--import', './preload.cjs', 'app.ts']);
    expect(hooked).toMatchObject({ ...CHANGED, modern: imported });
  });

  test.each(['before', 'after'])('hooks of the program go on working, registered %s ours', async (when) => {
    const both = ['--import', './preload.cjs', '--import', './own-hook.mjs'];
    if (when === 'before') both.push(...both.splice(0, 2));
    const [hooked] = await output(node, [...both, 'app.mjs']);
    // On 22.15 any hook for loading leads CommonJS past its compiler.
    const required = name === '22.15' ? [] : ['commonjs'];
    const modern = when === 'before' ? ['own', ...imported] : [...imported, 'own'];
    expect(hooked).toMatchObject({ plain: required, inner: required, modern, one: true });
  });

  test('programs run by tsx are changed too', async () => {
    const [hooked] = await output(node, ['--import', './preload.cjs', '--import', 'tsx', 'app.ts']);
    expect(hooked).toMatchObject({ ...CHANGED, modern: imported });
  });
});

test.each([
  ['24', 'synchronous', 'before'],
  ['24', 'synchronous', 'after'],
  ['24', 'asynchronous', 'after'],
  ['22.15', 'asynchronous', 'after'],
] as const)('on Node %s libraries are changed beside import-in-the-middle, %s, %s ours', async (name, way, when) => {
  const both = ['--import', './preload.cjs', '--import', `./${way}.mjs`];
  if (when === 'before') both.push(...both.splice(0, 2));
  const [hooked] = await output(await provideNode(name), ['--no-warnings', ...both, 'app.mjs']);
  const modern = name === '24' ? ['module', 'wrapped'] : ['wrapped'];
  expect(hooked).toMatchObject({ ...CHANGED, plain: ['commonjs', 'wrapped'], modern });
});

test('a file that is not listed is asked for by its address alone', async () => {
  // Reads of package.json are what a look at a package costs; nothing but the listed packages may cause any.
  const program = `
    const fs = require('node:fs'); const read = fs.readFileSync; const seen = [];
    fs.readFileSync = function (path, ...more) { seen.push(String(path)); return read.call(this, path, ...more); };
    require('./preload.cjs'); require('unlisted'); require('plain'); require('plain/lib/inner');
    console.log(JSON.stringify(seen.filter((path) => path.endsWith('package.json') && path.includes('node_modules')).map((path) => path.split('node_modules/')[1])));`;
  mkdirSync(join(folder, 'node_modules/unlisted'), { recursive: true });
  writeFileSync(join(folder, 'node_modules/unlisted/package.json'), '{"name":"unlisted","version":"1.0.0"}');
  writeFileSync(join(folder, 'node_modules/unlisted/index.js'), 'exports.marks = [];');
  writeFileSync(join(folder, 'counted.cjs'), program);
  expect(await output(process.execPath, ['counted.cjs'])).toEqual([['plain/package.json']]);
});
