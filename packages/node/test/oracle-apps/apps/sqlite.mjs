// Statements of node:sqlite and better-sqlite3, which answer before they return.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import Database from 'better-sqlite3';
import { serveWork } from './serve-work.mjs';

const folder = process.env.FOLDER ?? '';
const kinds = { node: new DatabaseSync(join(folder, 'node.db')), better: new Database(join(folder, 'better.db')) };
const memory = new DatabaseSync(':memory:');

for (const database of Object.values(kinds)) {
  database.exec('CREATE TABLE orders (id INTEGER PRIMARY KEY, name TEXT UNIQUE)');
  database.prepare('INSERT INTO orders (name) VALUES (?)').run('hidden');
}

const statement = (database, method) => () => {
  const prepared = database.prepare("SELECT * FROM orders WHERE name = ? OR name = 'hidden'");
  const result = prepared[method]('hidden');
  if (method === 'iterate') for (const row of result) void row;
};
const workOf = (database) => ({
  get: statement(database, 'get'),
  all: statement(database, 'all'),
  iterate: statement(database, 'iterate'),
  exec: () => database.exec("BEGIN; DELETE FROM orders WHERE name = 'nobody'; COMMIT"),
  wrong: () => database.prepare('SELECT * FROM nowhere'),
  unique: () => database.prepare('INSERT INTO orders (name) VALUES (?)').run('hidden'),
  'wrong-exec': () => database.exec("INSERT INTO nowhere VALUES ('hidden')"),
});

const WORK = { memory: () => memory.prepare('SELECT 1 AS one').get() };
for (const [kind, database] of Object.entries(kinds)) {
  for (const [name, work] of Object.entries(workOf(database))) WORK[`${kind}-${name}`] = work;
}

serveWork(WORK, () => {
  for (const database of [...Object.values(kinds), memory]) database.close();
});
