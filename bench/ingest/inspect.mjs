/** Says what lies in the tables of a folder that a server has left: `inspect.mjs <folder>` prints `{ <table>: { rows, bytes } }` as JSON. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

const load = createRequire(new URL('../../packages/server/package.json', import.meta.url));
const { Session } = load('chdb');

const session = new Session(join(process.argv[2], 'clickhouse'));
const answer = session.query(
  `SELECT table, toString(sum(rows)) AS rows, toString(sum(bytes_on_disk)) AS bytes FROM system.parts
  WHERE active AND database = 'otel' GROUP BY table`,
  'JSONEachRow',
);
const tables = answer
  .trim()
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
console.log(
  JSON.stringify(
    Object.fromEntries(tables.map(({ table, rows, bytes }) => [table, { rows: Number(rows), bytes: Number(bytes) }])),
  ),
);
session.close();
