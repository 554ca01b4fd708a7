import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { SqliteDialect, type SqliteDatabase } from 'kysely';

/** How long a statement waits while another process changes something, milliseconds. */
const BUSY_MS = 5000;

/** The SQLite file of a path, made if missing and readable by this user only, as a dialect of Kysely. */
export function sqliteDialect(path: string): SqliteDialect {
  // SQLite would make it readable to all; the files beside it take over these rights.
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  const database = new DatabaseSync(path, { timeout: BUSY_MS, enableForeignKeyConstraints: true });
  database.exec('PRAGMA journal_mode = WAL');
  // The default of a file in WAL mode could lose the last changes when the machine loses power: a key that was revoked must stay so.
  database.exec('PRAGMA synchronous = FULL');
  return new SqliteDialect({ database: asKyselyWants(database) });
}

/** Kysely speaks to better-sqlite3, whose calls differ from Node's own in a few words. */
function asKyselyWants(database: DatabaseSync): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare(sql) {
      // A transaction that reads first and writes later would fail at once, not wait, when another process wrote in between.
      const statement = database.prepare(sql === 'begin' ? 'begin immediate' : sql);
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
