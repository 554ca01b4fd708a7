import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

/** The server as a process of its own, run from its sources. */
export interface ServerProcess {
  child: ChildProcess;
  /** What it has written so far. */
  output: { stdout: string; stderr: string };
  /** Its exit code, or the signal that ended it. */
  exited: Promise<number | NodeJS.Signals | null>;
}

/** Starts the command line. */
export function spawnServer(
  args: readonly string[],
  options: SpawnOptions = {},
  nodeArgs: readonly string[] = [],
): ServerProcess {
  const child = spawn(process.execPath, [...nodeArgs, '--conditions=@sightglass/source', CLI, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const exited = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  return { child, output, exited };
}

/** Its address, once it takes data. */
export async function listening({ child, output, exited }: ServerProcess): Promise<string> {
  const line = /^listening (http:\S+)$/m;
  const deadline = Date.now() + 30_000;
  let isOver = false;
  void exited.then(() => (isOver = true));
  for (;;) {
    const [, url] = line.exec(output.stdout) ?? [];
    if (url !== undefined) return url;
    if (isOver || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`the server did not start: ${output.stderr}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
