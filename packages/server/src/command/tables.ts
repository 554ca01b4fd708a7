import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ServerError } from '../errors.ts';
import { resolveServerOptions, type ServerOptions } from '../options.ts';
import { migrate } from '../store/migrations/migrate.ts';
import { enginePath, openEmbedded, openStore, type StoreOptions } from '../store/open.ts';
import type { Store } from '../store/store.ts';

/** Far longer than the tables take on a busy machine, which is seconds. */
const LIMIT_MS = 5 * 60_000;

/**
 * Opens the store as {@link openStore} does, and lets a process of its own make the tables of a new data folder. The engine's code and
 * memory that this takes are needed once: in the server's process they would be 15 MB for as long as it lives.
 *
 * @param commandLine the program and its arguments that call {@link makeTables} with the same options.
 * @param limitMs how long the tables may take, milliseconds.
 * @throws {@link ServerError} as {@link openStore} does; `SIGHTGLASS_DATA_FOLDER` where the tables are not made in time.
 */
export async function openWithTables(
  options: StoreOptions,
  commandLine: readonly [string, ...string[]],
  limitMs: number = LIMIT_MS,
): Promise<Store> {
  const folder = resolve(options.dataDir);
  if (options.clickhouseUrl === undefined && !existsSync(enginePath(folder)) && !(await ends(commandLine, limitMs))) {
    throw new ServerError('SIGHTGLASS_DATA_FOLDER', `${folder}: its tables were not made within ${limitMs / 1000} s`, {
      remedy: 'Look whether its disk answers, and start again.',
    });
  }
  return openStore(options);
}

/** Runs a program until it ends, however it ends: the start that follows makes what is missing, and says what is wrong. */
async function ends([program, ...args]: readonly [string, ...string[]], limitMs: number): Promise<boolean> {
  const child = fork(program, args, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const limit = AbortSignal.timeout(limitMs);
  await once(child, 'exit', { signal: limit }).catch(() => undefined);
  if (!limit.aborted) return true;
  child.kill('SIGKILL');
  // One that hangs in a disk hears no signal, and must not hold us.
  child.disconnect();
  child.unref();
  return false;
}

/** Makes the tables of the embedded engine as a start makes them. */
export async function makeTables(given: ServerOptions): Promise<void> {
  // Without the server that waits for it, it would stand in the way of the next.
  process.on('disconnect', () => process.exit(1));
  const { database, retention, ...options } = resolveServerOptions(given);
  const engine = await openEmbedded(options, resolve(options.dataDir));
  await migrate(engine, database, { retention });
  await engine.close();
}
