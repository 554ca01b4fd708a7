import type { Transaction } from 'kysely';
import { ServerError } from '../errors.ts';
import type { Keep } from './keep.ts';
import { hashOf, makeKey, randomText, weaknessOf, type KeyKind } from './key-text.ts';
import { readOrigins } from './keyring.ts';
import { DEFAULT_PROJECT } from './principal.ts';
import { requireProject } from './projects.ts';
import type { Tables } from './tables.ts';

/** A key, without itself. */
export interface KeyRecord {
  id: string;
  kind: KeyKind;
  project: string;
  name: string;
  /** The last four characters. */
  hint: string;
  /** Origins of the pages that may send with it. */
  origins: string[];
  createdAtMs: number;
  lastUsedAtMs: number | null;
  revokedAtMs: number | null;
}

/** What a new key is made of. */
export interface NewKey {
  readonly kind: KeyKind;
  readonly project: string;
  readonly name?: string | undefined;
  /** For `browser` keys, and only for these: as `parseOrigin` reads them. */
  readonly origins?: readonly string[] | undefined;
}

/** Characters of a key's id. */
const ID_LENGTH = 12;

/** Keys of a project, or of all; newest first. */
export async function listKeys({ db }: Pick<Keep, 'db'>, project?: string): Promise<KeyRecord[]> {
  const all = db
    .selectFrom('keys')
    .select(['id', 'kind', 'project', 'name', 'hint', 'origins', 'createdAtMs', 'lastUsedAtMs', 'revokedAtMs'])
    .orderBy('createdAtMs', 'desc')
    .orderBy('id');
  const rows = await (project === undefined ? all : all.where('project', '=', project)).execute();
  return rows.map((row) => ({ ...row, origins: readOrigins(row.origins) }));
}

/**
 * Makes a key. This is the only time that it can be seen.
 *
 * @throws {@link ServerError} `SIGHTGLASS_NOT_FOUND` for a project that there is not.
 */
export function createKey(keep: Keep, actor: string, given: NewKey): Promise<KeyRecord & { key: string }> {
  return insertKey(keep, actor, given, makeKey(given.kind));
}

/**
 * Makes the key that the environment gives an admin key, unless that has been done.
 *
 * @throws {@link ServerError} `SIGHTGLASS_BAD_OPTION` when it is too weak, or has been revoked.
 */
export async function ensureAdminKey(keep: Keep, variable: string, key: string): Promise<void> {
  const weakness = weaknessOf(key);
  if (weakness !== undefined) throw badAdminKey(variable, weakness);
  const found = (await keep.keyring.read()).find(key);
  if (found?.revokedAtMs != null) throw badAdminKey(variable, 'it was revoked');
  if (found) return;
  try {
    await insertKey(keep, variable, { kind: 'admin', project: DEFAULT_PROJECT, name: variable }, key);
  } catch (error) {
    // Another server of this database was faster.
    keep.keyring.forget();
    if ((await keep.keyring.read()).find(key) === undefined) throw error;
  }
}

/** How {@link revokeKey} behaves. */
export interface RevokeOptions {
  /** Only a key of this project. @defaultValue of any */
  readonly project?: string;
  /** Whether the last admin key may be revoked too. */
  readonly evenLastAdmin: boolean;
}

/**
 * Makes a key useless for good; the sessions that were opened with it end.
 *
 * @throws {@link ServerError} `SIGHTGLASS_NOT_FOUND`; `SIGHTGLASS_CONFLICT` for the last admin key.
 */
export async function revokeKey(keep: Keep, actor: string, id: string, options: RevokeOptions): Promise<KeyRecord> {
  const found = (await listKeys(keep, options.project)).find((key) => key.id === id);
  if (!found) {
    throw new ServerError('SIGHTGLASS_NOT_FOUND', `there is no key ${id}`, {
      remedy: 'give an id of the list of keys',
    });
  }
  if (found.revokedAtMs !== null) return found;
  const { kind, project, name } = found;
  const revokedAtMs = Date.now();
  await keep.change({ actor, project, action: 'key.revoke', target: id, detail: { kind, name } }, async (step) => {
    if (kind === 'admin' && !options.evenLastAdmin) await checkOtherAdmin(step, id);
    await step.updateTable('keys').set({ revokedAtMs }).where('id', '=', id).execute();
    await step.deleteFrom('sessions').where('keyId', '=', id).execute();
  });
  return { ...found, revokedAtMs };
}

function insertKey(keep: Keep, actor: string, given: NewKey, key: string): Promise<KeyRecord & { key: string }> {
  const { kind, project, name = '', origins = [] } = given;
  const hint = key.slice(-4);
  const record: KeyRecord = {
    id: randomText(ID_LENGTH),
    kind,
    project,
    name,
    hint,
    origins: [...origins],
    createdAtMs: Date.now(),
    lastUsedAtMs: null,
    revokedAtMs: null,
  };
  const entry = { actor, project, action: 'key.create', target: record.id, detail: { kind, name, hint, origins } };
  return keep.change(entry, async (step) => {
    await requireProject(step, project);
    const row = { ...record, origins: JSON.stringify(record.origins), hash: hashOf(key) };
    await step.insertInto('keys').values(row).execute();
    return { ...record, key };
  });
}

async function checkOtherAdmin(step: Transaction<Tables>, id: string): Promise<void> {
  const other = await step
    .selectFrom('keys')
    .select('id')
    .where('kind', '=', 'admin')
    .where('revokedAtMs', 'is', null)
    .where('id', '!=', id)
    .executeTakeFirst();
  if (other) return;
  throw new ServerError('SIGHTGLASS_CONFLICT', 'this is the last admin key', {
    remedy: 'make another one first, or revoke it with `sightglass-server keys revoke` on the machine of the server',
  });
}

function badAdminKey(variable: string, why: string): ServerError {
  return new ServerError('SIGHTGLASS_BAD_OPTION', `${variable} cannot be used: ${why}`, {
    remedy: 'make one with `sightglass-server keys create --kind admin`, or give sg_admin_ and 27 random characters',
  });
}
