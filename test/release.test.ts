import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { PACKAGES } from './kit/packed.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));

interface Bill {
  bomFormat: string;
  metadata: { component: { name: string } };
  components: { group?: string; name: string; version: string }[];
}

describe('a release', () => {
  beforeAll(async () => {
    await run('npm', ['run', 'release', '--', '--dry-run'], { cwd: root });
  });

  it.each(PACKAGES)('has a bill of materials that names what @sightglass/$name depends on', ({ name }) => {
    const bill = JSON.parse(readFileSync(join(root, 'release', `sightglass-${name}.cdx.json`), 'utf8')) as Bill;
    expect(bill.bomFormat).toBe('CycloneDX');
    const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as {
      dependencies: object;
    };
    const listed = bill.components.map(({ group, name }) => (group ? `${group}/${name}` : name));
    const others = Object.keys(manifest.dependencies).filter((dependency) => !dependency.startsWith('@sightglass/'));
    expect(listed).toEqual(expect.arrayContaining(others));
  });

  it('is refused outside the workflow that proves where it was built', async () => {
    const env = { ...process.env, GITHUB_ACTIONS: '' };
    const refused = run('node', ['scripts/release.mjs'], { cwd: root, env });
    await expect(refused).rejects.toHaveProperty('stderr', expect.stringContaining('Try --dry-run'));
  });

  it('comes from a workflow that may sign, after every check', () => {
    const workflow = readFileSync(join(root, '.github', 'workflows', 'release.yml'), 'utf8');
    expect(workflow).toMatch(/id-token: write/);
    expect(workflow).toMatch(/needs: check/);
    expect(workflow).toMatch(/run: \.ci\/run\n/);
  });
});
