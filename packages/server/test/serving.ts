/** Servers as processes of their own, with options that the command line does not offer. */
import type { SpawnOptions } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Program, startProgram } from '../../../test/kit/processes.ts';
import type { ServerOptions } from '../src/options.ts';

const SERVE = fileURLToPath(new URL('fixtures/serve.ts', import.meta.url));

/** The command that starts such a server. */
export function serveCommand(options: ServerOptions): [command: string, args: string[]] {
  return [process.execPath, ['--conditions=@sightglass/source', SERVE, JSON.stringify(options)]];
}

/** Starts such a server; its address is what `listening` of the kit waits for. */
export function spawnServing(options: ServerOptions, spawn: SpawnOptions = {}): Program {
  return startProgram(...serveCommand(options), spawn);
}

/** Memory of a process in the RAM of the machine, bytes, the most it ever had. */
export function peakMemory(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

/** What `/readyz` answers: whether the next body would be taken. */
export async function isReady(url: string): Promise<boolean> {
  const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(10_000) });
  await response.arrayBuffer();
  return response.ok;
}

/** Bytes that have been acknowledged and are not in the database yet. */
export async function backlogOf(url: string): Promise<number> {
  const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(10_000) });
  return ((await response.json()) as { backlogBytes: number }).backlogBytes;
}
