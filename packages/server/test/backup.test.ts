/** What a backup is for: the folder is lost, and everything answers as before. */
import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder, temporaryFolder } from '../../../test/kit/guard.ts';
import { sendPopulation } from '../../../test/kit/population/population.ts';
import { stopProgram, type Program } from '../../../test/kit/processes.ts';
import { listening, spawnServer } from '../../../test/kit/server.ts';

const QUESTIONS = [
  'services?$',
  'service-series?$',
  'traces?$',
  'traces/facets?$',
  'logs?$',
  'logs/histogram?$',
  'logs/facets?$',
  'metrics?$',
  'attributes?signal=traces&$',
  'findings?$',
  'projects',
  'projects/default/keys',
  'views',
  'projects/default/audit',
];

let root: string;
let data: string;
let range: { from: string; to: string };
let before: Record<string, unknown>;
let key: string;
let server: Program;
let url: string;

/** Answers without when they were asked and what that cost. */
async function answers(url: string): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  for (const question of QUESTIONS) {
    const path = question.replace('$', `from=${range.from}&to=${range.to}`);
    const response = await fetch(`${url}/api/v1/${path}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const { from: _, to: __, stats: ___, ...body } = (await response.json()) as Record<string, unknown>;
    // A key was used at some moment or other.
    all[question] = JSON.parse(JSON.stringify(body).replaceAll(/"lastUsedAtMs":(?:\d+|null)/g, '"lastUsedAtMs":0'));
    if (response.status !== 200) throw new Error(`${question}: ${JSON.stringify(body)}`);
  }
  return all;
}

/** Runs a command: its exit code and what it said. */
async function run(...args: string[]): Promise<{ code: number | string | null; stdout: string; stderr: string }> {
  const program = spawnServer(args);
  return { code: await program.exited, ...program.output };
}

async function serve(folder: string): Promise<string> {
  server = spawnServer(['--port', '0', '--data', folder, '--self-metrics', '0']);
  return listening(server);
}

beforeAll(async () => {
  root = temporaryFolder('backup');
  data = join(root, 'data');
  range = await sendPopulation(await serve(data));
  await stopProgram(server);
  key = (await run('keys', 'create', '--kind', 'admin', '--data', data)).stdout.trim();
  url = await serve(data);
  before = await answers(url);
}, 240_000);
afterAll(async () => {
  await stopProgram(server, 'SIGKILL');
  removeFolder(root);
});

describe('backup and restore', () => {
  it('says how to back up a server that runs', async () => {
    const { code, stderr, stdout } = await run('backup', join(root, 'running'), '--data', data);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/another server .*stop it first, or let it make one itself: POST \/api\/v1\/backups/);
    expect(readdirSync(root)).toEqual(['data']);
  });

  it('gives everything back after the folder was lost, from a folder, an archive, and what the running server made', async () => {
    const response = await fetch(`${url}/api/v1/backups`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
    });
    const made = (await response.json()) as { name: string; path: string };
    expect([response.status, made.path]).toEqual([201, join(data, 'backups', made.name)]);
    await stopProgram(server);
    const [folder, archive, running] = [join(root, 'copy'), join(root, 'copy.tar.gz'), join(root, 'running')];
    renameSync(made.path, running);
    for (const target of [folder, archive])
      expect(await run('backup', target, '--data', data)).toEqual({ code: 0, stdout: `${target}\n`, stderr: '' });
    expect(readdirSync(root).toSorted()).toEqual(['copy', 'copy.tar.gz', 'data', 'running']);
    expect(statSync(join(folder, 'keep.sqlite')).mode & 0o077).toBe(0);
    rmSync(data, { recursive: true });

    for (const source of [folder, archive, running]) {
      expect(await run('restore', source, '--data', data)).toEqual({ code: 0, stdout: `${data}\n`, stderr: '' });
      const after = await answers(await serve(data));
      // That a backup was made is written down once it is made.
      const audit = 'projects/default/audit';
      if (source !== running) (after[audit] as { items: unknown[] }).items.shift();
      expect(after).toEqual(before);
      await stopProgram(server);
      rmSync(data, { recursive: true });
    }
  }, 240_000);
});
