import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder, temporaryFolder } from '../../../../test/kit/guard.ts';
import { askTwice } from './drive.ts';
import { runApp } from './run-app.ts';
import { childrenOf, plain, servedBy } from './span-tree.ts';
import type { PlainSpan } from './span-tree.ts';
import { eachWork } from './work.ts';

const KINDS = ['node', 'better'] as const;
const SCRIPT = [
  ...eachWork('memory'),
  ...KINDS.flatMap((kind) =>
    eachWork(
      ['get', 'all', 'iterate', 'exec', 'wrong', 'unique', 'wrong-exec'].map((name) => `${kind}-${name}`).join(' '),
    ),
  ),
];
const folder = temporaryFolder('sqlite');
let spans: readonly PlainSpan[];

// The stock agent sees neither: what is expected is written down here.
beforeAll(async () => {
  spans = plain(await runApp('ours', 'sqlite.mjs', { env: { FOLDER: folder }, drive: (at) => askTwice(at, SCRIPT) }));
});
afterAll(() => removeFolder(folder));

/** What stands below each of the requests for a work. */
function below(name: string): PlainSpan[][] {
  const served = servedBy(spans, name);
  expect(served).toHaveLength(6);
  return served.map((request) => childrenOf(spans, request));
}

describe.each(KINDS)('statements of %s', (kind) => {
  const namespace = `${kind}.db`;

  test.each(['get', 'all', 'iterate'])('%s is a span below the request, its literals masked', (method) => {
    for (const queries of below(`${kind}-${method}`)) {
      expect(queries).toMatchObject([{ name: 'SELECT orders', kind: 'CLIENT', status: 'UNSET' }]);
      expect(queries[0]?.attributes).toEqual({
        'db.system.name': 'sqlite',
        'db.namespace': namespace,
        'db.query.text': 'SELECT * FROM orders WHERE name = ? OR name = ?',
        'db.query.summary': 'SELECT orders',
      });
    }
  });

  test('several statements at once are one span', () => {
    for (const queries of below(`${kind}-exec`))
      expect(queries).toMatchObject([{ name: 'BEGIN DELETE orders COMMIT' }]);
  });

  test('what fails tells the code of SQLite', () => {
    const codes = kind === 'node' ? ['2067', '1'] : ['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_ERROR'];
    for (const [at, name] of ['unique', 'wrong-exec'].entries()) {
      for (const [query] of below(`${kind}-${name}`)) {
        expect(query?.attributes).toMatchObject({ 'error.type': codes[at], 'db.response.status_code': codes[at] });
        expect(query?.status).toMatch(/^ERROR (?:UNIQUE constraint failed: orders.name|no such table: nowhere)$/);
      }
    }
  });

  test('a statement that is never run is none', () => {
    expect(below(`${kind}-wrong`)).toEqual([[], [], [], [], [], []]);
  });
});

test('a database in memory is called so', () => {
  for (const queries of below('memory')) {
    expect(queries).toMatchObject([{ name: 'SELECT', attributes: { 'db.namespace': ':memory:' } }]);
  }
});

test('outside of any request there are no spans, and no value is anywhere', () => {
  expect(spans.filter(({ parentId, kind }) => parentId === '' && kind === 'CLIENT')).toEqual([]);
  expect(JSON.stringify(spans)).not.toContain('hidden');
});
