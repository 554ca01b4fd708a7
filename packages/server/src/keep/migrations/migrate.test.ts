import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Kysely, sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { removeFolder, temporaryFolder } from '../../../../../test/kit/guard.ts';
import { has } from '../../../../../test/kit/peers.ts';
import { startPostgres, type Postgres } from '../../../../../test/kit/postgres.ts';
import { startProgram } from '../../../../../test/kit/processes.ts';
import { openKeep } from '../keep.ts';
import { createKey } from '../keys.ts';
import { postgresDialect } from '../postgres.ts';
import { listProjects } from '../projects.ts';
import { sqliteDialect } from '../sqlite.ts';
import { DIALECTS, migrate, type Migration } from './migrate.ts';

const PROGRAM = fileURLToPath(new URL('../../../test/fixtures/killed-migration.ts', import.meta.url));

let postgres: Postgres | undefined;
const folders: string[] = [];
afterAll(async () => {
  await postgres?.stop();
  for (const folder of folders) removeFolder(folder);
});

/** A database without tables. */
async function empty(name: string): Promise<{ dataDir: string; databaseUrl: string | undefined }> {
  const dataDir = temporaryFolder('migrate');
  folders.push(dataDir);
  if (name === 'SQLite') return { dataDir, databaseUrl: undefined };
  postgres ??= await startPostgres();
  const admin = new Kysely({ dialect: await postgresDialect(postgres.url, () => undefined) });
  const database = `test_${folders.length}`;
  await sql`CREATE DATABASE ${sql.id(database)}`.execute(admin);
  await admin.destroy();
  return { dataDir, databaseUrl: postgres.url.replace(/\/postgres$/, `/${database}`) };
}

const names = ['SQLite', ...(has('postgres', 'migrations of PostgreSQL') ? ['PostgreSQL'] : [])];

describe.each(names)('a migration in %s', { timeout: 60_000 }, (name) => {
  it('that was killed half-way leaves nothing, and is complete the next time', async () => {
    const { dataDir, databaseUrl } = await empty(name);
    for (const pattern of ['CREATE TABLE keys', 'CREATE TABLE slots', 'INSERT INTO keep_schema']) {
      const args = ['--conditions=@sightglass/source', PROGRAM, dataDir, databaseUrl ?? '', pattern];
      const killed = startProgram(process.execPath, args);
      expect([await killed.exited, killed.output.stderr]).toEqual(['SIGKILL', '']);
      const dialect = databaseUrl
        ? await postgresDialect(databaseUrl, () => undefined)
        : sqliteDialect(join(dataDir, 'keep.sqlite'));
      const db = new Kysely({ dialect });
      expect((await db.introspection.getTables()).map((table) => table.name)).toEqual([]);
      await db.destroy();
    }
    const keep = await openKeep({ dataDir, databaseUrl });
    expect(await listProjects(keep)).toMatchObject([{ slug: 'default' }]);
    expect(await createKey(keep, 'test', { kind: 'admin', project: 'default' })).toMatchObject({ kind: 'admin' });
    await keep.close();
  });

  it('runs once, and those that are new after it', async () => {
    const { dataDir, databaseUrl } = await empty(name);
    const dialect = databaseUrl ? DIALECTS.postgres : DIALECTS.sqlite;
    const ran: number[] = [];
    const step = (number: number): Migration => {
      return () => {
        ran.push(number);
        return [`CREATE TABLE step_${number} (id integer)`];
      };
    };
    const open = async (): Promise<Kysely<never>> => {
      const kysely = databaseUrl
        ? await postgresDialect(databaseUrl, () => undefined)
        : sqliteDialect(join(dataDir, 'keep.sqlite'));
      return new Kysely<never>({ dialect: kysely });
    };
    const servers = [await open(), await open(), await open()];
    await Promise.all(servers.map((db) => migrate(db as never, dialect, [step(1)])));
    await Promise.all(servers.map((db) => migrate(db as never, dialect, [step(1), step(2)])));
    expect(ran).toEqual([1, 2]);
    await Promise.all(servers.map((db) => db.destroy()));
  });
});
