import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isAlive } from '../../../test/kit/processes.ts';
import { until } from '../../../test/kit/until.ts';

const RUN = join(import.meta.dirname, '../src/run.ts');

interface Run {
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Temporary folder of a run: its log files, and whatever the shop keeps in TMPDIR. */
let folder: string;
let runs: Run[];
/** Every program that was started, so that a test that fails leaves none. */
let programs: number[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-test-'));
  runs = [];
  programs = [];
});

afterEach(async () => {
  for (const { child, ended } of runs) {
    child.kill('SIGKILL');
    await ended;
  }
  for (const pid of programs.filter(isAlive)) process.kill(pid, 'SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function start(...args: string[]): Run {
  const env = { PATH: process.env['PATH'], SHOP_AGENT: 'off', TMPDIR: folder };
  const child = spawn(process.execPath, [RUN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const run = { child, stdout: () => stdout, stderr: () => stderr, ended };
  runs.push(run);
  return run;
}

async function startShop(...args: string[]): Promise<{ run: Run; url: string; pids: Map<string, number> }> {
  const logs = join(folder, 'logs');
  const run = start('--logs', logs, ...args);
  const url = await until(20_000, () => /^shop (http:\S+)\n$/.exec(run.stdout())?.[1], 'the address');
  const pids = new Map<string, number>();
  for (const file of await readdir(logs)) {
    const [first = ''] = (await readFile(join(logs, file), 'utf8')).split('\n');
    const { pid } = JSON.parse(first) as { pid: number };
    pids.set(file.replace('.log', ''), pid);
    programs.push(pid);
  }
  return { run, url, pids };
}

async function expectNothingLeft(pids: Map<string, number>): Promise<void> {
  expect(pids.size).toBeGreaterThan(5);
  await until(20_000, () => ![...pids.values()].some(isAlive) || undefined, 'the end of all programs');
  expect((await readdir(folder)).filter((name) => name !== 'logs')).toEqual([]);
}

it.each(['SIGINT', 'SIGTERM'] as const)(
  'prints one line, and on %s ends with 0 and leaves nothing behind',
  async (signal) => {
    const { run, url, pids } = await startShop('--rate', '20');
    expect([...pids.keys()].sort()).toEqual([
      'acquirer',
      'catalogue',
      'orders',
      'payments',
      'storefront',
      'traffic',
      'worker',
    ]);
    expect((await fetch(`${url}/api/products`)).status).toBe(200);
    run.child.kill(signal);
    expect(await run.ended).toEqual({ code: 0, signal: null });
    expect(run.stdout()).toBe(`shop ${url}\n`);
    expect(run.stderr()).toBe('');
    await expectNothingLeft(pids);
  },
);

it('visits the shop: after a while there are orders, failures and parcels', async () => {
  const { run } = await startShop('--rate', '60');
  const seen = async (): Promise<string> => {
    const names = ['storefront', 'orders', 'worker'];
    return (await Promise.all(names.map((name) => readFile(join(folder, 'logs', `${name}.log`), 'utf8')))).join('');
  };
  for (const what of ['"order placed"', '"order shipped"', 'TypeError', '"status":404']) {
    await until(60_000, async () => (await seen()).includes(what) || undefined, what);
  }
  run.child.kill('SIGTERM');
  expect(await run.ended).toEqual({ code: 0, signal: null });
});

it('takes everything down with one line and exit code 1 when a service dies', async () => {
  const { run, pids } = await startShop('--rate', '0');
  process.kill(pids.get('payments') ?? 0, 'SIGKILL');
  expect(await run.ended).toEqual({ code: 1, signal: null });
  expect(run.stderr()).toBe('shop: payments ended with signal SIGKILL\n');
  await expectNothingLeft(pids);
});

it('takes its services along when it is killed itself', async () => {
  const { run, pids } = await startShop('--rate', '5');
  run.child.kill('SIGKILL');
  expect(await run.ended).toEqual({ code: null, signal: 'SIGKILL' });
  await until(20_000, () => ![...pids.values()].some(isAlive) || undefined, 'the end of all programs');
});

it('stops at once when it is told so while it starts', async () => {
  const run = start('--logs', join(folder, 'logs'));
  await until(20_000, async () => (await readdir(join(folder, 'logs'))).at(0), 'the first program');
  run.child.kill('SIGTERM');
  expect(await run.ended).toEqual({ code: 0, signal: null });
  expect(run.stderr()).toBe('');
  expect((await readdir(folder)).filter((name) => name !== 'logs')).toEqual([]);
});

it('says in one line that the port is in use', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const run = start('--port', String(port));
  expect(await run.ended).toEqual({ code: 1, signal: null });
  expect(run.stdout()).toBe('');
  expect(run.stderr()).toMatch(
    /^shop: .*storefront: .*address already in use 127\.0\.0\.1:\d+; choose another with --port, or 0\n$/,
  );
  server.close();
});

it.each([
  [['--port', '70000'], '--port must be a whole number from 0 to 65535, got "70000"'],
  [['--rate', 'fast'], '--rate must be a number from 0 to 200, got "fast"'],
  [['--seed', ''], '--seed must be a whole number from 0 to 4294967295, got ""'],
  [['--speed', '3'], "Unknown option '--speed'; options are --host --port --rate --seed --logs"],
])('refuses %j with one line', async (args, message) => {
  const run = start(...args);
  expect(await run.ended).toEqual({ code: 1, signal: null });
  expect(run.stderr()).toBe(`shop: ${message}\n`);
});
