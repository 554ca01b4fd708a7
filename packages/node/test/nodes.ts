import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../../../test/kit/until.ts';

/** Every line of Node that the agent promises to run on, the oldest version of all first. */
export type NodeName = '22.15' | '22' | '24' | '26';

const FOLDER = fileURLToPath(new URL('node-versions/', import.meta.url));
const LOCK = `${FOLDER}.installing`;
const ROOT = createRequire(new URL('../../../package.json', import.meta.url));

/** The program `node` of a version. Those that the workspace does not need itself are installed when a test asks for them. */
export async function provideNode(name: NodeName): Promise<string> {
  if (name === '24') return process.execPath;
  if (name === '22') return join(dirname(ROOT.resolve('node22/package.json')), 'bin', 'node');
  const program = join(FOLDER, 'node_modules', `node${name}`, 'bin', 'node');
  // Test files run beside each other: one installs, the others wait for it.
  await until(300_000, () => (tryToMake(LOCK) ? true : undefined), 'another test file to install Node');
  try {
    if (!existsSync(program)) install();
    return program;
  } finally {
    rmdirSync(LOCK);
  }
}

function install(): void {
  const ended = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: FOLDER, encoding: 'utf8' });
  if (ended.status !== 0) throw new Error(`npm ci failed in ${FOLDER}: ${ended.stdout}${ended.stderr}`);
}

function tryToMake(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}
