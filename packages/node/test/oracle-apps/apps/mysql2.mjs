// Everything that mysql2 can be asked: callbacks and promises, prepared statements, transactions, streams, an exhausted pool.
import { once } from 'node:events';
import { promisify } from 'node:util';
import mysql from 'mysql2';
import { serveWork } from './serve-work.mjs';

const options = { host: '127.0.0.1', port: Number(process.env.MYSQL_PORT), user: 'root', database: 'test' };
const pool = mysql.createPool({ ...options, connectionLimit: 4 });
const promises = pool.promise();
const narrow = mysql.createPool({ ...options, connectionLimit: 1 });
const alone = mysql.createConnection(options);
const multi = mysql.createConnection({ ...options, multipleStatements: true });

const ask = promisify((sql, done) => alone.query(sql, done));
await ask('DROP TABLE IF EXISTS orders');
await ask('CREATE TABLE orders (id int AUTO_INCREMENT PRIMARY KEY, name varchar(40) UNIQUE, price int)');
await ask("INSERT INTO orders (name, price) VALUES ('seed', 1), ('other', 2)");

const WORK = {
  query: () => promises.query('SELECT * FROM orders WHERE price > 0'),
  'query-values': (number) => promises.query('SELECT ? + price AS total FROM orders WHERE name = ?', [number, 'seed']),
  'query-object': (number) => promises.query({ sql: 'SELECT * FROM orders WHERE id = ?', values: [number] }),
  execute: (number) => promises.execute('SELECT * FROM orders WHERE id = ?', [number]),
  'query-callback': () => promisify((done) => pool.query('SELECT count(*) FROM orders', done))(),
  'values-callback': (number) => promisify((done) => pool.query('SELECT ? AS number', [number], done))(),
  'execute-callback': (number) => promisify((done) => pool.execute('SELECT ? AS number', [number], done))(),
  alone: () => promisify((done) => alone.query('SELECT "double", \'single\', name FROM `orders`', done))(),
  wrong: () => promises.query('SELECT * FROM nowhere WHERE word = "hidden"'),
  'wrong-execute': () => promises.execute('SELECT * FROM nowhere WHERE word = ?', ['hidden']),
  'wrong-syntax': () => promises.query('SELEKT 1'),
  unique: () => promises.query("INSERT INTO orders (name) VALUES ('seed')"),
  stream: async () => {
    const query = pool.query('SELECT * FROM orders WHERE price < 100');
    query.on('result', () => {});
    await once(query, 'end');
  },
  several: () => promisify((done) => multi.query('SELECT 1; SELECT 2 FROM orders', done))(),
  many: () => Promise.all([1, 2, 3, 4, 5, 6].map((each) => promises.query('SELECT ? AS each_one', [each]))),
  transaction: async (number) => {
    const connection = await promises.getConnection();
    try {
      await connection.beginTransaction();
      await connection.execute('UPDATE orders SET price = price + ? WHERE name = ?', [number, 'nobody']);
      await connection.query('SELECT price FROM orders WHERE name = ?', ['other']);
      await connection.rollback();
    } finally {
      connection.release();
    }
  },
  'exhausted-promise': async () => {
    await narrow.promise().query('SELECT sleep(0.002)');
    await narrow.promise().query('SELECT name FROM orders');
  },
  'exhausted-callback': () =>
    new Promise((resolve, reject) => {
      narrow.query('SELECT sleep(0.002)', (error) => {
        if (error) return reject(error);
        narrow.query('SELECT price FROM orders', (failed) => (failed ? reject(failed) : resolve(undefined)));
      });
    }),
  nothing: () => {},
};

serveWork(WORK, async () => {
  await Promise.all([promises.end(), narrow.promise().end(), alone.promise().end(), multi.promise().end()]);
});
