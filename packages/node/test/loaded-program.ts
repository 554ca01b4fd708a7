import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../../test/kit/guard.ts';
import { provideLibraries } from './oracle-apps/libraries.ts';
import { startSink } from './sink.ts';
import type { SinkSpan } from './sink.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
/** Packages that a program can load, each where it is installed. */
const INSTALLED: Readonly<Record<string, string>> = {
  '@sightglass/node': path('..'),
  rolldown: path('../../../node_modules/rolldown'),
  ...Object.fromEntries(
    ['koa', 'hono', '@hono/node-server', 'esbuild', 'webpack', 'jest'].map((name) => [
      name,
      path(`libraries/node_modules/${name}`),
    ]),
  ),
};

/** Serves a request by Koa and one by Hono and asks for both: the work that every program of these tests does. */
export const WORK = `
async function work({ Koa, Hono, serve }) {
  const koa = new Koa();
  koa.use(async function greet(context) { context.body = 'koa'; });
  const hono = new Hono();
  hono.get('/items/:id', async function find(context) { return context.text('hono ' + context.req.param('id')); });
  const servers = [[koa.listen(0, '127.0.0.1'), '/'], [serve({ fetch: hono.fetch, port: 0, hostname: '127.0.0.1' }), '/items/7']];
  for (const [server, path] of servers) {
    if (server.address() === null) await new Promise((resolve) => server.once('listening', resolve));
    const answer = await fetch('http://127.0.0.1:' + server.address().port + path, { headers: { connection: 'close' } });
    console.log(answer.status, await answer.text());
    await new Promise((resolve) => server.close(resolve));
  }
}
`;

export const ESM: string = `import Koa from 'koa'; import { Hono } from 'hono'; import { serve } from '@hono/node-server';
${WORK}
await work({ Koa, Hono, serve });
`;
export const CJS: string = `const Koa = require('koa'); const { Hono } = require('hono'); const { serve } = require('@hono/node-server');
${WORK}
void work({ Koa, Hono, serve });
`;
/** What the program prints, with the agent and without it. */
export const PRINTED = '200 koa\n200 hono 7\n';

/** A folder with a program, as its author would have it. Removed with the test's process, or by `removeFolder`. */
export async function createProgram(files: Readonly<Record<string, string>>): Promise<string> {
  await provideLibraries();
  const folder = temporaryFolder('program');
  for (const [name, at] of Object.entries(INSTALLED)) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(at, link, 'dir');
  }
  for (const [file, text] of Object.entries({ 'package.json': '{"name":"program"}', ...files })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

export interface Seen {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly spans: readonly SinkSpan[];
}

/** Runs `node` with these arguments to its end, with the built agent where they name it, and gives what the agent sent. */
export async function runProgram(
  folder: string,
  args: readonly string[],
  { node = process.execPath, env = {} }: { node?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<Seen> {
  if (!existsSync(path('../dist/register.cjs')))
    throw new Error('packages/node is not built: run `turbo run build --filter=@sightglass/node`');
  const sink = await startSink();
  try {
    const ended = await toItsEnd(folder, [node, ...args], { ...env, SIGHTGLASS_ENDPOINT: sink.url });
    return { ...ended, spans: sink.spans };
  } finally {
    await sink.close();
  }
}

async function toItsEnd(
  cwd: string,
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Omit<Seen, 'spans'>> {
  const clean = Object.entries(process.env).filter(([name]) => !/^(OTEL_|SIGHTGLASS_|NODE_|VITEST)/.test(name));
  const child = spawn(command, args, {
    cwd,
    env: { ...Object.fromEntries(clean), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, stdout, stderr: withoutWarnings(stderr) };
}

/** What older versions of Node say about themselves is nobody's concern here. */
function withoutWarnings(stderr: string): string {
  return stderr.replaceAll(/^.*(?:ExperimentalWarning|--trace-warnings).*\n/gm, '');
}

/** The spans as paths from their root, `GET › GET /items/:id › find`, sorted. */
export function paths(spans: readonly SinkSpan[]): string[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const pathOf = (span: SinkSpan): string => {
    const parent = byId.get(span.parentSpanId);
    return `${parent === undefined ? '' : `${pathOf(parent)} › `}${span.name}`;
  };
  return spans.map(pathOf).sort((left, right) => left.localeCompare(right));
}
