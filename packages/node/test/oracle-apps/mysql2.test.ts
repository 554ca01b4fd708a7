import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MariaDb, startMariaDb } from '../../../../test/kit/mariadb.ts';
import { has } from '../../../../test/kit/peers.ts';
import { compare, EQUAL } from './compare.ts';
import { askTwice } from './drive.ts';
import { eachWork } from './work.ts';

/** What each work of the program asks for, in its order. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  query: ['SELECT orders'],
  'query-values': ['SELECT orders'],
  'query-object': ['SELECT orders'],
  execute: ['SELECT orders'],
  'query-callback': ['SELECT orders'],
  'values-callback': ['SELECT'],
  'execute-callback': ['SELECT'],
  alone: ['SELECT orders'],
  wrong: ['SELECT nowhere'],
  'wrong-execute': ['SELECT nowhere'],
  'wrong-syntax': ['SELEKT'],
  unique: ['INSERT orders'],
  stream: ['SELECT orders'],
  several: ['SELECT SELECT orders'],
  many: Array.from({ length: 6 }, () => 'SELECT'),
  transaction: ['START', 'UPDATE orders', 'SELECT orders', 'ROLLBACK'],
  'exhausted-promise': ['SELECT', 'SELECT orders'],
  'exhausted-callback': ['SELECT', 'SELECT orders'],
  nothing: [],
};
const SCRIPT = eachWork(Object.keys(ASKED).join(' '));

describe.runIf(has('mariadb', 'the spans of mysql2'))('mysql2', () => {
  let mariadb: MariaDb | undefined;
  beforeAll(async () => {
    mariadb = await startMariaDb();
  });
  afterAll(() => mariadb?.stop());

  test('spans are those of the stock agent', async () => {
    const compared = await compare('mysql2.mjs', {
      env: { MYSQL_PORT: String(mariadb?.port) },
      drive: (origin) => askTwice(origin, SCRIPT),
      allowed: [
        'sql-names',
        'sql-masked',
        'database-errors',
        'database-error-texts',
        'mysql2-connections',
        'mysql2-parents',
      ],
    });
    expect(compared).toMatchObject(EQUAL);
    const served = compared.ours.filter(({ kind }) => kind === 'SERVER');
    expect(served).toHaveLength(2 * SCRIPT.length);
    for (const { id, attributes } of served) {
      const path = String(attributes['url.path']);
      const below = compared.ours.filter(({ parentId, name }) => parentId === id && !name.startsWith('connect'));
      const names = below.map(({ name }) => name).toSorted();
      expect([path, names]).toEqual([path, ASKED[path.split('/')[1] ?? '']?.toSorted()]);
    }
  });
});
