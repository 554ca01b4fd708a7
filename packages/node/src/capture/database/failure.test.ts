import { describe, expect, test } from 'vitest';
import { readFailure } from './failure.ts';

const error = (message: string, more: object = {}): Error => Object.assign(new Error(message), more);

describe('what a failure tells', () => {
  test.each([
    ['PostgreSQL', error('relation "x" does not exist', { code: '42P01', severity: 'ERROR' }), '42P01', '42P01'],
    ['MySQL', error('Unknown table', { code: 'ER_NO_SUCH_TABLE', errno: 1146, sqlState: '42S02' }), '1146', '1146'],
    ['Redis', error('WRONGTYPE Operation against a key', { name: 'ReplyError' }), 'WRONGTYPE', 'WRONGTYPE'],
    ['node:sqlite', error('UNIQUE failed', { code: 'ERR_SQLITE_ERROR', errcode: 2067 }), '2067', '2067'],
    ['better-sqlite3', error('x', { code: 'SQLITE_BUSY' }), 'SQLITE_BUSY', 'SQLITE_BUSY'],
    ['MongoDB', error('no such command', { name: 'MongoServerError', code: 59 }), '59', '59'],
    [
      'a driver of MongoDB',
      error('no server', { name: 'MongoServerSelectionError' }),
      'MongoServerSelectionError',
      undefined,
    ],
    ['the network', error('connect ECONNREFUSED', { code: 'ECONNREFUSED', errno: -111 }), 'ECONNREFUSED', undefined],
    // Five capitals, but of no database.
    ['a pipe', error('write EPIPE', { code: 'EPIPE', errno: -32 }), 'EPIPE', undefined],
    ['anything else', new RangeError('too far'), 'RangeError', undefined],
    ['no error at all', 'a text', '_OTHER', undefined],
  ])('of %s', (_of, thrown, type, code) => {
    expect(readFailure(thrown)).toMatchObject({ type, code });
  });
});

describe('values in messages', () => {
  test.each([
    ['22P02', 'invalid input syntax for type integer: "secret"', 'invalid input syntax for type integer: "?"'],
    ['42601', 'syntax error at or near "secret"', 'syntax error at or near "?"'],
    ['42P01', 'relation "orders" does not exist', 'relation "orders" does not exist'],
  ])('of PostgreSQL are masked where the class of %s may quote them', (code, message, told) => {
    expect(readFailure(error(message, { code, severity: 'ERROR' })).message).toBe(told);
  });

  test('of MongoDB are masked, documents as a whole', () => {
    const message = 'E11000 duplicate key error collection: shop.orders index: n_1 dup key: { n: "secret", at: 7 }';
    const told = 'E11000 duplicate key error collection: shop.orders index: n_1 dup key: { ? }';
    expect(readFailure(error(message, { name: 'MongoServerError', code: 11_000 })).message).toBe(told);
  });

  test.each([
    ['23000', 1062, "Duplicate entry 'secret' for key 'name'", "Duplicate entry '?' for key '?'"],
    ['42000', 1064, "check the manual near 'secret' at line 1", "check the manual near '?' at line 1"],
    ['HY000', 1366, "Incorrect integer value: 'secret' for column", "Incorrect integer value: '?' for column"],
    ['42S02', 1146, "Table 'shop.orders' doesn't exist", "Table 'shop.orders' doesn't exist"],
  ])('of MySQL are masked where the class of %s may quote them', (sqlState, errno, message, told) => {
    expect(readFailure(error(message, { code: 'ER_X', errno, sqlState })).message).toBe(told);
  });
});
