import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface RunOptions {
  /** How the agent is loaded; left out: not at all. */
  readonly agent?: '--import' | '--require';
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** From the line `ending by …` (or the start, without one) to the end of the process. */
  readonly ms: number;
}

const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));
const BUILT = fileURLToPath(new URL('../dist/register.cjs', import.meta.url));

/** Runs a program of `fixtures/` as a user would, with the built agent. A line `ready for SIGTERM` gets that signal. */
export async function run(program: string, { agent, args = [], env = {} }: RunOptions): Promise<Ended> {
  if (!existsSync(BUILT))
    throw new Error('packages/node is not built: run `turbo run build --filter=@sightglass/node`');
  let since = performance.now();
  const preload = agent === undefined ? [] : [agent, '@sightglass/node/register'];
  const child = spawn(process.execPath, [...preload, program, ...args], {
    cwd: FIXTURES,
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (text.includes('ending by')) since = performance.now();
    stdout += text;
    const asked = /ready for (SIG\w+)\n$/.exec(stdout)?.[1];
    if (asked !== undefined) child.kill(asked as NodeJS.Signals);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr, ms: performance.now() - since }));
  });
}

/** The test runner's own environment, without what would change a program or the agent in it. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(OTEL_|SIGHTGLASS_|NODE_|VITEST)/.test(name)),
  );
}

/** A port of this machine that refuses connections. */
export const REFUSED = 'http://127.0.0.1:1';
