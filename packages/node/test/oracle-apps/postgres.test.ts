import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { has } from '../../../../test/kit/peers.ts';
import { type Postgres, startPostgres } from '../../../../test/kit/postgres.ts';
import { askTwice } from './drive.ts';
import { runApp } from './run-app.ts';
import { plain } from './span-tree.ts';
import type { PlainSpan } from './span-tree.ts';
import { eachWork } from './work.ts';

const BILLS = 'SELECT bills';
/** What each work asks for: the names of its spans and, where it is one query, its text. */
const ASKED: Readonly<Record<string, { names: readonly string[]; text?: RegExp }>> = {
  values: { names: [BILLS], text: /^SELECT \* FROM bills WHERE price = \$1 AND name = \$2$/ },
  literal: { names: [BILLS], text: /^SELECT \?, \? FROM bills$/ },
  names: { names: [BILLS], text: /^SELECT "price" FROM "bills" WHERE price > \$1$/ },
  fragments: { names: [BILLS], text: /^SELECT \* FROM bills (?: LIMIT \$1|WHERE price > \$1 LIMIT \$2)$/ },
  helper: { names: ['UPDATE bills'], text: /^UPDATE bills SET \? WHERE name = \$1$/ },
  unsafe: { names: [BILLS], text: /^SELECT \$1::int AS n FROM bills$/ },
  many: { names: ['SELECT', 'SELECT', 'SELECT', 'SELECT', 'SELECT'] },
  transaction: { names: ['BEGIN', 'COMMIT', 'DELETE bills', BILLS] },
  cursor: { names: [BILLS] },
  wrong: { names: ['SELECT nowhere'] },
  unique: { names: ['INSERT bills'] },
  'never-asked': { names: [] },
};
const SCRIPT = eachWork(Object.keys(ASKED).join(' '));

// The stock agent does not see Postgres.js: what is expected is written down here.
describe.runIf(has('postgres', 'the spans of Postgres.js'))('postgres', () => {
  let server: Postgres | undefined;
  let spans: readonly PlainSpan[];
  beforeAll(async () => {
    server = await startPostgres();
    const env = { PG_PORT: String(server.port) };
    spans = plain(await runApp('ours', 'postgres.mjs', { env, drive: (origin) => askTwice(origin, SCRIPT) }));
  });
  afterAll(() => server?.stop());

  test.each(Object.entries(ASKED))(
    '%s: queries are spans below the one who waits for them',
    (work, { names, text = /./ }) => {
      const served = spans.filter(({ attributes }) => String(attributes['url.path']).startsWith(`/${work}/`));
      expect(served).toHaveLength(6);
      for (const { id } of served) {
        const below = spans.filter(({ parentId }) => parentId === id);
        expect(below.map(({ name }) => name).toSorted()).toEqual(names);
        for (const { attributes } of below) expect(attributes['db.query.text']).toMatch(text);
      }
    },
  );

  test('they say where they went and what went wrong', () => {
    const place = { 'db.system.name': 'postgresql', 'db.namespace': 'postgres', 'server.address': '127.0.0.1' };
    const wrong = spans.filter(({ name }) => name === 'SELECT nowhere');
    expect(wrong).toHaveLength(6);
    for (const { attributes, status, kind } of wrong) {
      expect([kind, status]).toEqual(['CLIENT', 'ERROR relation "nowhere" does not exist']);
      expect(attributes).toMatchObject({ ...place, 'error.type': '42P01', 'db.response.status_code': '42P01' });
    }
    expect(JSON.stringify(spans)).not.toContain('hidden');
  });
});
