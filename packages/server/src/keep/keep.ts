import { join } from 'node:path';
import { CamelCasePlugin, Kysely, type Dialect as KyselyDialect, type Transaction } from 'kysely';
import { messageOf, ServerError } from '../errors.ts';
import { KEEP_FILE } from './copy.ts';
import { keepFailureOf } from './failure.ts';
import { createKeyring, type Keyring } from './keyring.ts';
import { DIALECTS, lockChanges, migrate, type Dialect } from './migrations/migrate.ts';
import { createSlots, type Slots } from './slots.ts';
import type { Tables } from './tables.ts';

/** Where lies what people change. */
export interface KeepOptions {
  /** Data folder, which must exist; the file `keep.sqlite` in it is used where there is no URL. */
  dataDir: string;
  /** A PostgreSQL database instead: `postgres://user:password@host:5432/database`. */
  databaseUrl?: string | undefined;
  /** Told of failures that nobody waits for. @defaultValue nobody */
  report?: (error: unknown) => void;
}

/** One change, for the audit. */
export interface ChangeEntry {
  /** Who did it. */
  actor: string;
  project: string;
  /** What was done: `key.create`, `project.update`. */
  action: string;
  /** What it was done to. */
  target: string;
  /** What was set. Never a key. */
  detail?: Readonly<Record<string, unknown>>;
}

/** What people change: projects, keys, sessions, saved views. SQLite by default, PostgreSQL by URL. */
export interface Keep {
  /** For questions. Changes go through {@link Keep.change}. */
  readonly db: Kysely<Tables>;
  readonly keyring: Keyring;
  readonly slots: Slots;
  /** Changes something, in one transaction with its row in the audit. Changes happen one after the other, on all servers of one database. */
  change<T>(entry: ChangeEntry, work: (step: Transaction<Tables>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** How often it is kept when keys were used, milliseconds. */
const USES_MS = 10_000;

/**
 * Opens the database and brings its tables up to date.
 *
 * @throws {@link ServerError} `SIGHTGLASS_KEEP` when it cannot be reached or used.
 */
export async function openKeep(options: KeepOptions): Promise<Keep> {
  const report = options.report ?? (() => undefined);
  const [kysely, dialect] = await dialectOf(options, report);
  const db = new Kysely<Tables>({ dialect: kysely, plugins: [new CamelCasePlugin()] });
  try {
    await migrate(db, dialect);
  } catch (error) {
    await db.destroy();
    throw unusable(error);
  }
  const keyring = createKeyring(db);
  const writing = setInterval(() => void keyring.writeUses().catch(report), USES_MS).unref();
  let closing: Promise<void> | undefined;
  return {
    db,
    keyring,
    slots: createSlots(db, dialect),
    async change(entry, work) {
      const result = await db.transaction().execute(async (step) => {
        await lockChanges(step, dialect);
        const done = await work(step);
        const { detail = {}, ...row } = entry;
        await step
          .insertInto('audit')
          .values({ ...row, atMs: Date.now(), detail: JSON.stringify(detail) })
          .execute();
        return done;
      });
      keyring.forget();
      return result;
    },
    close() {
      clearInterval(writing);
      return (closing ??= keyring
        .writeUses()
        .catch(report)
        .then(() => db.destroy()));
    },
  };
}

async function dialectOf(
  { dataDir, databaseUrl }: KeepOptions,
  report: (error: unknown) => void,
): Promise<[KyselyDialect, Dialect]> {
  try {
    if (databaseUrl === undefined) {
      // Loaded here, because Node 22 announces with its first use that its SQLite is experimental.
      const { sqliteDialect } = await import('./sqlite.ts');
      return [sqliteDialect(join(dataDir, KEEP_FILE)), DIALECTS.sqlite];
    }
    const { postgresDialect } = await import('./postgres.ts');
    return [await postgresDialect(databaseUrl, report), DIALECTS.postgres];
  } catch (error) {
    throw unusable(error);
  }
}

function unusable(error: unknown): ServerError {
  const known = keepFailureOf(error);
  if (known) return known;
  return new ServerError('SIGHTGLASS_KEEP', `projects and keys cannot be kept: ${messageOf(error)}`, {
    remedy: 'see that the data folder, or the database of SIGHTGLASS_DATABASE_URL, can be written by this user',
    cause: error,
  });
}
