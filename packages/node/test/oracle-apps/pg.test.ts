import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { has } from '../../../../test/kit/peers.ts';
import { type Postgres, startPostgres } from '../../../../test/kit/postgres.ts';
import { compare, EQUAL } from './compare.ts';
import { askTwice } from './drive.ts';
import { eachWork } from './work.ts';

const SCRIPT = eachWork(`
  promise text callback callback-alone object object-rows named wrong wrong-syntax wrong-callback unique wrong-value many several
  transaction transaction-callback exhausted-promise exhausted-callback client-promise client-callback client-config-callback
  cte join ddl nothing`);

describe.runIf(has('postgres', 'the spans of pg'))('pg', () => {
  let postgres: Postgres | undefined;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.stop());

  test('spans are those of the stock agent', async () => {
    const compared = await compare('pg.mjs', {
      env: { PG_PORT: String(postgres?.port) },
      drive: (origin) => askTwice(origin, SCRIPT),
      allowed: ['sql-names', 'sql-masked', 'database-errors', 'database-error-texts', 'pg-connections', 'pg-plan'],
    });
    expect(compared).toMatchObject(EQUAL);
    expect(compared.traces).toBeGreaterThan(2 * SCRIPT.length);
  });
});
