import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../../../../test/kit/until.ts';

const LIBRARIES = fileURLToPath(new URL('../libraries/', import.meta.url));
const LINKS = fileURLToPath(new URL('node_modules/', import.meta.url));
const LOCK = `${LIBRARIES}.installing`;
/** Longer than an installation takes. */
const STALE_MS = 240_000;

/**
 * Installs the libraries that the programs of `apps/` drive, and lets these programs find them. They stand outside the workspace:
 * whoever only builds the agent need not fetch them.
 */
export async function provideLibraries(): Promise<void> {
  // Test files run beside each other: one installs, the others wait for it.
  await until(300_000, () => (tryToMake(LOCK) ? true : undefined), 'another test file to install the libraries');
  try {
    const { dependencies } = JSON.parse(readFileSync(`${LIBRARIES}package.json`, 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const wanted = Object.entries(dependencies);
    if (!wanted.every(([name, version]) => versionOf(name) === version.replace(/^npm:.+@/, ''))) install();
    for (const [name] of wanted) linkTo(name);
  } finally {
    rmdirSync(LOCK);
  }
}

/** What is installed; undefined where nothing is. */
function versionOf(name: string): string | undefined {
  const manifest = `${LIBRARIES}node_modules/${name}/package.json`;
  if (!existsSync(manifest)) return undefined;
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
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
    // Left behind by a test that was killed.
    if (existsSync(folder) && Date.now() - statSync(folder).mtimeMs > STALE_MS) rmdirSync(folder);
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}
