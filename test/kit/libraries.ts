import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pnpm } from '../../scripts/workspace.mjs';
import { until } from './until.ts';

/** Longer than an installation takes. */
const STALE_MS = 240_000;

/**
 * Installs what the lockfile of a folder names, where it is not installed yet, and gives back the names. Such libraries stand outside the
 * workspace: whoever only builds a package need not fetch what it is tried against.
 */
export async function installLibraries(folder: string): Promise<string[]> {
  const lock = join(folder, '.installing');
  // Test files run beside each other: one installs, the others wait for it.
  await until(300_000, () => (tryToMake(lock) ? true : undefined), 'another test file to install the libraries');
  try {
    const { dependencies } = manifest(folder) as { dependencies: Record<string, string> };
    const wanted = Object.entries(dependencies);
    const isInstalled = wanted.every(([name, version]) => versionOf(folder, name) === version.replace(/^npm:.+@/, ''));
    if (!isInstalled) {
      const args = ['install', '--ignore-workspace', '--ignore-scripts', '--frozen-lockfile'];
      const { code, output } = await pnpm(args, { cwd: folder });
      if (code !== 0) throw new Error(`pnpm ${args.join(' ')} failed in ${folder}: ${output}`);
    }
    return wanted.map(([name]) => name);
  } finally {
    rmdirSync(lock);
  }
}

/** What is installed; undefined where nothing is. */
function versionOf(folder: string, name: string): string | undefined {
  const path = join(folder, 'node_modules', name);
  return existsSync(join(path, 'package.json')) ? (manifest(path) as { version: string }).version : undefined;
}

function manifest(folder: string): unknown {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
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
