import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { freePort } from './free-port.ts';
import { removeFolder, temporaryFolder } from './guard.ts';
import { ownerOf, programOf } from './peers.ts';
import { shown, startProgram, stopProgram } from './processes.ts';

/** A PostgreSQL server of its own in a temporary folder. */
export interface Postgres {
  /** As in `postgres://tester@127.0.0.1:40123/postgres`. */
  readonly url: string;
  readonly port: number;
  /** May do everything, and has no password. */
  readonly user: string;
  readonly pid: number | undefined;
  readonly stop: () => Promise<void>;
}

/** Starts PostgreSQL on a free port, with one empty database, `postgres`. */
export async function startPostgres(): Promise<Postgres> {
  const program = programOf('postgres');
  const folder = temporaryFolder('postgres');
  const options = { ...ownerOf(folder), cwd: folder, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' } };
  const user = 'tester';
  const init = join(dirname(program), 'initdb');
  const made = spawnSync(init, ['-D', folder, '-U', user, '-A', 'trust', '-E', 'UTF8', '--no-sync'], options);
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr.toString()}`);

  const port = await freePort();
  const settings = ['fsync=off', 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`];
  const args = ['-D', folder, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const server = startProgram(program, args, options);
  await shown(server, /ready to accept connections/);
  return {
    url: `postgres://${user}@127.0.0.1:${port}/postgres`,
    port,
    user,
    pid: server.child.pid,
    async stop() {
      // Immediate shutdown: nothing here is worth keeping.
      await stopProgram(server, 'SIGQUIT');
      removeFolder(folder);
    },
  };
}
