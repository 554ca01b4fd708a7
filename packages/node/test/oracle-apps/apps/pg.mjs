// Everything that pg can be asked, at the end of a request each: promises, callbacks, objects, transactions, an exhausted pool.
import { promisify } from 'node:util';
import pg from 'pg';
import { serveWork } from './serve-work.mjs';

const options = { host: '127.0.0.1', port: Number(process.env.PG_PORT), user: 'tester', database: 'postgres' };
const pool = new pg.Pool({ ...options, max: 4 });
const narrow = new pg.Pool({ ...options, max: 1 });

const first = new pg.Client(options);
await first.connect();
await first.query('DROP TABLE IF EXISTS orders, extra_0, extra_1, extra_2');
await first.query('CREATE TABLE orders (id serial PRIMARY KEY, name text UNIQUE, price int)');
await first.query("INSERT INTO orders (name, price) VALUES ('seed', 1), ('other', 2)");

/** How the path `/name/number` is answered. */
const WORK = {
  promise: (number) => pool.query('SELECT $1::int + price AS sum FROM orders WHERE name = $2', [number, 'seed']),
  text: (number) => pool.query(`SELECT * FROM orders WHERE price = ${number} OR name = 'seed'`),
  callback: (number) => promisify((done) => pool.query('SELECT $1::int AS n', [number], done))(),
  'callback-alone': () => promisify((done) => pool.query('SELECT count(*) FROM orders', done))(),
  object: (number) => pool.query({ text: 'SELECT $1::int AS n, $2::text AS t', values: [number, 'x'] }),
  'object-rows': (number) => pool.query({ text: 'SELECT $1::int AS n', values: [number], rowMode: 'array' }),
  named: (number) => pool.query({ name: 'by-price', text: 'SELECT * FROM orders WHERE price > $1', values: [number] }),
  wrong: () => pool.query('SELECT * FROM nowhere WHERE word = $1', ['hidden']),
  'wrong-syntax': () => pool.query('SELEKT 1'),
  'wrong-callback': () => promisify((done) => pool.query('SELECT * FROM nowhere', done))(),
  unique: () => pool.query("INSERT INTO orders (name) VALUES ('seed')"),
  'wrong-value': () => pool.query('SELECT $1::text::int', ['secret-value']),
  many: () => Promise.all([1, 2, 3, 4, 5, 6].map((each) => pool.query('SELECT $1::int AS each', [each]))),
  several: () => pool.query('SELECT 1 AS a; SELECT 2 AS b FROM orders'),
  transaction: async (number) => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('UPDATE orders SET price = price + $1 WHERE name = $2', [number, 'other']);
      await client.query('SELECT price FROM orders WHERE name = $1 FOR UPDATE', ['other']);
      await client.query('ROLLBACK');
    } finally {
      client.release();
    }
  },
  'transaction-callback': (number) =>
    new Promise((resolve, reject) => {
      pool.connect((error, client, release) => {
        if (error) return reject(error);
        client.query('BEGIN', () => {
          client.query('DELETE FROM orders WHERE price = $1', [-number - 1], () => {
            client.query('COMMIT', (failed) => {
              release();
              if (failed) reject(failed);
              else resolve(undefined);
            });
          });
        });
      });
    }),
  'exhausted-promise': async (number) => {
    await narrow.query('SELECT pg_sleep(0.002), $1::int', [number]);
    await narrow.query('SELECT 2 AS two FROM orders');
  },
  'exhausted-callback': (number) =>
    new Promise((resolve, reject) => {
      narrow.query('SELECT pg_sleep(0.002), $1::int', [number], (error) => {
        if (error) return reject(error);
        narrow.query('SELECT 3 AS three FROM orders', (failed) => (failed ? reject(failed) : resolve(undefined)));
      });
    }),
  'client-promise': () => first.query('SELECT now()'),
  'client-callback': () => promisify((done) => first.query('SELECT $1::text', ['a'], done))(),
  'client-config-callback': () =>
    new Promise((resolve, reject) => {
      first.query({ text: 'SELECT 4 AS four', callback: (error) => (error ? reject(error) : resolve(undefined)) });
    }),
  cte: () => pool.query('WITH cheap AS (SELECT * FROM orders WHERE price < $1) SELECT count(*) FROM cheap', [9]),
  join: () => pool.query('SELECT * FROM orders a JOIN "orders" b ON a.id = b.id WHERE a.price IN (1, 2, 3)'),
  ddl: (number) => pool.query(`CREATE TABLE IF NOT EXISTS extra_${number % 3} (id int)`).catch(() => {}),
  nothing: () => Promise.resolve(),
};

serveWork(WORK, () => Promise.all([pool.end(), narrow.end(), first.end()]));
