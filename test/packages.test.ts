import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type RunningServer, startServer } from '@sightglass/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name: string): string => join(root, 'node_modules', '.bin', name);

/** Our published packages, with the module formats that they promise. */
const PACKAGES = [
  { name: 'api', profile: 'node16' },
  { name: 'node', profile: 'node16' },
  { name: 'server', profile: 'esm-only' },
] as const;

/** The first JavaScript program of a README, as a reader would paste it into a file. */
function readmeProgram(name: string): string {
  const readme = readFileSync(join(root, 'packages', name, 'README.md'), 'utf8');
  const program = /```js\n([\s\S]*?)```/.exec(readme)?.[1];
  if (program === undefined) throw new Error(`packages/${name}/README.md has no \`\`\`js block`);
  return program;
}

let folder: string;
let server: RunningServer;
const tarballs = new Map<string, string>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sightglass-packages-'));
  for (const { name } of PACKAGES) {
    const destination = join(folder, name);
    await run('npx', ['--yes', 'pnpm@12', 'pack', '--pack-destination', destination], {
      cwd: join(root, 'packages', name),
    });
    const file = readdirSync(destination).find((entry) => entry.endsWith('.tgz'));
    if (file === undefined) throw new Error(`pnpm pack wrote no tarball for ${name}`);
    tarballs.set(name, join(destination, file));
  }
  // Not a workspace, not below this repository: what `npm install` gives a stranger.
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'stranger', private: true, type: 'module' }));
  await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...tarballs.values()], { cwd: folder });
  server = await startServer({ port: 0, dataDir: join(folder, 'data') });
}, 300_000);

afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(PACKAGES)('the tarball of @sightglass/$name', ({ name, profile }) => {
  it('has no fault that publint knows', async () => {
    const { stdout } = await run(bin('publint'), ['run', tarballs.get(name) ?? '', '--strict']);
    expect(stdout).toContain('All good!');
  });

  it('gives TypeScript the right types in every module format it promises', async () => {
    // It ends with an error code when a format of the profile has a problem.
    const attw = run(bin('attw'), [tarballs.get(name) ?? '', '--profile', profile]);
    await expect(attw).resolves.toHaveProperty('stderr', '');
  });

  it('holds a README, the licence, and no sources or tests', async () => {
    const { stdout } = await run('tar', ['-tzf', tarballs.get(name) ?? '']);
    const files = stdout.trim().split('\n');
    expect(files).toEqual(expect.arrayContaining(['package/README.md', 'package/LICENSE', 'package/package.json']));
    expect(files.filter((file) => /\/src\/|\/test\/|\.test\./.test(file))).toEqual([]);
  });

  it('does not carry the condition that only this workspace understands', async () => {
    const { stdout } = await run('tar', ['-xzOf', tarballs.get(name) ?? '', 'package/package.json']);
    expect(stdout).not.toContain('@sightglass/source');
    expect(stdout).not.toContain('catalog:');
    expect(stdout).not.toContain('workspace:');
  });

  it('runs the program of its README, outside the workspace', async () => {
    const file = join(folder, `${name}-readme.mjs`);
    writeFileSync(file, readmeProgram(name));
    const { stderr } = await run(process.execPath, [file], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, SIGHTGLASS_ENDPOINT: server.url },
      timeout: 60_000,
    });
    expect(stderr).toBe('');
  });
});

it('brings one copy of the OpenTelemetry API and one of its core', async () => {
  for (const name of ['@opentelemetry/api', '@opentelemetry/core']) {
    const { stdout } = await run('npm', ['ls', name, '--all', '--parseable'], { cwd: folder });
    expect(stdout.trim().split('\n')).toHaveLength(1);
  }
});
