import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder } from '../../../test/kit/guard.ts';
import { CJS, createProgram, ESM, paths, PRINTED, runProgram } from './loaded-program.ts';

const REGISTER = ['--import', '@sightglass/node/register'];

/** One build a bundler, as its users write it; `with` puts our plugin in, `external` leaves Koa out of the bundle. */
const build = (bundler: string, body: string): string => `
  import { sightglass } from '@sightglass/node/${bundler}';
  const [entry, out, ...given] = process.argv.slice(2);
  const plugins = given.includes('with') ? [sightglass()] : [];
  const external = given.includes('external') ? ['koa'] : [];
  ${body}`;

const FILES: Readonly<Record<string, string>> = {
  'program.mjs': ESM,
  'program.cjs': CJS,
  'starts.mjs': `import './first.mjs';\n${ESM}`,
  'first.mjs': "import { start } from '@sightglass/node'; start();",
  'esbuild.mjs': build(
    'esbuild',
    `import { build } from 'esbuild';
    const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
    const format = out.endsWith('.mjs') ? { format: 'esm', banner } : { format: 'cjs', minify: true, keepNames: true };
    const { warnings } = await build({ entryPoints: [entry], outfile: out, bundle: true, platform: 'node', plugins, external, ...format });
    for (const { text } of warnings) console.log(text);`,
  ),
  'rolldown.mjs': build(
    'rolldown',
    `import { rolldown } from 'rolldown';
    const onLog = (level, { message, plugin }) => plugin === 'sightglass' && console.log(message);
    const bundle = await rolldown({ input: entry, platform: 'node', plugins, external, onLog });
    await bundle.write({ file: out, format: out.endsWith('.mjs') ? 'esm' : 'cjs' });`,
  ),
  'webpack.mjs': build(
    'webpack',
    `import webpack from 'webpack';
    const compiler = webpack({
      entry: './' + entry, target: 'node', mode: 'production', context: process.cwd(), plugins,
      externals: Object.fromEntries(external.map((name) => [name, 'commonjs ' + name])),
      output: { path: process.cwd(), filename: out }, optimization: { minimize: false },
    });
    const stats = await new Promise((resolve, reject) => compiler.run((error, stats) => error ? reject(error) : resolve(stats)));
    const { errors, warnings } = stats.toJson();
    for (const { message } of [...errors, ...warnings]) console.log(message);`,
  ),
};

/** Of each request the caller, the server and what the framework ran. */
const SEEN = [
  'GET',
  'GET',
  'GET › GET',
  'GET › GET › middleware - greet',
  'GET › GET /items/:id',
  'GET › GET /items/:id › request handler - /items/:id',
];
const WITHOUT_LIBRARIES = ['GET', 'GET', 'GET › GET', 'GET › GET'];

let folder: string;
beforeAll(async () => {
  folder = await createProgram(FILES);
});
afterAll(() => removeFolder(folder));

async function bundle(bundler: string, entry: string, out: string, given: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runProgram(folder, [`${bundler}.mjs`, entry, out, ...given]);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
  return readFileSync(join(folder, out), 'utf8');
}

describe.each([
  { bundler: 'esbuild', entry: 'program.mjs', out: 'esbuild-out.mjs' },
  { bundler: 'esbuild', entry: 'program.cjs', out: 'esbuild-out.cjs' },
  { bundler: 'rolldown', entry: 'program.mjs', out: 'rolldown-out.mjs' },
  { bundler: 'rolldown', entry: 'program.cjs', out: 'rolldown-out.cjs' },
  { bundler: 'webpack', entry: 'program.mjs', out: 'webpack-out.cjs' },
])('$entry bundled by $bundler into $out', ({ bundler, entry, out }) => {
  test('libraries inside the bundle are seen with the plugin, and only with it; without the agent it runs as before', async () => {
    await bundle(bundler, entry, out, []);
    const without = await runProgram(folder, [...REGISTER, out]);
    await bundle(bundler, entry, out, ['with']);
    const { spans, ...ended } = await runProgram(folder, [...REGISTER, out]);
    expect(ended).toEqual({ code: 0, stdout: PRINTED, stderr: '' });
    expect(paths(without.spans)).toEqual(WITHOUT_LIBRARIES);
    expect(paths(spans)).toEqual(SEEN);
    expect(await runProgram(folder, [out])).toEqual({ ...ended, spans: [] });
  });
});

describe.each(['esbuild', 'rolldown', 'webpack'])('the plugin of %s', (bundler) => {
  const entry = 'program.cjs';
  const out = `${bundler}-plugin.cjs`;

  test('leaves alone what stays outside, which the agent sees where it is loaded', async () => {
    const text = await bundle(bundler, entry, out, ['with', 'external']);
    expect(text).not.toContain('sightglass:koa');
    const { spans, ...ended } = await runProgram(folder, [...REGISTER, out]);
    expect(ended).toEqual({ code: 0, stdout: PRINTED, stderr: '' });
    expect(paths(spans)).toEqual(SEEN);
  });

  test('says in the build that it does not know a version, and leaves it as it is', async () => {
    const hono = join(folder, 'other', 'node_modules', 'hono');
    mkdirSync(join(hono, 'dist'), { recursive: true });
    writeFileSync(join(hono, 'package.json'), '{"name":"hono","version":"99.0.0","main":"dist/hono-base.js"}');
    writeFileSync(join(hono, 'dist', 'hono-base.js'), 'exports.answer = 42;');
    writeFileSync(join(folder, 'other', 'entry.cjs'), "console.log(require('hono').answer);");
    const built = await runProgram(folder, [`${bundler}.mjs`, 'other/entry.cjs', out, 'with']);
    expect(built.stdout).toContain('hono 99.0.0 is left as it is: known are >=4 <5');
    expect((await runProgram(folder, [out])).stdout).toBe('42\n');
  });
});

test.each(['esbuild', 'rolldown', 'webpack'])(
  'a program that calls start() can be bundled by %s, with the agent outside',
  async (bundler) => {
    const out = `${bundler}-starts.${bundler === 'webpack' ? 'cjs' : 'mjs'}`;
    await bundle(bundler, 'starts.mjs', out, ['with']);
    const { spans, ...ended } = await runProgram(folder, [out]);
    expect(ended).toEqual({ code: 0, stdout: PRINTED, stderr: '' });
    expect(paths(spans)).toEqual(SEEN);
  },
);
