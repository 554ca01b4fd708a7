import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { until } from '../../../../test/kit/until.ts';

/** Where the stock instrumentations stand: outside the workspace, so that whoever only builds the package need not fetch them. */
export const LIBRARIES: string = fileURLToPath(new URL('../libraries', import.meta.url));
const LOCK = `${LIBRARIES}/.installing`;
/** Longer than an installation takes. */
const STALE_MS = 240_000;

/** Installs what its lockfile names, where it is not installed yet. */
export async function provideLibraries(): Promise<void> {
  // Test files run beside each other: one installs, the others wait for it.
  await until(300_000, () => (tryToMake(LOCK) ? true : undefined), 'another test file to install the libraries');
  try {
    if (!isInstalled()) install();
  } finally {
    rmdirSync(LOCK);
  }
}

function isInstalled(): boolean {
  const { dependencies } = JSON.parse(readFileSync(`${LIBRARIES}/package.json`, 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return Object.entries(dependencies).every(([name, version]) => {
    const manifest = `${LIBRARIES}/node_modules/${name}/package.json`;
    if (!existsSync(manifest)) return false;
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version === version;
  });
}

function install(): void {
  const given = ['-y', 'pnpm@12', 'install', '--ignore-workspace', '--ignore-scripts', '--frozen-lockfile'];
  const ended = spawnSync('npx', given, { cwd: LIBRARIES, encoding: 'utf8' });
  if (ended.status !== 0)
    throw new Error(`npx ${given.join(' ')} failed in ${LIBRARIES}: ${ended.stdout}${ended.stderr}`);
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
