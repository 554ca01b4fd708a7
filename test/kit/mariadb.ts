import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { freePort } from './free-port.ts';
import { removeFolder, temporaryFolder } from './guard.ts';
import { ownerOf, programOf } from './peers.ts';
import { shown, startProgram, stopProgram } from './processes.ts';

/** A MariaDB server of its own in a temporary folder. */
export interface MariaDb {
  /** As in `mysql://root@127.0.0.1:40123/test`. */
  readonly url: string;
  readonly port: number;
  /** May do everything, and has no password. */
  readonly user: string;
  readonly pid: number | undefined;
  readonly stop: () => Promise<void>;
}

/** Starts MariaDB on a free port, with one empty database, `test`. */
export async function startMariaDb(): Promise<MariaDb> {
  const program = programOf('mariadb');
  const folder = temporaryFolder('mariadb');
  const options = { ...ownerOf(folder), cwd: folder, env: { PATH: process.env['PATH'] ?? '', TMPDIR: folder } };
  const data = ['--no-defaults', `--datadir=${join(folder, 'data')}`];
  const install = join(dirname(program), '../bin/mariadb-install-db');
  const made = spawnSync(install, [...data, '--auth-root-authentication-method=normal'], options);
  if (made.status !== 0)
    throw new Error(`mariadb-install-db failed: ${made.stdout.toString()}${made.stderr.toString()}`);

  const port = await freePort();
  const server = startProgram(
    program,
    [
      ...data,
      '--bind-address=127.0.0.1',
      `--port=${port}`,
      `--socket=${join(folder, 'socket')}`,
      `--tmpdir=${folder}`,
      '--innodb-flush-log-at-trx-commit=0',
      '--innodb-buffer-pool-size=16M',
    ],
    options,
  );
  await shown(server, /ready for connections/);
  return {
    url: `mysql://root@127.0.0.1:${port}/test`,
    port,
    user: 'root',
    pid: server.child.pid,
    async stop() {
      await stopProgram(server);
      removeFolder(folder);
    },
  };
}
