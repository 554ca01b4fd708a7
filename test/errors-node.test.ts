import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from './kit/free-port.ts';
import { removeFolder, temporaryFolder } from './kit/guard.ts';
import { startProgram } from './kit/processes.ts';
import { startTemporary, type TemporaryServer } from './kit/server.ts';

const FIXTURES = fileURLToPath(new URL('../packages/errors/test/fixtures/', import.meta.url));
const NODE_22 = fileURLToPath(new URL('../node_modules/node22/bin/node', import.meta.url));
/** As it is built. */
const AGENT = fileURLToPath(new URL('../packages/node/dist/register.cjs', import.meta.url));
/** Nobody listens there. */
const REFUSED = 'http://127.0.0.1:1';
/** A service that keeps in a folder what it could not send. */
const BUFFERED = { service: 'buffered', buffer: 'buffer' };

/** How a program can end, and what arrives of it. */
const ENDINGS = {
  'throw in a timer': { type: 'TypeError', severityNumber: 21, mechanism: 'uncaughtException' },
  // To load an ES module is a promise.
  'throw at load': { type: 'TypeError', severityNumber: 21, mechanism: 'unhandledrejection' },
  'unhandled rejection': { type: 'RangeError', severityNumber: 21, mechanism: 'unhandledrejection' },
  'rejection of a text': { type: 'UnhandledPromiseRejection', severityNumber: 21, mechanism: 'unhandledrejection' },
  'process.exit': { type: 'Error', severityNumber: 13, mechanism: 'manual' },
  'normal end': { type: 'Error', severityNumber: 13, mechanism: 'manual' },
  'own uncaughtException': { type: 'TypeError', severityNumber: 17, mechanism: 'uncaughtException' },
  'own unhandledRejection': { type: 'Error', severityNumber: 17, mechanism: 'unhandledrejection' },
  'own unhandledRejection that goes on': { type: 'Error', severityNumber: 17, mechanism: 'unhandledrejection' },
  'own unhandledRejection that is taken away': { type: 'Error', severityNumber: 21, mechanism: 'unhandledrejection' },
  'uncaught in a callback that somebody set': {
    type: 'TypeError',
    severityNumber: 17,
    mechanism: 'uncaughtException',
  },
  SIGTERM: { type: 'Error', severityNumber: 13, mechanism: 'manual' },
} as const;
const WAYS = Object.keys(ENDINGS) as (keyof typeof ENDINGS)[];
/** No JavaScript runs at these ends. */
const SUDDEN = ['abort', 'SIGKILL'] as const;

interface Ended {
  readonly exited: number | NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

let folder: string;
let server: TemporaryServer;

beforeAll(async () => {
  folder = temporaryFolder('endings');
  const port = await freePort();
  // The server is away still.
  await end('throw in a timer', process.execPath, `http://127.0.0.1:${port}`, BUFFERED);
  server = await startTemporary({ port });
});
afterAll(async () => {
  await server.close();
  removeFolder(folder);
});

/** Runs the program without us, or with us sending to `endpoint`. */
async function end(
  way: string,
  node: string,
  endpoint?: string,
  {
    service = serviceOf(way, node),
    buffer,
    agent = false,
  }: { service?: string; buffer?: string; agent?: boolean } = {},
): Promise<Ended> {
  const preload = endpoint === undefined ? [] : ['--import', join(FIXTURES, 'capture.mjs')];
  // It is told by its environment alone, and errors go to it.
  if (agent) preload.unshift('--require', AGENT);
  const told = agent
    ? { SIGHTGLASS_ENDPOINT: endpoint, SIGHTGLASS_SERVICE: service }
    : { TEST_ENDPOINT: endpoint, TEST_SERVICE: service };
  const args = ['--conditions=@sightglass/source', '--no-warnings', ...preload, join(FIXTURES, 'ending.mjs'), way];
  const bufferDir = buffer === undefined ? {} : { SIGHTGLASS_BUFFER_DIR: join(folder, buffer) };
  const env = { PATH: process.env['PATH'] ?? '', ...told, ...bufferDir };
  const program = startProgram(node, args, { cwd: folder, env });
  const exited = await program.exited;
  return { exited, stdout: program.output.stdout, stderr: withoutPid(program.output.stderr) };
}

function serviceOf(way: string, node: string): string {
  return `${way} in ${node === NODE_22 ? '22' : 'this'}`;
}

/** What Node prints for a crash of itself names the process. */
function withoutPid(text: string): string {
  return text.replaceAll(/0x[\da-f]+|\[\d+\]/g, '#');
}

interface Item {
  readonly severityNumber: number;
  readonly eventName: string;
  readonly attributes: Readonly<Record<string, string>>;
}

async function arrived(service: string): Promise<object[]> {
  const query = new URLSearchParams({ service, from: '-1h', limit: '10' });
  const response = await fetch(`${server.url}/api/v1/logs?${query}`);
  const { items } = (await response.json()) as { items: Item[] };
  return items.map(({ severityNumber, attributes }) => ({
    type: attributes['exception.type'],
    severityNumber,
    mechanism: attributes['sightglass.exception.mechanism'],
    message: attributes['exception.message'],
    stack: attributes['exception.stacktrace']?.split('\n').length,
    steps: attributes['sightglass.exception.breadcrumbs'],
  }));
}

/** How the program ends without us. */
const alone = new Map<string, Promise<Ended>>();
function endAlone(way: string, node: string): Promise<Ended> {
  const key = serviceOf(way, node);
  const known = alone.get(key) ?? end(way, node);
  alone.set(key, known);
  return known;
}

describe.each([
  ['this Node', process.execPath],
  ['Node 22', NODE_22],
])('a program in %s', (_, node) => {
  it.concurrent.each(WAYS)('ends as without us, and its error arrives: %s', async (way) => {
    const ended = await end(way, node, server.url);
    expect(ended).toEqual(await endAlone(way, node));
    expect(ended.stderr).toContain(`ending by ${way}`);
    await server.store.flush();
    expect(await arrived(serviceOf(way, node))).toEqual([
      {
        ...ENDINGS[way],
        message: expect.stringContaining(way),
        stack: expect.toSatisfy((lines: number) => lines > 1),
        steps: expect.stringContaining(`ending by ${way}`),
      },
    ]);
  });
});

it.concurrent.each([...WAYS, ...SUDDEN])('a program ends as without us where nobody listens: %s', async (way) => {
  const ended = await end(way, process.execPath, REFUSED);
  expect(ended).toEqual(await endAlone(way, process.execPath));
  expect(ended.stderr).toContain(`ending by ${way}`);
});

it('sends the error of a crash later, where there is a folder and the server was away', async () => {
  await end('normal end', process.execPath, server.url, BUFFERED);
  await server.store.flush();
  expect(await arrived(BUFFERED.service)).toMatchObject([
    { message: 'normal end' },
    { message: 'throw in a timer', severityNumber: 21 },
  ]);
});

it('goes through the agent where the program has one', async () => {
  const way = 'throw in a timer';
  const ended = await end(way, process.execPath, server.url, { service: 'with agent', agent: true });
  expect(ended).toEqual(await endAlone(way, process.execPath));
  await server.store.flush();
  expect(await arrived('with agent')).toMatchObject([{ message: way, severityNumber: 21 }]);
});
