/** One suite for both databases: what holds on a file has to hold on PostgreSQL, and between two servers of one database. */
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder, temporaryFolder } from '../../../../test/kit/guard.ts';
import { has } from '../../../../test/kit/peers.ts';
import { startPostgres, type Postgres } from '../../../../test/kit/postgres.ts';
import { until } from '../../../../test/kit/until.ts';
import { listAudit } from './audit.ts';
import { openKeep, type Keep } from './keep.ts';
import { createKey, ensureAdminKey, listKeys, revokeKey } from './keys.ts';
import { createProject, listProjects, removeProject, updateProject } from './projects.ts';
import { closeSession, openSession, ownerOfSession } from './sessions.ts';
import type { Tables } from './tables.ts';
import { createView, listViews, removeView, updateView } from './views.ts';

/** A database may take its time to start where much runs beside it. */
const STARTING_MS = 60_000;

const folder = temporaryFolder('keep');
afterAll(() => removeFolder(folder));

let postgres: Postgres | undefined;
const databases = [
  { name: 'SQLite', is: true, url: () => Promise.resolve(undefined) },
  {
    name: 'PostgreSQL',
    is: has('postgres', 'projects and keys in PostgreSQL'),
    url: async () => (postgres = await startPostgres()).url,
  },
];

/** Everything that the tables hold, as text. */
async function everything({ db }: Keep): Promise<string> {
  const tables: (keyof Tables)[] = ['projects', 'keys', 'sessions', 'audit', 'views', 'slots'];
  const rows = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
  return JSON.stringify(rows);
}

describe.each(databases.filter(({ is }) => is))('what people change, in $name', ({ url }) => {
  let databaseUrl: string | undefined;
  /** Two servers of one database. */
  let keep: Keep;
  let other: Keep;
  beforeAll(async () => {
    databaseUrl = await url();
    // At once, so that both find no tables.
    [keep, other] = await Promise.all([
      openKeep({ dataDir: folder, databaseUrl }),
      openKeep({ dataDir: folder, databaseUrl }),
    ]);
  }, STARTING_MS);
  afterAll(async () => {
    await keep.close();
    await other.close();
    await postgres?.stop();
    postgres = undefined;
  });

  it('begins with the project default, without keys', async () => {
    expect(await listProjects(keep)).toEqual([
      { slug: 'default', name: 'Default', timezone: 'UTC', status: 'active', createdAtMs: 0 },
    ]);
    expect((await keep.keyring.read()).needsKey).toBe(false);
  });

  it('is there when it is opened again', async () => {
    await createProject(keep, 'test', { slug: 'again', name: 'Again', timezone: 'Europe/Berlin' });
    const reopened = await openKeep({ dataDir: folder, databaseUrl });
    expect(await listProjects(reopened, 'again')).toMatchObject([{ name: 'Again', timezone: 'Europe/Berlin' }]);
    await reopened.close();
  });

  it('has one project a slug', async () => {
    await createProject(keep, 'test', { slug: 'one' });
    await expect(createProject(other, 'test', { slug: 'one' })).rejects.toMatchObject({
      code: 'SIGHTGLASS_CONFLICT',
      message: 'there is a project one already',
    });
  });

  it('changes of a project what is given, and nothing else', async () => {
    await createProject(keep, 'test', { slug: 'changing', name: 'Before' });
    expect(await updateProject(keep, 'test', 'changing', { status: 'paused', timezone: undefined })).toMatchObject({
      slug: 'changing',
      name: 'Before',
      timezone: 'UTC',
      status: 'paused',
    });
    await expect(updateProject(keep, 'test', 'missing', { name: 'x' })).rejects.toMatchObject({
      code: 'SIGHTGLASS_NOT_FOUND',
    });
  });

  it('removes a project only when no key of it works, with its views and revoked keys, and never default', async () => {
    await createProject(keep, 'test', { slug: 'removed' });
    const { id } = await createKey(keep, 'test', { kind: 'read', project: 'removed' });
    await createView(keep, 'test', 'removed', { name: 'v', page: 'logs', address: '/logs' });
    await expect(removeProject(keep, 'test', 'removed')).rejects.toMatchObject({ code: 'SIGHTGLASS_CONFLICT' });
    await revokeKey(keep, 'test', id, { evenLastAdmin: true });
    await removeProject(keep, 'test', 'removed');
    expect(await listProjects(keep, 'removed')).toEqual([]);
    expect(await listKeys(keep, 'removed')).toEqual([]);
    expect(await listViews(keep, 'removed')).toEqual([]);
    await expect(removeProject(keep, 'test', 'removed')).rejects.toMatchObject({ code: 'SIGHTGLASS_NOT_FOUND' });
    await expect(removeProject(keep, 'test', 'default')).rejects.toMatchObject({ code: 'SIGHTGLASS_CONFLICT' });
  });

  it('knows a key by its hash, and keeps no key', async () => {
    const { key, id, hint } = await createKey(keep, 'test', { kind: 'ingest', project: 'default', name: 'shop' });
    expect(key).toMatch(/^sg_ingest_[0-9A-Za-z]{27}$/);
    expect(key.endsWith(hint)).toBe(true);
    expect((await keep.keyring.read()).find(key)).toMatchObject({ id, kind: 'ingest', project: 'default' });
    expect((await keep.keyring.read()).find(`${key}x`)).toBeUndefined();
    expect(await everything(keep)).not.toContain(key.slice('sg_ingest_'.length, -4));
  });

  it('makes no key for a project that there is not', async () => {
    await expect(createKey(keep, 'test', { kind: 'read', project: 'nowhere' })).rejects.toMatchObject({
      code: 'SIGHTGLASS_NOT_FOUND',
      message: 'there is no project nowhere',
    });
  });

  it('tells another server of a key within a second, and of its end', async () => {
    const { key, id } = await createKey(keep, 'test', { kind: 'read', project: 'default' });
    const known = async (): Promise<true | undefined> => ((await other.keyring.read()).find(key) ? true : undefined);
    await until(1000, known, 'the key');
    await revokeKey(keep, 'test', id, { evenLastAdmin: true });
    expect((await keep.keyring.read()).find(key)?.revokedAtMs).toBeTypeOf('number');
    await until(
      1000,
      async () => ((await other.keyring.read()).find(key)?.revokedAtMs == null ? undefined : true),
      'its end',
    );
  });

  it('notes when a key was used', async () => {
    const { id } = await createKey(keep, 'test', { kind: 'read', project: 'default' });
    const before = Date.now();
    keep.keyring.use(id);
    await keep.keyring.writeUses();
    const used = (await listKeys(other)).find((key) => key.id === id);
    expect(used?.lastUsedAtMs).toBeGreaterThanOrEqual(before);
  });

  it('does not let the last admin key go, unless the command line says so', async () => {
    const first = await createKey(keep, 'test', { kind: 'admin', project: 'default' });
    const second = await createKey(keep, 'test', { kind: 'admin', project: 'default' });
    await revokeKey(keep, 'test', first.id, { evenLastAdmin: false });
    await expect(revokeKey(keep, 'test', second.id, { evenLastAdmin: false })).rejects.toMatchObject({
      code: 'SIGHTGLASS_CONFLICT',
      message: 'this is the last admin key',
    });
    await revokeKey(keep, 'test', second.id, { evenLastAdmin: true });
    expect((await keep.keyring.read()).find(second.key)?.revokedAtMs).toBeTypeOf('number');
    await expect(revokeKey(keep, 'test', second.id, { project: 'again', evenLastAdmin: true })).rejects.toMatchObject({
      code: 'SIGHTGLASS_NOT_FOUND',
    });
  });

  it('takes the admin key of the environment once, from two servers at a time', async () => {
    const key = 'sg_admin_Qw8er7tZ3uioP1asDf5gh2';
    await Promise.all([keep, other].map((one) => ensureAdminKey(one, 'SIGHTGLASS_ADMIN_KEY', key)));
    await ensureAdminKey(keep, 'SIGHTGLASS_ADMIN_KEY', key);
    const made = (await listKeys(keep)).filter(({ name }) => name === 'SIGHTGLASS_ADMIN_KEY');
    expect(made).toMatchObject([{ kind: 'admin', hint: '5gh2' }]);
    await revokeKey(keep, 'test', made[0]?.id ?? '', { evenLastAdmin: true });
    await expect(ensureAdminKey(keep, 'SIGHTGLASS_ADMIN_KEY', key)).rejects.toThrow(/it was revoked/);
  });

  it('ends a session when somebody signs out, and when its key ends', async () => {
    const { key, id } = await createKey(keep, 'test', { kind: 'read', project: 'default' });
    const owner = (await keep.keyring.read()).find(key);
    if (!owner) throw new Error('the key is not known');
    const [left, right] = [await openSession(keep, owner), await openSession(keep, owner)];
    await until(1000, () => ownerOfSession(other, left), 'the session on the other server');
    expect(await everything(keep)).not.toContain(left);
    await closeSession(keep, left);
    expect(await ownerOfSession(keep, left)).toBeUndefined();
    expect(await ownerOfSession(keep, right)).toMatchObject({ id });
    await revokeKey(keep, 'test', id, { evenLastAdmin: true });
    expect(await ownerOfSession(keep, right)).toBeUndefined();
    expect(await ownerOfSession(keep, '')).toBeUndefined();
  });

  it('ends a session when its time is over', async () => {
    const { key } = await createKey(keep, 'test', { kind: 'read', project: 'default' });
    const owner = (await keep.keyring.read()).find(key);
    if (!owner) throw new Error('the key is not known');
    const token = await openSession(keep, owner);
    await keep.db
      .updateTable('sessions')
      .set({ expiresAtMs: Date.now() - 1 })
      .execute();
    expect(await ownerOfSession(keep, token)).toBeUndefined();
    await openSession(keep, owner);
    expect(await keep.db.selectFrom('sessions').selectAll().execute()).toHaveLength(1);
  });

  it('lets one of two people change a view that both have read', async () => {
    const content = { name: 'Errors', page: 'logs', address: '/logs?q=error' };
    const { id, version } = await createView(keep, 'test', 'default', content);
    const at = { project: 'default', id, version };
    const both = await Promise.allSettled([
      updateView(keep, 'a', at, { ...content, name: 'A' }),
      updateView(other, 'b', at, { ...content, name: 'B' }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'SIGHTGLASS_STALE' } });
    await expect(removeView(keep, 'test', at)).rejects.toMatchObject({ code: 'SIGHTGLASS_STALE' });
    await expect(removeView(keep, 'test', { ...at, project: 'again', version: 2 })).rejects.toMatchObject({
      code: 'SIGHTGLASS_NOT_FOUND',
    });
    await removeView(keep, 'test', { ...at, version: 2 });
    expect(await listViews(keep, 'default')).toEqual([]);
  });

  it('gives each service one slot, when two servers see a hundred new ones at a time', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `service-${index}`);
    const answers = await Promise.all(
      [keep, other, keep, other].map((one, part) => one.slots.of('slotted', names.slice(part * 20, part * 20 + 40))),
    );
    const given = new Map<string, number>();
    for (const [service, slot] of answers.flatMap((answer) => [...answer])) {
      expect(given.get(service) ?? slot).toBe(slot);
      given.set(service, slot);
    }
    expect([...given.values()].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect(await other.slots.of('slotted', ['service-7'])).toEqual(new Map([['service-7', given.get('service-7')]]));
    expect(await other.slots.of('elsewhere', ['service-7'])).toEqual(new Map([['service-7', 0]]));
  });

  it('does not fill up with services that are seen once', async () => {
    const names = Array.from({ length: 700 }, (_, index) => `once-${index}`);
    const slots = await keep.slots.of('many', names);
    expect(slots.size).toBe(700);
    const kept = await keep.db.selectFrom('slots').selectAll().where('project', '=', 'many').execute();
    expect(kept).toHaveLength(500);
    expect((await other.slots.of('many', ['once-699'])).get('once-699')).toBe(slots.get('once-699'));
  });

  it('writes an audit row for each change, and none for one that failed', async () => {
    await createProject(keep, 'somebody', { slug: 'audited' });
    await updateProject(keep, 'somebody', 'audited', { name: 'New' });
    await createProject(keep, 'somebody', { slug: 'audited' }).catch(() => undefined);
    const { id } = await createKey(keep, 'somebody', { kind: 'browser', project: 'audited', origins: ['https://a.b'] });
    await revokeKey(keep, 'somebody', id, { evenLastAdmin: true });
    await revokeKey(keep, 'somebody', id, { evenLastAdmin: true });
    const rows = await listAudit(keep, 'audited', { limit: 10 });
    expect(rows.map(({ actor, action, target }) => `${actor} ${action} ${target}`)).toEqual([
      `somebody key.revoke ${id}`,
      `somebody key.create ${id}`,
      'somebody project.update audited',
      'somebody project.create audited',
    ]);
    expect(rows[2]?.detail).toEqual({ name: 'New' });
    expect(await listAudit(keep, 'audited', { limit: 10, before: rows[2]?.id })).toHaveLength(1);
  });

  it('makes one change after the other, whichever server makes them', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        createProject(index % 2 ? keep : other, 'test', { slug: `turn-${index}` }),
      ),
    );
    const rows = await keep.db.selectFrom('audit').select('id').where('project', 'like', 'turn-%').execute();
    expect(rows).toHaveLength(20);
  });

  it('refuses tables of a newer version', async () => {
    await sql`INSERT INTO keep_schema VALUES (99)`.execute(keep.db);
    await expect(openKeep({ dataDir: folder, databaseUrl })).rejects.toMatchObject({
      code: 'SIGHTGLASS_KEEP',
      message: expect.stringContaining('newer version'),
    });
    await sql`DELETE FROM keep_schema WHERE version = 99`.execute(keep.db);
  });
});

describe('the file of projects and keys', () => {
  it('can be read by its owner only, and so can what SQLite puts beside it', async () => {
    const own = temporaryFolder('keep-file');
    const keep = await openKeep({ dataDir: own });
    await createProject(keep, 'test', { slug: 'p' });
    const files = readdirSync(own).toSorted();
    expect(files).toEqual(['keep.sqlite', 'keep.sqlite-shm', 'keep.sqlite-wal']);
    expect(files.map((file) => statSync(join(own, file)).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
    await keep.close();
    removeFolder(own);
  });

  it('is told by its name when it is not one', async () => {
    const own = temporaryFolder('keep-file');
    await expect(openKeep({ dataDir: join(own, 'missing') })).rejects.toMatchObject({ code: 'SIGHTGLASS_KEEP' });
    expect(existsSync(join(own, 'missing'))).toBe(false);
    removeFolder(own);
  });
});

describe('a database that does not answer', () => {
  it('is told without the password of its address', async () => {
    const failed = openKeep({ dataDir: folder, databaseUrl: 'postgres://user:verysecret@127.0.0.1:9/x' });
    await expect(failed).rejects.toMatchObject({ code: 'SIGHTGLASS_KEEP' });
    const error = await failed.catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('ECONNREFUSED');
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('verysecret');
  });
});

describe('a full disk under the file of SQLite', () => {
  it('leaves no question about colours without an answer, and keeps them once there is room', async () => {
    const dataDir = join(folder, 'full');
    mkdirSync(dataDir);
    const keep = await openKeep({ dataDir });
    const { rows } = await sql<{ pageCount: number }>`PRAGMA page_count`.execute(keep.db);
    await sql`PRAGMA max_page_count = ${sql.raw(String(rows[0]?.pageCount))}`.execute(keep.db);
    const names = Array.from({ length: 100 }, (_, i) => `${i}-${'long '.repeat(100)}`);
    const slots = await keep.slots.of('default', names);
    expect(slots.size).toBe(100);
    expect(await keep.db.selectFrom('slots').selectAll().execute()).toEqual([]);
    await sql`PRAGMA max_page_count = 1000000`.execute(keep.db);
    expect([...(await keep.slots.of('default', names)).values()].toSorted((a, b) => a - b)).toEqual(
      names.map((_, i) => i),
    );
    await keep.close();
  });
});
