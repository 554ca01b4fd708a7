// Gets a clone ready: installs and builds only what is out of date. Runs on the machine's own Node (20 or newer),
// before anything is installed, so it may import nothing but Node itself.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** The Node that the project pins; every program of ours runs on it, whatever the machine has. */
export const nodeBin = join(root, 'node_modules', '.bin', 'node');

/** A line of progress for the person who waits. On stderr: stdout is for results. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** An end that the reader can act on: printed as one line, without a stack. */
export class Stop extends Error {}

/** Runs the work of a script; a `Stop` becomes one line and exit code 1. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}

const text = (chunks) => Buffer.concat(chunks).toString('utf8');

/**
 * Runs a command to its end and resolves with its exit code and what it printed: `output`, and of it `answer`, what is no message.
 * `show` passes the output through; otherwise it is kept, to be shown only when the command fails.
 */
export function run(command, args, { show = false, env = {}, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', ...env },
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    });
    const output = [];
    const answer = [];
    child.stdout?.on('data', (chunk) => {
      output.push(chunk);
      answer.push(chunk);
    });
    child.stderr?.on('data', (chunk) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ code: code ?? 1, signal, output: text(output), answer: text(answer) }),
    );
  });
}

/**
 * Runs pnpm, fetched by npm when the machine has none.
 * @param {string[]} args
 * @param {{ show?: boolean, env?: Record<string, string | undefined>, cwd?: string }} options
 */
export async function pnpm(args, options = {}) {
  pnpmPath ??= findPnpm();
  const path = await pnpmPath;
  // What it starts looks for it, too.
  const PATH = [dirname(path), options.env?.PATH ?? process.env.PATH].join(delimiter);
  return run(path, args, { ...options, env: { ...options.env, PATH } });
}

/** @type {Promise<string> | undefined} */
let pnpmPath;

/** Where npm keeps pnpm. Asking takes seconds, so it is done once: whatever this starts finds the answer in SIGHTGLASS_PNPM. */
async function findPnpm() {
  const known = process.env.SIGHTGLASS_PNPM;
  if (known !== undefined && existsSync(known)) return known;
  const asked = ['--yes', '--loglevel=error', '--package=pnpm@12', '--call', 'command -v pnpm'];
  const { code, output } = await run('npx', asked);
  const path = output.trim().split('\n').at(-1) ?? '';
  if (code !== 0 || !existsSync(path)) throw new Stop(`${output.trimEnd()}\nnpm does not give us pnpm.`);
  process.env.SIGHTGLASS_PNPM = path;
  return path;
}

/** Environment in which the project's own tools and the pinned Node come first. */
export function projectEnv() {
  return { PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter) };
}

/** Does one step of the preparation, and says how it goes while it works. */
export async function step(title, work) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  say(`${title} …`);
  const heartbeat = setInterval(() => say(`  still at it, ${seconds()}`), 10_000);
  try {
    const { code, output } = await work();
    if (code !== 0)
      throw new Stop(`${output.trimEnd()}\n${title}: failed (exit code ${code}). The lines above say why.`);
  } finally {
    clearInterval(heartbeat);
  }
  if (Date.now() - started > 2000) say(`  done in ${seconds()}`);
}

/** Installs the packages of the lockfile, unless exactly these are installed already. */
export async function install() {
  requireNode(20);
  const stamp = join(root, 'node_modules', '.sightglass-installed');
  const wanted = manifestsHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(nodeBin)) return;
  await step('Installing packages (the first time takes about a minute)', () =>
    pnpm(['install', '--frozen-lockfile', '--reporter=append-only']),
  );
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Builds what changed since the last build. */
export async function build(...packages) {
  await step('Building', () => pnpm(['exec', 'turbo', 'run', 'build', ...packages.map((name) => `--filter=${name}`)]));
}

function requireNode(major) {
  const have = Number(process.versions.node.split('.')[0]);
  if (have < major) throw new Stop(`Node ${process.versions.node} is too old: install Node ${major} or newer.`);
}

/** One hash over everything that decides what is installed. */
function manifestsHash() {
  const hash = createHash('sha256');
  const manifests = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', 'docs/package.json'];
  for (const folder of ['packages', 'examples']) {
    for (const name of readdirSync(join(root, folder))) manifests.push(join(folder, name, 'package.json'));
  }
  for (const file of manifests) if (existsSync(join(root, file))) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}
