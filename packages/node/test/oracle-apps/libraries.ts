import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../../../../test/kit/until.ts';

const LIBRARIES = fileURLToPath(new URL('../libraries/', import.meta.url));
const LINKS = fileURLToPath(new URL('node_modules/', import.meta.url));
const LOCK = `${LIBRARIES}.installing`;

/**
 * Installs the libraries that the programs of `apps/` drive, and lets these programs find them. They stand outside the workspace:
 * whoever only builds the agent need not fetch them.
 */
export async function provideLibraries(): Promise<void> {
  // Test files run beside each other: one installs, the others wait for it.
  await until(300_000, () => (tryToMake(LOCK) ? true : undefined), 'another test file to install the libraries');
  try {
    if (!existsSync(`${LIBRARIES}node_modules/.modules.yaml`)) install();
    const { dependencies } = JSON.parse(readFileSync(`${LIBRARIES}package.json`, 'utf8')) as { dependencies: object };
    for (const name of Object.keys(dependencies)) linkTo(name);
  } finally {
    rmdirSync(LOCK);
  }
}

function install(): void {
  const given = ['-y', 'pnpm@12', 'install', '--ignore-workspace', '--ignore-scripts', '--frozen-lockfile'];
  const ended = spawnSync('npx', given, { cwd: LIBRARIES, encoding: 'utf8' });
  if (ended.status !== 0)
    throw new Error(`npx ${given.join(' ')} failed in ${LIBRARIES}: ${ended.stdout}${ended.stderr}`);
}

function linkTo(name: string): void {
  if (existsSync(LINKS + name)) return;
  mkdirSync(dirname(LINKS + name), { recursive: true });
  symlinkSync(`${LIBRARIES}node_modules/${name}`, LINKS + name, 'dir');
}

function tryToMake(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}
