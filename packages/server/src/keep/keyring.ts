import type { Kysely } from 'kysely';
import { keepFailureOf } from './failure.ts';
import { hashOf, type KeyKind } from './key-text.ts';
import type { ProjectStatus, Tables } from './tables.ts';

/** What the doors need to know of a key. */
export interface KeyOwner {
  readonly id: string;
  readonly kind: KeyKind;
  readonly project: string;
  readonly name: string;
  /** Origins of the pages that may use it; only `browser` keys have some. */
  readonly origins: readonly string[];
  readonly revokedAtMs: number | null;
}

/** All keys and projects at one moment. */
export interface Ring {
  /** Whether a key has ever been made: without any, the server is open to its own machine. */
  readonly needsKey: boolean;
  /** The owner of a key, also of a revoked one. */
  find(key: string): KeyOwner | undefined;
  readonly byId: ReadonlyMap<string, KeyOwner>;
  readonly projects: ReadonlyMap<string, ProjectStatus>;
}

/** Keys and projects, held in memory: every request asks for one. */
export interface Keyring {
  /** What holds now. A change of another process is seen within {@link FRESH_MS}, one of this process at once. */
  read(): Promise<Ring>;
  /** To be called after each change. */
  forget(): void;
  /** Notes that a key was used. */
  use(id: string): void;
  /** Keeps when keys were last used. */
  writeUses(): Promise<void>;
}

/** How long what was read counts as what holds, milliseconds. */
const FRESH_MS = 500;

/** A keyring of a database. */
export function createKeyring(db: Kysely<Tables>): Keyring {
  let ring: Ring | undefined;
  /** The last audit row that `ring` knows of. Every change writes one, one change after the other. */
  let known = -1;
  let checkedAt = -Infinity;
  let changes = 0;
  let refreshing: { since: number; ring: Promise<Ring> } | undefined;
  const uses = new Map<string, number>();

  const refresh = async (since: number): Promise<Ring> => {
    try {
      const { last } = await db
        .selectFrom('audit')
        .select((eb) => eb.fn.coalesce(eb.fn.max('id'), eb.lit(0)).as('last'))
        .executeTakeFirstOrThrow();
      const read = ring === undefined || last !== known ? await readRing(db) : ring;
      // Something may have changed while we read: then a later look is under way, and must not be undone by this one.
      if (since === changes) {
        ring = read;
        known = last;
        checkedAt = performance.now();
      }
      return read;
    } catch (error) {
      throw keepFailureOf(error) ?? error;
    } finally {
      if (refreshing?.since === since) refreshing = undefined;
    }
  };

  return {
    async read() {
      if (ring && performance.now() - checkedAt < FRESH_MS) return ring;
      if (refreshing?.since !== changes) refreshing = { since: changes, ring: refresh(changes) };
      return refreshing.ring;
    },
    forget() {
      changes++;
      checkedAt = -Infinity;
    },
    use: (id) => void uses.set(id, Date.now()),
    async writeUses() {
      if (uses.size === 0) return;
      const written = [...uses];
      uses.clear();
      await db.transaction().execute(async (step) => {
        for (const [id, lastUsedAtMs] of written) {
          await step.updateTable('keys').set({ lastUsedAtMs }).where('id', '=', id).execute();
        }
      });
    },
  };
}

async function readRing(db: Kysely<Tables>): Promise<Ring> {
  const projects = await db.selectFrom('projects').select(['slug', 'status']).execute();
  const keys = await db
    .selectFrom('keys')
    .select(['id', 'hash', 'kind', 'project', 'name', 'origins', 'revokedAtMs'])
    .execute();
  const byHash = new Map<string, KeyOwner>();
  const byId = new Map<string, KeyOwner>();
  for (const { hash, origins, ...key } of keys) {
    const owner = { ...key, origins: readOrigins(origins) };
    byHash.set(hash, owner);
    byId.set(key.id, owner);
  }
  return {
    needsKey: keys.length > 0,
    // By its hash: how long the search takes says nothing about the characters of any key.
    find: (key) => byHash.get(hashOf(key)),
    byId,
    projects: new Map(projects.map(({ slug, status }) => [slug, status])),
  };
}

/** The list of origins that a row holds as JSON. */
export function readOrigins(json: string): string[] {
  const origins: unknown = JSON.parse(json);
  return Array.isArray(origins) ? origins.map(String) : [];
}
