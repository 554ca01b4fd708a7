import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOwnEngine } from '../../../test/own-engine.ts';
import type { Engine } from '../engine.ts';
import { TABLES } from '../native/tables.ts';
import { MIGRATIONS, migrate } from './migrate.ts';
import { statementsOf } from './statements.ts';

describe('migrate', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openOwnEngine('migrate');
  });
  afterAll(() => engine.close());

  it('creates the tables, and creates them again after being killed at any statement', async () => {
    const statements = statementsOf(MIGRATIONS[0]?.sql ?? '', 'halfway');
    expect(statements.length).toBeGreaterThan(20);
    for (const kill of [1, 5, 12, statements.length - 1]) {
      const database = `halfway${kill}`;
      for (const statement of statementsOf(MIGRATIONS[0]?.sql ?? '', database).slice(0, kill))
        await engine.command(statement);
      await migrate(engine, database);
      await migrate(engine, database);
      const { rows } = await engine.select(`SELECT Version, Name FROM ${database}.sightglass_schema ORDER BY Version`);
      expect(rows).toEqual(MIGRATIONS.map(({ version, name }) => ({ Version: version, Name: name })));
      const tables = await engine.select<{ name: string }>(
        `SELECT name FROM system.tables WHERE database = '${database}'`,
      );
      expect(tables.rows.map(({ name }) => name)).toEqual(expect.arrayContaining([...TABLES]));
      await engine.command(`DROP DATABASE ${database} SYNC`);
    }
  }, 180_000);

  it('brings tables with rows up to date, killed at any statement, and loses none', async () => {
    const [released, ...later] = MIGRATIONS;
    await migrate(engine, 'grown', { migrations: released === undefined ? [] : [released] });
    await engine.command(
      "INSERT INTO grown.otel_traces (Timestamp, TraceId, SpanKind) SELECT now64(9), toString(number), 'Server' FROM numbers(100)",
    );
    const rows = async (): Promise<unknown> =>
      (
        await engine.select(
          'SELECT (SELECT count() FROM grown.otel_traces) AS spans, (SELECT sum(Sampled) FROM grown.otel_traces_1m) AS counted, ' +
            '(SELECT groupArray((Seconds, n)) FROM (SELECT Seconds, sum(Sampled) AS n FROM grown.otel_traces_services GROUP BY Seconds ORDER BY Seconds)) AS ofServices',
        )
      ).rows;
    for (const step of later) {
      const statements = statementsOf(step.sql, 'grown');
      for (let kill = 0; kill <= statements.length; kill++)
        for (const statement of statements.slice(0, kill)) await engine.command(statement);
    }
    await migrate(engine, 'grown');
    const everywhere = (n: number): unknown => [
      { spans: `${n}`, counted: `${n}`, ofServices: [60, 600, 3600, 21_600].map((seconds) => [seconds, `${n}`]) },
    ];
    expect(await rows()).toEqual(everywhere(100));
    await engine.command(
      "INSERT INTO grown.otel_traces (Timestamp, TraceId, SpanKind) SELECT now64(9), 'new', 'Server'",
    );
    expect(await rows()).toEqual(everywhere(101));
    const done = await engine.select('SELECT max(Version) AS version FROM grown.sightglass_schema');
    expect(done.rows).toEqual([{ version: MIGRATIONS.length }]);
    await engine.command('DROP DATABASE grown SYNC');
  }, 180_000);
});
