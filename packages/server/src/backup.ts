import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServerError } from './errors.ts';
import { copyKeep } from './keep/copy.ts';
import { DEFAULTS } from './options.ts';
import type { Store } from './store/store.ts';
import { packageVersion } from './version.ts';

/** What stands in a backup beside this note: the database's own backup, and the file of projects and keys where there is one. */
const MANIFEST = 'sightglass-backup.json';

/** Folder of the database's own backup. */
export const TELEMETRY = 'telemetry';

/** The note in a backup. */
export interface Manifest {
  /** Version of this form. */
  format: 1;
  /** Version of the server that made it. */
  version: string;
  /** When it was begun, milliseconds since the epoch: what was acknowledged before is in it. */
  atMs: number;
  database: string;
}

/** Where what is backed up lies. */
export interface BackedUp {
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
}

/**
 * Fills an empty folder, which lies in the folder for backups of the store.
 *
 * @returns whether projects and keys are in it.
 */
export async function backUpInto(dir: string, store: Store, { dataDir, databaseUrl }: BackedUp): Promise<boolean> {
  const manifest: Manifest = { format: 1, version: packageVersion(), atMs: Date.now(), database: store.database };
  await store.backUp(join(dir, TELEMETRY));
  const hasKeep = databaseUrl === undefined;
  if (hasKeep) await copyKeep(dataDir, dir);
  writeFileSync(join(dir, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  return hasKeep;
}

/** A backup that a running server made. */
export interface MadeBackup {
  /** By when it was begun. */
  readonly name: string;
  /** The folder, on the machine of the server. */
  readonly path: string;
}

/** Makes a backup of what a running server has, in the folder `backups` of its data folder. */
export async function backUpRunning(store: Store, from: BackedUp): Promise<MadeBackup> {
  const name = new Date().toISOString().replaceAll(':', '-');
  const path = join(from.dataDir, 'backups', name);
  const work = `${path}.part`;
  mkdirSync(work, { recursive: true, mode: 0o700 });
  try {
    await backUpInto(work, store, from);
    renameSync(work, path);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    throw error;
  }
  return { name, path };
}

/**
 * Reads the note of a backup.
 *
 * @throws {@link ServerError} `SIGHTGLASS_BAD_OPTION` for a folder that is none.
 */
export function readManifest(dir: string, shown: string): Manifest {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(dir, MANIFEST), 'utf8'));
    if (isManifest(manifest)) return manifest;
  } catch {
    // Not there, or not what we wrote.
  }
  throw new ServerError('SIGHTGLASS_BAD_OPTION', `${shown} is no backup that this version can read`, {
    remedy: `name what \`backup\` wrote: it holds ${MANIFEST}`,
  });
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  const { format, atMs, database }: Partial<Record<keyof Manifest, unknown>> = value;
  return format === 1 && typeof atMs === 'number' && database === DEFAULTS.database;
}
