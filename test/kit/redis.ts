import { freePort } from './free-port.ts';
import { removeFolder, temporaryFolder } from './guard.ts';
import { ownerOf, programOf } from './peers.ts';
import { shown, startProgram, stopProgram } from './processes.ts';

/** A Redis server of its own, which keeps everything in memory. */
export interface Redis {
  /** As in `redis://127.0.0.1:40123`. */
  readonly url: string;
  readonly port: number;
  readonly pid: number | undefined;
  readonly stop: () => Promise<void>;
}

/** Starts Redis on a free port, empty. */
export async function startRedis(): Promise<Redis> {
  const program = programOf('redis');
  const folder = temporaryFolder('redis');
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
  const server = startProgram(program, args, { ...ownerOf(folder), cwd: folder, env: {} });
  await shown(server, /Ready to accept connections/);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    pid: server.child.pid,
    async stop() {
      await stopProgram(server);
      removeFolder(folder);
    },
  };
}
