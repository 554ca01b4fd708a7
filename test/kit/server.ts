import type { SpawnOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startServer, type RunningServer, type ServerOptions } from '@sightglass/server';
import { removeFolder, temporaryFolder } from './guard.ts';
import { type Program, shown, startProgram } from './processes.ts';

const CLI = fileURLToPath(new URL('../../packages/server/src/cli.ts', import.meta.url));

/** A server in a temporary folder. */
export interface TemporaryServer extends RunningServer {
  folder: string;
}

/** Starts a server in this process, on a free port; `close` also removes its folder. */
export async function startTemporary(options: ServerOptions = {}): Promise<TemporaryServer> {
  const folder = temporaryFolder('server');
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

/** Starts the server's command line as a process of its own, run from its sources. */
export function spawnServer(
  args: readonly string[],
  options: SpawnOptions = {},
  nodeArgs: readonly string[] = [],
): Program {
  return startProgram(process.execPath, [...nodeArgs, '--conditions=@sightglass/source', CLI, ...args], options);
}

/** The address of such a server, once it takes data. */
export async function listening(server: Program): Promise<string> {
  const [, url = ''] = await shown(server, /^listening (http:\S+)$/m);
  return url;
}
