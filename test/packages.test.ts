import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder, temporaryFolder } from './kit/guard.ts';
import { PACKAGES, packAll } from './kit/packed.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name: string): string => join(root, 'node_modules', '.bin', name);

let folder: string;
let tarballs: Map<string, string>;

beforeAll(async () => {
  folder = temporaryFolder('packages');
  tarballs = await packAll(folder);
});

afterAll(async () => {
  removeFolder(folder);
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

  it('holds what was built, a README, the licences, and nothing else', async () => {
    const { stdout } = await run('tar', ['-tzf', tarballs.get(name) ?? '']);
    const files = stdout
      .trim()
      .split('\n')
      .map((file) => file.replace('package/', ''));
    expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'NOTICE', 'package.json']));
    const others = files.filter((file) => !/^(?:README\.md|LICENSE|NOTICE|package\.json|dist\/.+)$/.test(file));
    expect(others).toEqual([]);
    expect(
      files.filter((file) => /\.test\.|(?<!\.d)\.[cm]?tsx?$|\.tsbuildinfo$|\.env|\.(?:pem|key)$/.test(file)),
    ).toEqual([]);
  });

  it('does not carry the condition that only this workspace understands', async () => {
    const { stdout } = await run('tar', ['-xzOf', tarballs.get(name) ?? '', 'package/package.json']);
    expect(stdout).not.toContain('@sightglass/source');
    expect(stdout).not.toContain('catalog:');
    expect(stdout).not.toContain('workspace:');
  });
});
