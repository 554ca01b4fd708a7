import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { resolveServerOptions, type ServerOptions } from '../options.ts';
import { migrate } from '../store/migrations/migrate.ts';
import { enginePath, openEmbedded, openStore, type StoreOptions } from '../store/open.ts';
import type { Store } from '../store/store.ts';

/**
 * Opens the store as {@link openStore} does, and lets a process of its own make the tables of a new data folder. The engine's code and
 * memory that this takes are needed once: in the server's process they would be 15 MB for as long as it lives.
 *
 * @param commandLine the program and its arguments that call {@link makeTables} with the same options.
 * @throws {@link ServerError} as {@link openStore} does.
 */
export async function openWithTables(
  options: StoreOptions,
  commandLine: readonly [string, ...string[]],
): Promise<Store> {
  const [program, ...args] = commandLine;
  if (options.clickhouseUrl === undefined && !existsSync(enginePath(resolve(options.dataDir)))) {
    // However it ends: the start that follows makes what is missing, and says what is wrong.
    await once(fork(program, args, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }), 'exit').catch(() => undefined);
  }
  return openStore(options);
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
