// Queries of postgres (Postgres.js): templates with values, names and fragments, helpers, transactions, cursors, errors.
import postgres from 'postgres';
import { serveWork } from './serve-work.mjs';

const sql = postgres({
  host: '127.0.0.1',
  port: Number(process.env.PG_PORT),
  user: 'tester',
  database: 'postgres',
  max: 3,
  onnotice: () => {},
});
await sql`DROP TABLE IF EXISTS bills`;
await sql`CREATE TABLE bills (id serial PRIMARY KEY, name text UNIQUE, price int)`;
await sql`INSERT INTO bills ${sql([{ name: 'seed', price: 1 }])}`;

const WORK = {
  values: (number) => sql`SELECT * FROM bills WHERE price = ${number} AND name = ${'hidden'}`,
  literal: () => sql`SELECT 'hidden', 42 FROM bills`,
  names: (number) => sql`SELECT ${sql('price')} FROM ${sql('bills')} WHERE price > ${number}`,
  fragments: (number) => sql`SELECT * FROM bills ${number > 1 ? sql`WHERE price > ${number}` : sql``} LIMIT ${5}`,
  helper: (number) => sql`UPDATE bills SET ${sql({ price: number })} WHERE name = ${'hidden'}`,
  unsafe: (number) => sql.unsafe('SELECT $1::int AS n FROM bills', [number]),
  many: () => Promise.all([1, 2, 3, 4, 5].map((each) => sql`SELECT ${each}::int AS each_one`)),
  transaction: (number) =>
    sql.begin(async (within) => {
      await within`SELECT price FROM bills WHERE price = ${number} FOR UPDATE`;
      await within`DELETE FROM bills WHERE name = ${'hidden'}`;
    }),
  cursor: async () => {
    for await (const rows of sql`SELECT * FROM bills`.cursor(1)) void rows;
  },
  wrong: () => sql`SELECT * FROM nowhere WHERE a = ${'hidden'}`,
  unique: () => sql`INSERT INTO bills (name) VALUES (${'seed'})`,
  'never-asked': () => {
    void sql`SELECT * FROM bills`;
  },
};

serveWork(WORK, () => sql.end());
