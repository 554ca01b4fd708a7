import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_RETENTION } from '../../packages/server/src/store/keeping/retention.ts';
import { MIGRATIONS, schemaStatements } from '../../packages/server/src/store/migrations/migrate.ts';
import { enginePath } from '../../packages/server/src/store/open.ts';
import { removeFolder, temporaryFolder } from './guard.ts';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/tables', import.meta.url));
const MAKE = fileURLToPath(new URL('fixtures/tables.ts', import.meta.url));

let template: string | undefined;

/**
 * Makes a data folder whose database has the tables of a server already: to make them is three quarters of a first start. It is gone with
 * this process at the latest. A server that shall start as it does for its user gets a {@link temporaryFolder} instead.
 */
export function dataFolder(name: string): string {
  const folder = temporaryFolder(name);
  cpSync((template ??= provideTemplate()), enginePath(folder), { recursive: true });
  return folder;
}

/** The folder of an engine that made its tables, and nothing else. Whoever asks first makes it, for every later run. */
function provideTemplate(): string {
  const path = join(CACHE, versionOfTables());
  if (existsSync(path)) return path;
  const folder = temporaryFolder('template');
  // In a process of its own, because this one may have an engine open.
  execFileSync(process.execPath, ['--conditions=@sightglass/source', MAKE, folder]);
  // Whole before it has its name: others look for it meanwhile, or make one.
  const copy = join(CACHE, basename(folder));
  mkdirSync(CACHE, { recursive: true });
  cpSync(enginePath(folder), copy, { recursive: true });
  removeFolder(folder);
  try {
    renameSync(copy, path);
  } catch (error) {
    removeFolder(copy);
    if (!existsSync(path)) throw error;
  }
  return path;
}

/** Another for each engine and set of statements. */
function versionOfTables(): string {
  const engine = createRequire(new URL('../../packages/server/package.json', import.meta.url)).resolve('chdb');
  const statements = MIGRATIONS.flatMap(({ sql }) => schemaStatements(sql, 'otel', undefined, DEFAULT_RETENTION));
  return createHash('sha256')
    .update(JSON.stringify([engine, statements]))
    .digest('hex')
    .slice(0, 16);
}
