import { describe, expect, test } from 'vitest';
import { createSqlReader, readSql } from './sql.ts';

describe('literals', () => {
  test.each([
    ["SELECT * FROM people WHERE name = 'Ann' AND age > 41", 'SELECT * FROM people WHERE name = ? AND age > ?'],
    ["INSERT INTO t1 (a, b2) VALUES ('it''s', 1.5e10), ('', -3)", 'INSERT INTO t1 (a, b2) VALUES (?, ?), (?, -?)'],
    ["SELECT E'it\\'s secret', x FROM t", 'SELECT ?, x FROM t'],
    ["SELECT 'C:\\', 'secret'", 'SELECT ?, ?'],
    ["SELECT $$body with 'quotes'$$, $tag$ $1 $$ $tag$", 'SELECT ?, ?'],
    ["SELECT $$never closed 'secret'", 'SELECT ?'],
    [
      'SELECT "user 7".id FROM "user 7" WHERE id = $1 AND x = :id',
      'SELECT "user 7".id FROM "user 7" WHERE id = $1 AND x = :id',
    ],
    ['SELECT a -- token 123\nFROM b /* for /* dear */ ann */ LIMIT 10', 'SELECT a \nFROM b  LIMIT ?'],
    ['SELECT 0xFF, 1_000, 1e-5, col1, utf8mb4', 'SELECT ?, ?, ?, col1, utf8mb4'],
    ["SELECT x'1f', B'01', n'ann', price$1", 'SELECT ?, ?, ?, price$1'],
    ["SELECT 'never closed", 'SELECT ?'],
    ['SELECT /* never closed', 'SELECT'],
    ['SELECT $1::int-1, $ 2', 'SELECT $1::int-?, $ ?'],
  ])('are masked in %s', (statement, text) => {
    expect(readSql(statement, 'standard').text).toBe(text);
  });

  test.each([
    ["SELECT 'it\\'s secret' # token 1", 'SELECT ?'],
    ['SELECT "double secret", "a\\"b"', 'SELECT ?, ?'],
    ['SELECT `name 7` FROM `t``x` WHERE a=5--1', 'SELECT `name 7` FROM `t``x` WHERE a=?--?'],
    ["SELECT * FROM t -- 'ann'\nWHERE a = 'b'", 'SELECT * FROM t \nWHERE a = ?'],
  ])('are masked as MySQL has them in %s', (statement, text) => {
    expect(readSql(statement, 'mysql').text).toBe(text);
  });

  test('are read in a time that grows with the statement alone', () => {
    for (const piece of ["'", "''", '$$', '$a', '$a$', '/*', '--', '"', "e'", "\\'", '1e', '(', 'from a,']) {
      const since = performance.now();
      readSql(piece.repeat(100_000), 'standard');
      readSql(piece.repeat(100_000), 'mysql');
      expect(performance.now() - since).toBeLessThan(1000);
    }
  });

  test('never come through, wherever they stand', () => {
    const places = ['=', ' ', '(', ',', '||', '\n', 'IN (', '-- x\n', '/* c */', 'a.b=', '"q"=', '$1,', '`n`,'];
    for (const place of places) {
      for (const dialect of ['standard', 'mysql'] as const) {
        expect(readSql(`SELECT a WHERE ${place}'secret'`, dialect).text).not.toContain('secret');
        expect(readSql(`SELECT a WHERE ${place}4711`, dialect).text).not.toContain('4711');
      }
    }
  });
});

describe('the summary', () => {
  test.each([
    ['SELECT * FROM wallets WHERE id = $1', 'SELECT wallets'],
    [
      'select o.id from shop.orders o, customers c join "Line Items" on true where x in (1,2), y',
      'SELECT shop.orders customers Line Items',
    ],
    ['INSERT INTO shipping (a, b) SELECT a, b FROM orders', 'INSERT shipping SELECT orders'],
    ['UPDATE stock SET n = n - 1 FROM items WHERE a = b', 'UPDATE stock items'],
    ['DELETE FROM carts WHERE id = 4', 'DELETE carts'],
    ['WITH due AS (SELECT id FROM bills) SELECT * FROM due', 'SELECT bills SELECT due'],
    ['SELECT * FROM (SELECT * FROM a) AS x', 'SELECT SELECT a'],
    ['SELECT extract(year FROM t), a IS DISTINCT FROM b FROM days FOR UPDATE', 'SELECT days'],
    ['INSERT INTO t VALUES (1) ON CONFLICT (id) DO UPDATE SET a = 1', 'INSERT t'],
    ['CREATE TABLE IF NOT EXISTS people (id int)', 'CREATE TABLE people'],
    ['DROP INDEX CONCURRENTLY by_name', 'DROP INDEX by_name'],
    ['TRUNCATE log; COMMIT', 'TRUNCATE log COMMIT'],
    ['BEGIN', 'BEGIN'],
    ['CALL pay($1)', 'CALL pay'],
    ['COPY t FROM STDIN', 'COPY'],
    ['/* only a comment */', ''],
    ['', ''],
  ])('of %s is %s', (statement, summary) => {
    expect(readSql(statement, 'standard').summary).toBe(summary);
  });

  test('takes names in backticks', () => {
    expect(readSql('SELECT * FROM `shop`.`orders`', 'mysql').summary).toBe('SELECT shop.orders');
  });

  test('is at most 255 characters long and ends with a whole piece', () => {
    const { summary } = readSql(`SELECT * FROM ${'a_rather_long_name, '.repeat(50)}x`, 'standard');
    expect(summary.length).toBeLessThanOrEqual(255);
    expect(summary).toMatch(/^SELECT( a_rather_long_name)+( x)?$/);
  });
});

test('a statement that comes again is not read again, and those used last are kept', () => {
  const read = createSqlReader('standard');
  const hot = read('SELECT hot FROM t');
  for (let round = 0; round < 50; round += 1) {
    for (let n = 0; n < 100; n += 1) read(`SELECT ${round}, ${n} FROM t`);
    expect(read('SELECT hot FROM t')).toBe(hot);
  }
  const once = read('SELECT 1 FROM t');
  expect(read('SELECT 1 FROM t')).toBe(once);
  const long = `SELECT ${'a, '.repeat(1000)} b`;
  expect(read(long)).not.toBe(read(long));
});
