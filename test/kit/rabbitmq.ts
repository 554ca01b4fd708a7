import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { removeFolder, temporaryFolder } from './guard.ts';
import { ownerOf, programOf } from './peers.ts';
import { shown, startProgram, stopProgram } from './processes.ts';

/** A RabbitMQ of its own in a temporary folder. */
export interface RabbitMq {
  /** As in `amqp://guest:guest@127.0.0.1:40123`. */
  readonly url: string;
  readonly port: number;
  readonly pid: number | undefined;
  readonly stop: () => Promise<void>;
}

/** Starts RabbitMQ on a free port, empty and without plugins. */
export async function startRabbitMq(): Promise<RabbitMq> {
  const program = programOf('rabbitmq');
  const folder = temporaryFolder('rabbitmq');
  const [port, distributionPort, epmdPort] = [await freePort(), await freePort(), await freePort()];
  mkdirSync(join(folder, 'home'), { mode: 0o777 });
  writeFileSync(
    join(folder, 'rabbitmq.conf'),
    `listeners.tcp.1 = 127.0.0.1:${port}\nlog.console = true\nlog.file = false\n`,
  );
  writeFileSync(join(folder, 'plugins'), '[].\n');
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: join(folder, 'home'),
    TMPDIR: folder,
    LC_ALL: 'C.UTF-8',
    ERL_EPMD_PORT: String(epmdPort),
    RABBITMQ_NODENAME: `test-${port}@localhost`,
    RABBITMQ_DIST_PORT: String(distributionPort),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'none'),
    // Waiting spins otherwise, and there are others on the machine.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+sbwt none',
  };
  const options = { ...ownerOf(folder), cwd: folder, env };
  if (options.uid !== undefined) ownerOf(join(folder, 'home'));
  // Erlang's list of ports: RabbitMQ would start one that outlives it.
  const names = startProgram('epmd', ['-port', String(epmdPort), '-address', '127.0.0.1'], options);
  const server = startProgram(program, [], options);
  await shown(server, /Server startup complete|completed with \d+ plugins/, 90_000);
  return {
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    port,
    pid: server.child.pid,
    async stop() {
      // Nothing here is worth keeping, and an orderly end takes seconds.
      await stopProgram(server, 'SIGKILL');
      await stopProgram(names);
      removeFolder(folder);
    },
  };
}
