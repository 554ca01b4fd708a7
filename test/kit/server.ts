import type { SpawnOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startServer, type RunningServer, type ServerOptions } from '@sightglass/server';
import { dataFolder } from './data-folder.ts';
import { removeFolder } from './guard.ts';
import { type Program, shown, startProgram } from './processes.ts';

const CLI = fileURLToPath(new URL('../../packages/server/src/cli.ts', import.meta.url));

/** A server in a temporary folder. */
export interface TemporaryServer extends RunningServer {
  folder: string;
}

/** Starts a server in this process, on a free port; `close` also removes its folder. */
export async function startTemporary(options: ServerOptions = {}): Promise<TemporaryServer> {
  const folder = dataFolder('server');
  const server = await startServer({ port: 0, dataDir: folder, selfMetrics: 0, ...options });
  return {
    ...server,
    folder,
    async close() {
      await server.close();
      removeFolder(folder);
    },
  };
}

/** The server's command line, run from its sources: a program and its first arguments. */
export const SERVER_COMMAND: readonly [string, ...string[]] = [
  process.execPath,
  '--conditions=@sightglass/source',
  CLI,
];

/** Starts the server's command line as a process of its own, run from its sources. */
export function spawnServer(
  args: readonly string[],
  options: SpawnOptions = {},
  nodeArgs: readonly string[] = [],
): Program {
  const [node, ...rest] = SERVER_COMMAND;
  // What it measures of itself would stand among what a test sent.
  const env = { SIGHTGLASS_SELF_METRICS: '0', ...(options.env ?? process.env) };
  return startProgram(node, [...nodeArgs, ...rest, ...args], { ...options, env });
}

/** The address of such a server, once it takes data. */
export async function listening(server: Program): Promise<string> {
  const [, url = ''] = await shown(server, /^listening (http:\S+)$/m);
  return url;
}
