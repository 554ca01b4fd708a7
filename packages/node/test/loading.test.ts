import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder } from '../../../test/kit/guard.ts';
import { CJS, createProgram, ESM, paths, PRINTED, runProgram, WORK } from './loaded-program.ts';
import { provideNode } from './nodes.ts';

const REGISTER = '@sightglass/node/register';

const FILES: Readonly<Record<string, string>> = {
  'program.mjs': ESM,
  'program.cjs': CJS,
  'program.mts': ESM.replace(
    'async function work({ Koa, Hono, serve })',
    'async function work({ Koa, Hono, serve }: any)',
  ),
  'starts.mjs': `import { start } from '@sightglass/node'; start();
    const [{ default: Koa }, { Hono }, { serve }] = await Promise.all([import('koa'), import('hono'), import('@hono/node-server')]);
    ${WORK} await work({ Koa, Hono, serve });`,
  'starts.cjs': `require('@sightglass/node').start();\n${CJS}`,
  'late.cjs': `const late = require('koa'); require('@sightglass/node').start();\n${CJS}`,
  'thread.mjs': `import { Worker } from 'node:worker_threads';
    const worker = new Worker(new URL('program.mjs', import.meta.url));
    worker.on('error', (error) => { throw error; });`,
  'cluster.mjs': `import cluster from 'node:cluster';
    cluster.setupPrimary({ exec: 'member.mjs' });
    cluster.fork();`,
  'member.mjs': `${ESM} process.disconnect();`,
  'fork.cjs': `require('node:child_process').fork('./program.cjs');`,
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
/** Hono's ES modules cannot be reached where Node's hooks cannot be used. */
const WITHOUT_HONO = ['GET', 'GET', 'GET › GET', 'GET › GET', 'GET › GET › middleware - greet'];

let folder: string;
beforeAll(async () => {
  folder = await createProgram(FILES);
});
afterAll(() => removeFolder(folder));

interface Way {
  readonly what: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}
const WAYS: readonly Way[] = [
  { what: 'an ES module preloaded by --import', args: ['--import', REGISTER, 'program.mjs'] },
  { what: 'CommonJS preloaded by --require', args: ['--require', REGISTER, 'program.cjs'] },
  { what: 'TypeScript whose types Node strips', args: ['--import', REGISTER, 'program.mts'] },
  { what: 'a worker thread', args: ['--import', REGISTER, 'thread.mjs'] },
];
/** What does not differ from one version of Node to the next is tried on one. */
const MORE_WAYS: readonly Way[] = [
  { what: 'an ES module preloaded by --require', args: ['--require', REGISTER, 'program.mjs'] },
  { what: 'CommonJS preloaded by --import', args: ['--import', REGISTER, 'program.cjs'] },
  { what: 'NODE_OPTIONS', args: ['program.mjs'], env: { NODE_OPTIONS: `--import ${REGISTER}` } },
  { what: 'an ES module that calls start() first', args: ['starts.mjs'] },
  { what: 'CommonJS that calls start() first', args: ['starts.cjs'] },
  { what: 'a worker of a cluster', args: ['--import', REGISTER, 'cluster.mjs'] },
  { what: 'a forked process', args: ['--import', REGISTER, 'fork.cjs'] },
];

describe.each([
  { name: '22.15', ways: WAYS, flags: ['--experimental-strip-types'] },
  { name: '22', ways: WAYS, flags: [] },
  { name: '24', ways: [...WAYS, ...MORE_WAYS], flags: [] },
  { name: '26', ways: WAYS, flags: [] },
] as const)('on Node $name', ({ name, ways, flags }) => {
  let node: string;
  beforeAll(async () => {
    node = await provideNode(name);
  });

  test.each(ways)('libraries are seen in $what', async ({ args, env = {} }) => {
    const { spans, ...ended } = await runProgram(folder, [...flags, ...args], { node, env });
    expect(ended).toEqual({ code: 0, stdout: PRINTED, stderr: '' });
    const isImported = args.at(-1)?.endsWith('.cjs') !== true;
    expect(paths(spans)).toEqual(name === '22.15' && isImported ? WITHOUT_HONO : SEEN);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(2);
  });
});

test('a library that was loaded before the agent is named in a warning', async () => {
  const { spans, stderr, ...ended } = await runProgram(folder, ['late.cjs'], { env: { OTEL_LOG_LEVEL: 'warn' } });
  expect(ended).toEqual({ code: 0, stdout: PRINTED });
  expect(stderr).toMatch(/^sightglass warn: loaded before the agent, so not seen: koa; start with --import \S+\n$/);
  expect(paths(spans)).toEqual(SEEN.filter((path) => !path.endsWith('greet')));
});
