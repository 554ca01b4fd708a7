import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { holdGroup, releaseGroup } from './guard.ts';
import { until } from './until.ts';

/** A program started by a test, in a process group of its own. It never outlives the test's process. */
export interface Program {
  child: ChildProcess;
  /** What it has written so far. */
  output: { stdout: string; stderr: string };
  /** Its exit code, or the signal that ended it; once its output is complete. */
  exited: Promise<number | NodeJS.Signals | null>;
}

/** Starts a program. What it cannot even start with shows in {@link shown} and `exited` (exit code -2: no such program). */
export function startProgram(command: string, args: readonly string[] = [], options: SpawnOptions = {}): Program {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options, detached: true });
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  child.on('error', (error) => (output.stderr += String(error)));
  const { pid } = child;
  if (pid !== undefined) {
    holdGroup(pid);
    child.once('exit', () => {
      // The program is gone; so shall be what it had started.
      signalGroup(pid, 'SIGKILL');
      releaseGroup(pid);
    });
  }
  const exited = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  return { child, output, exited };
}

/**
 * Waits until a program has written something, to stdout or stderr, and gives back the match.
 * @throws an error with all it wrote when it ended before, or after `limitMs` milliseconds
 */
export async function shown(program: Program, pattern: RegExp, limitMs = 30_000): Promise<RegExpExecArray> {
  const { child, output } = program;
  const look = (): RegExpExecArray | undefined =>
    pattern.exec(output.stdout) ?? pattern.exec(output.stderr) ?? undefined;
  let isOver = false;
  void program.exited.then(() => (isOver = true));
  const found = await until(limitMs, () => look() ?? (isOver ? 'over' : undefined), String(pattern)).catch(
    () => 'late',
  );
  if (typeof found !== 'string') return found;
  signalGroup(child.pid, 'SIGKILL');
  const written = output.stdout + output.stderr;
  throw new Error(`${child.spawnfile} ${isOver ? 'ended' : 'ran'} without showing ${String(pattern)}: ${written}`);
}

/** Asks a program to end, and kills its whole group when it has not done so after `limitMs` milliseconds. */
export async function stopProgram(
  { child, exited }: Program,
  signal: NodeJS.Signals = 'SIGTERM',
  limitMs = 10_000,
): Promise<number | NodeJS.Signals | null> {
  child.kill(signal);
  const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), limitMs);
  const end = await exited;
  clearTimeout(timer);
  return end;
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Not ours to signal, but there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // Nobody is left in it.
  }
}
