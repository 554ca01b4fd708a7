import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { backUpInto } from '../backup.ts';
import { messageOf, ServerError } from '../errors.ts';
import { KEEP_FILE } from '../keep/copy.ts';
import { DEFAULTS, resolveServerOptions } from '../options.ts';
import { openStore } from '../store/open.ts';
import { readArguments } from './arguments.ts';
import type { Said } from './keep.ts';

/**
 * `backup TARGET [--data DIR]`: everything in the data folder of a server that does not run, into a new folder or a .tar, .tar.gz or .tgz file.
 *
 * @throws {@link ServerError}.
 */
export async function runBackup(given: readonly string[]): Promise<Said> {
  const args = readArguments(given, { data: { type: 'string' } }, true);
  const [, target, ...others] = args.words;
  if (target === undefined || others.length > 0) throw wrong('backup takes one word', 'name a new folder or .tar file');
  const data = args.text('data');
  const options = resolveServerOptions(data === undefined ? {} : { dataDir: data });
  if (options.clickhouseUrl !== undefined) throw notHere();
  const dataDir = resolve(options.dataDir);
  if (!existsSync(dataDir))
    throw wrong(`there is no data folder ${dataDir}`, 'name the one of the server with --data DIR');
  const path = resolve(target);
  if (existsSync(path)) throw wrong(`${path} is there already`, 'name a new folder or file');

  const work = `${path}.part`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true, mode: 0o700 });
  try {
    const store = await openStore({ dataDir, backupsDir: dirname(work) }).catch((error: unknown) => {
      throw asStopped(error);
    });
    let hasKeep: boolean;
    try {
      hasKeep = await backUpInto(work, store, options);
    } finally {
      await store.close();
    }
    if (isArchive(path)) await packed(work, path);
    else renameSync(work, path);
    const note = hasKeep ? '' : 'Projects and keys lie in PostgreSQL: back them up with pg_dump.\n';
    return { out: `${path}\n`, note };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Whether a path names an archive. */
export function isArchive(path: string): boolean {
  return /\.(?:tar|tar\.gz|tgz)$/.test(basename(path));
}

async function packed(dir: string, file: string): Promise<void> {
  const half = `${file}.half`;
  await tar([file.endsWith('.tar') ? '-cf' : '-czf', half, '-C', dir, '.']).catch((error: unknown) => {
    rmSync(half, { force: true });
    throw error;
  });
  renameSync(half, file);
}

/**
 * Runs the system's tar.
 *
 * @throws {@link ServerError} `SIGHTGLASS_DATA_FOLDER`.
 */
export function tar(args: readonly string[]): Promise<void> {
  return new Promise((resolved, reject) => {
    const fail = (why: string): void =>
      reject(
        new ServerError('SIGHTGLASS_DATA_FOLDER', `tar failed: ${why}`, {
          remedy: 'see that there is room, or use a folder instead of an archive',
        }),
      );
    const child = spawn('tar', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (piece: Buffer) => (said = (said + piece.toString()).slice(0, 500)));
    child.on('error', (error) => fail(messageOf(error)));
    child.on('close', (code) => (code === 0 ? resolved() : fail(said.trim() || `exit code ${code}`)));
  });
}

/** Of the folder of a server that runs: how to go on. */
function asStopped(error: unknown): unknown {
  if (!(error instanceof ServerError && error.code === 'SIGHTGLASS_DATA_LOCKED')) return error;
  return new ServerError(error.code, error.message, {
    remedy: 'stop it first, or let it make one itself: POST /api/v1/backups with an admin key',
    cause: error,
  });
}

function notHere(): ServerError {
  return wrong(
    'telemetry lies on the ClickHouse server of SIGHTGLASS_CLICKHOUSE_URL',
    `run BACKUP DATABASE ${DEFAULTS.database} there, and copy ${KEEP_FILE} or back up PostgreSQL`,
  );
}

function wrong(what: string, remedy: string): ServerError {
  return new ServerError('SIGHTGLASS_BAD_OPTION', what, { remedy });
}
