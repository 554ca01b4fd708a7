import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAlive } from './kit/processes.ts';
import { until } from './kit/until.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const SHOP = ['catalogue', 'orders', 'payments', 'storefront', 'worker'];

interface Span {
  spanId: string;
  parentSpanId: string;
  service: string;
}

/**
 * What a newcomer's shell has: the machine's own Node and npm, an empty home, none of this checkout's tools. What was downloaded and
 * built for the checkout is at hand, as for somebody's second clone: a run of CI has just done both from nothing.
 */
function newcomersEnvironment(home: string): Record<string, string> {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const [, store = ''] =
    /"?storeDir"?: "?([^"\n]+)\/v\d+"?/.exec(readFileSync(join(root, 'node_modules', '.modules.yaml'), 'utf8')) ?? [];
  return {
    HOME: home,
    PATH: path.join(delimiter),
    LANG: 'C.UTF-8',
    pnpm_config_store_dir: store,
    TURBO_CACHE_DIR: join(root, '.turbo', 'cache'),
  };
}

/** Ids of all processes below one, itself left out. */
function descendants(pid: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const table = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const found: number[] = [];
  for (let queue = [pid]; queue.length > 0;) {
    const parent = queue.pop();
    for (const [id, parentId] of table) {
      if (parentId === parent && id !== undefined) {
        found.push(id);
        queue.push(id);
      }
    }
  }
  return found;
}

// Clones what is committed: in a copy without history (an unpacked archive) there is nothing to clone.
describe.runIf(existsSync(join(root, '.git')))('npm start in a fresh clone, with an empty home and no pnpm', () => {
  let folder: string;
  let npm: ChildProcess;
  let address: string;
  const stdout: string[] = [];
  const stderr: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sightglass-clone-'));
    execFileSync('git', ['clone', '--quiet', root, join(folder, 'clone')]);
    npm = spawn('npm', ['start', '--', '--port', '0', '--data', join(folder, 'data')], {
      cwd: join(folder, 'clone'),
      env: newcomersEnvironment(join(folder, 'home')),
      // The group that a terminal would make, for Ctrl-C.
      detached: true,
    });
    if (npm.stderr === null || npm.stdout === null) throw new Error('npm was started without pipes');
    npm.stderr.on('data', (chunk) => stderr.push(String(chunk)));
    const lines = createInterface({ input: npm.stdout });
    address = await new Promise((resolve, reject) => {
      lines.on('line', (line) => {
        stdout.push(line);
        const match = /(http:\/\/127\.0\.0\.1:\d+)/.exec(line);
        if (match?.[1] !== undefined) resolve(match[1]);
      });
      npm.on('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${stderr.join('')}`)));
    });
  }, 600_000);

  afterAll(() => {
    if (npm.pid !== undefined && npm.exitCode === null && npm.signalCode === null) {
      for (const pid of [...descendants(npm.pid), npm.pid]) process.kill(pid, 'SIGKILL');
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${address}/api/v1/${path}`);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };

  it('names the services of the shop within 60 s of the printed address', async () => {
    const named = await until(60_000, async () => {
      const { items } = await ask<{ items: { service: string }[] }>('services');
      const names = items.map(({ service }) => service);
      return SHOP.every((name) => names.includes(name)) ? names : undefined;
    });
    expect(named.toSorted()).toEqual(expect.arrayContaining(SHOP));
  });

  it('shows a trace through at least three services with all parents there', async () => {
    const complete = await until(60_000, async () => {
      const { items } = await ask<{ items: { traceId: string; services: string[] }[] }>('traces?order=spans&limit=20');
      for (const { traceId, services } of items.filter(({ services }) => services.length >= 3)) {
        const { spans } = await ask<{ spans: Span[] }>(`traces/${traceId}`);
        const ids = new Set(spans.map(({ spanId }) => spanId));
        const orphans = spans.filter(({ parentSpanId }) => parentSpanId !== '' && !ids.has(parentSpanId));
        if (orphans.length === 0 && services.length === new Set(spans.map(({ service }) => service)).size) return spans;
      }
      return undefined;
    });
    expect(new Set(complete.map(({ service }) => service)).size).toBeGreaterThanOrEqual(3);
    expect(complete.filter(({ parentSpanId }) => parentSpanId === '')).toHaveLength(1);
  });

  it('serves the pages at the printed address', async () => {
    const page = await fetch(address);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
  });

  it('has printed one address, and progress beside it', () => {
    expect(stdout.filter((line) => line.includes('http'))).toHaveLength(1);
    expect(stderr.join('')).toContain('Installing packages');
  });

  it('stops everything on Ctrl-C', async () => {
    if (npm.pid === undefined) throw new Error('npm has no pid');
    const children = descendants(npm.pid);
    expect(children.length).toBeGreaterThan(SHOP.length);
    process.kill(-npm.pid, 'SIGINT');
    await until(20_000, () => (npm.exitCode === null && npm.signalCode === null ? undefined : true));
    await until(5000, () => (children.some(isAlive) ? undefined : true));
    await expect(fetch(`${address}/healthz`)).rejects.toThrow();
  });

  it('runs the server alone, as the process that npm started', async () => {
    const server = spawn('npm', ['run', '--silent', 'server', '--', '--port', '0', '--data', join(folder, 'alone')], {
      cwd: join(folder, 'clone'),
      env: newcomersEnvironment(join(folder, 'home')),
      detached: true,
    });
    let output = '';
    server.stdout.on('data', (chunk) => (output += String(chunk)));
    const exited = new Promise((resolve) => server.on('exit', (code, signal) => resolve(code ?? signal)));
    const url = await until(60_000, () => /^listening (http:\S+)$/m.exec(output)?.[1]);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    if (server.pid === undefined) throw new Error('npm has no pid');
    process.kill(-server.pid, 'SIGINT');
    await exited;
    await until(10_000, () =>
      fetch(`${url}/healthz`).then(
        () => undefined,
        () => true,
      ),
    );
    expect(output).toBe(`listening ${url}\n`);
  });
});
