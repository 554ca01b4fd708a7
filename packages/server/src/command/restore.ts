import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readManifest, TELEMETRY } from '../backup.ts';
import { messageOf, ServerError } from '../errors.ts';
import { KEEP_FILE } from '../keep/copy.ts';
import { resolveServerOptions } from '../options.ts';
import { openChdb } from '../store/chdb/engine.ts';
import { RESTORING } from '../store/folder.ts';
import { noteRepair } from '../store/keeping/repair.ts';
import { identifier, quoted } from '../store/literals.ts';
import { enginePath } from '../store/open.ts';
import { readArguments } from './arguments.ts';
import { isArchive, tar } from './backup.ts';
import type { Said } from './keep.ts';

/** Memory of the engine while it restores, bytes. */
const MEMORY_BYTES = 1024 ** 3;

/** What arrived that long before a backup began may be in one table of it and not yet in another. */
const APART_MS = 60_000;

/**
 * `restore SOURCE [--data DIR]`: a backup into a data folder that is empty or not there.
 *
 * @throws {@link ServerError}; then the folder is as it was.
 */
export async function runRestore(given: readonly string[]): Promise<Said> {
  const args = readArguments(given, { data: { type: 'string' } }, true);
  const [, source, ...others] = args.words;
  if (source === undefined || others.length > 0) throw wrong('restore takes one word', 'name a folder or .tar file');
  const data = args.text('data');
  const options = resolveServerOptions(data === undefined ? {} : { dataDir: data });
  const dataDir = resolve(options.dataDir);
  const from = resolve(source);
  if (!existsSync(from)) throw wrong(`there is no backup ${from}`, 'name what `backup` wrote');
  const wasThere = existsSync(dataDir);
  if (wasThere && readdirSync(dataDir).length > 0) {
    throw wrong(`the data folder ${dataDir} is not empty`, 'name a new one with --data DIR');
  }
  const work = join(dataDir, RESTORING);
  mkdirSync(work, { recursive: true });
  try {
    const backup = isArchive(from) ? await unpacked(from, work) : from;
    await restoreInto(work, backup, source);
  } catch (error) {
    rmSync(wasThere ? work : dataDir, { recursive: true, force: true });
    throw error;
  }
  for (const name of readdirSync(work)) renameSync(join(work, name), join(dataDir, name));
  rmSync(work, { recursive: true });
  return { out: `${dataDir}\n`, note: '' };
}

async function unpacked(file: string, work: string): Promise<string> {
  const dir = join(work, 'unpacked');
  mkdirSync(dir);
  await tar(['-xf', file, '-C', dir]);
  return dir;
}

/** Makes a data folder out of a backup. */
async function restoreInto(work: string, backup: string, shown: string): Promise<void> {
  const { database, atMs } = readManifest(backup, shown);
  const engine = await openChdb({
    path: enginePath(work),
    backupsPath: dirname(join(backup, TELEMETRY)),
    readers: 2,
    maxMemoryBytes: MEMORY_BYTES,
  });
  try {
    await engine.command(`RESTORE DATABASE ${identifier(database)} FROM File(${quoted(join(backup, TELEMETRY))})`);
  } catch (error) {
    throw new ServerError('SIGHTGLASS_DATA_FOLDER', `the backup cannot be restored: ${messageOf(error)}`, {
      remedy: 'use another backup',
      cause: error,
    });
  } finally {
    await engine.close();
  }
  if (existsSync(join(backup, KEEP_FILE))) copyFileSync(join(backup, KEEP_FILE), join(work, KEEP_FILE));
  noteRepair(work, atMs - APART_MS);
  rmSync(join(work, 'unpacked'), { recursive: true, force: true });
}

function wrong(what: string, remedy: string): ServerError {
  return new ServerError('SIGHTGLASS_BAD_OPTION', what, { remedy });
}
