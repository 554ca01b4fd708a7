import { type ChildProcess, spawn } from 'node:child_process';
import type { ReadyMessage } from './service.ts';
import type { ProgramName } from './services.ts';

/** How a process ended: one of the two is null. */
export interface Exit {
  name: ProgramName;
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Launch {
  name: ProgramName;
  /** Arguments of Node. */
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Gets what the process prints on standard output. */
  onOutput: (text: string) => void;
}

export interface ShopProcess {
  name: ProgramName;
  pid: number;
  /** Its base address once it can be used; null where it serves nothing. Rejects when it ends before that. */
  ready: Promise<string | null>;
  exited: Promise<Exit>;
  /** The end of what it printed on standard error. */
  lastWords(): string;
  /** SIGTERM, and SIGKILL if that is not heeded within `graceMs`. */
  stop(graceMs: number): Promise<Exit>;
}

const LAST_WORDS_LENGTH = 2000;

/** Starts a program of the shop as a Node process. */
export function launchProcess(launch: Launch): ShopProcess {
  const { name, args, cwd, env, onOutput } = launch;
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let words = '';
  child.stdout?.setEncoding('utf8').on('data', onOutput);
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-LAST_WORDS_LENGTH);
  });
  const exited = new Promise<Exit>((resolve) => {
    child.once('error', (error) => {
      words += error.message;
      resolve({ name, code: 1, signal: null });
    });
    // `close` comes after the last of the output, `exit` may not.
    child.once('close', (code, signal) => resolve({ name, code, signal }));
  });
  return {
    name,
    pid: child.pid ?? 0,
    ready: waitUntilReady(child, exited, () => words),
    exited,
    lastWords: () => words,
    async stop(graceMs) {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      const exit = await exited;
      clearTimeout(timer);
      return exit;
    },
  };
}

async function waitUntilReady(
  child: ChildProcess,
  exited: Promise<Exit>,
  lastWords: () => string,
): Promise<string | null> {
  const message = new Promise<ReadyMessage>((resolve) => {
    child.once('message', (received: ReadyMessage) => resolve(received));
  });
  const first = await Promise.race([message, exited]);
  if ('ready' in first) return first.url;
  throw new Error(describeEnd(first, lastWords()));
}

/** One line on how a process ended and the last thing it said. */
export function describeEnd(exit: Exit, lastWords: string): string {
  const how = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
  // Node prints an uncaught error as source line, stack and version: the line of the error itself says most.
  const lines = lastWords.split('\n').filter((line) => line.trim() !== '');
  const said = lines.find((line) => /^\S*(Error|failed)\b|^\w+: /.test(line)) ?? lines.at(-1);
  return `${exit.name} ended with ${how}${said === undefined ? '' : `: ${said.trim()}`}`;
}
