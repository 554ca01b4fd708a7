import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type SqliteDatabase,
} from 'kysely';
import { messageOf } from '../errors.ts';

/** How long a change waits while another process makes one, milliseconds. */
const PATIENCE_MS = 5000;

/** How long this whole process may stand still for a lock of another one, milliseconds: when the file is opened, and later. */
const OPENING_MS = 5000;
const STANDING_MS = 20;

/** SQLite's code for a lock of somebody else. https://www.sqlite.org/rescode.html#busy */
const BUSY = 5;

/** The SQLite file of a path, made if missing and readable by this user only, as a dialect of Kysely. */
export function sqliteDialect(path: string): Dialect {
  // SQLite would make it readable to all; the files beside it take over these rights.
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: true });
  database.exec(`PRAGMA busy_timeout = ${OPENING_MS}`);
  database.exec('PRAGMA journal_mode = WAL');
  // The default of a file in WAL mode could lose the last changes when the machine loses power: a key that was revoked must stay so.
  database.exec('PRAGMA synchronous = FULL');
  database.exec(`PRAGMA busy_timeout = ${STANDING_MS}`);
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new PatientDriver({ database: asKyselyWants(database) }),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** Waits for the change of another process without stopping this one, as SQLite's own waiting would. */
class PatientDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        // At once a writer: one that reads first and writes later would fail, not wait, when somebody wrote in between.
        await connection.executeQuery(CompiledQuery.raw('begin immediate'));
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error;
        await pause(5 + Math.random() * 10);
      }
    }
  }

  /** On a full disk SQLite takes a change back by itself; to say that there is nothing left to take back would hide why. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await super.rollbackTransaction(connection).catch((error: unknown) => {
      if (!/no transaction is active/.test(messageOf(error))) throw error;
    });
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === BUSY;
}

/** Kysely speaks to better-sqlite3, whose calls differ from Node's own in a few words. */
function asKyselyWants(database: DatabaseSync): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = database.prepare(sql);
      return {
        reader: /^\s*(?:select|with|pragma)\b|\breturning\b/i.test(sql),
        all: (parameters) => statement.all(...valuesOf(parameters)),
        run: (parameters) => statement.run(...valuesOf(parameters)),
        iterate: (parameters) => statement.iterate(...valuesOf(parameters)),
      };
    },
  };
}

/** Kysely passes on what queries were given, and `Tables` lets them be given nothing else. */
function valuesOf(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters.map((value) => {
    if (value === null || typeof value === 'string' || typeof value === 'number') return value;
    throw new TypeError(`a ${typeof value} cannot be kept`);
  });
}
