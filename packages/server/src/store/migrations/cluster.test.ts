/**
 * No cluster is to be had where these tests run. So the real engine reads every statement (EXPLAIN AST), and runs those of one shard with
 * tables that are not replicated.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOwnEngine } from '../../../test/own-engine.ts';
import type { Engine } from '../engine.ts';
import { alterable, localName, systemParts } from '../keeping/place.ts';
import { KEPT_TABLES } from '../keeping/tables.ts';
import { TABLES } from '../native/tables.ts';
import { onCluster } from './cluster.ts';
import { MIGRATIONS, migrate, schemaStatements } from './migrate.ts';

const CLUSTER = 'main-1';
const all = MIGRATIONS.flatMap(({ sql }) => schemaStatements(sql, '`otel`', CLUSTER));
/** Rows go to all machines by themselves. */
const fillings = all.filter((statement) => statement.startsWith('INSERT'));
const statements = all.filter((statement) => !statement.startsWith('INSERT'));
const created = statements.filter((statement) => statement.startsWith('CREATE'));

describe('the schema for a cluster', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openOwnEngine('cluster');
  });
  afterAll(() => engine.close());

  it('is understood by the engine, statement by statement, and made on all machines', async () => {
    expect(statements.length).toBeGreaterThan(2 * TABLES.length);
    for (const statement of statements) {
      expect(statement).toContain(` ON CLUSTER 'main-1'`);
      const { rows } = await engine.select(`EXPLAIN AST ${statement}`);
      expect(rows.length).toBeGreaterThan(2);
    }
    for (const statement of fillings) await engine.command(`EXPLAIN AST ${statement}`);
  });

  it('has a replicated table of each shard behind a table over all shards, for every table', () => {
    for (const name of [...KEPT_TABLES.map((table) => table.name), 'sightglass_batches']) {
      const own = created.filter((statement) => statement.includes(` \`otel\`.${name} `));
      expect(own).toEqual([
        expect.stringMatching(new RegExp(`ENGINE = Distributed\\('main-1', 'otel', '${name}_local', cityHash64\\(`)),
      ]);
      const local = statements.find((statement) => statement.includes(`EXISTS \`otel\`.${name}_local `));
      expect(local).toMatch(
        new RegExp(
          `ENGINE = Replicated\\w*MergeTree\\('/clickhouse/tables/{shard}/{database}/${name}', '{replica}'[,)]`,
        ),
      );
      expect(local).not.toContain('non_replicated');
    }
    expect(statements.filter((statement) => statement.includes('sightglass_schema'))).toHaveLength(1);
  });

  it('keeps the arguments of engines', () => {
    const identities = statements.find((statement) => statement.includes('people_identities_local ON'));
    expect(identities).toContain(
      "ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/people_identities', '{replica}', At)",
    );
  });

  it('fills what hangs on the tables of a shard from the tables of that shard', async () => {
    const ofShard = statements.filter(
      (one) => !one.includes('Distributed(') && !/^ALTER TABLE `otel`\.\w+(?<!_local) /.test(one),
    );
    for (const statement of ofShard)
      await engine.command(
        statement
          .replace(" ON CLUSTER 'main-1'", '')
          .replace(/ENGINE = Replicated(\w+)\('[^']*', '[^']*'(?:, )?/, 'ENGINE = $1('),
      );
    await engine.command(
      "INSERT INTO otel.otel_traces_local (Timestamp, TraceId, SpanKind) SELECT now64(9), 't', 'Server'",
    );
    await engine.command(
      "INSERT INTO otel.otel_logs_local (Timestamp, EventName, LogAttributes) SELECT now64(9), 'user.identify', map('user.id', 'u', 'enduser.pseudo.id', 'a')",
    );
    for (const table of ['otel_traces_1m', 'otel_traces_trace_id_ts', 'people_identities', 'people_profiles']) {
      const { rows } = await engine.select(`SELECT count() AS n FROM otel.${table}_local`);
      expect([table, rows]).toEqual([table, [{ n: '1' }]]);
    }
    const { rows: services } = await engine.select('SELECT Seconds, Sampled FROM otel.otel_traces_services_local');
    expect(services).toEqual([60, 600, 3600, 21_600].map((Seconds) => ({ Seconds, Sampled: '1' })));
    const { rows } = await engine.select(
      "SELECT name FROM system.tables WHERE database = 'otel' AND NOT endsWith(name, '_local') AND NOT endsWith(name, '_mv')",
    );
    expect(rows).toEqual([{ name: 'sightglass_schema' }]);
  });

  it('is not mixed with that of one machine', async () => {
    await migrate(engine, 'single');
    await expect(migrate(engine, 'single', { cluster: CLUSTER })).rejects.toMatchObject({
      code: 'SIGHTGLASS_BAD_OPTION',
      message: expect.stringContaining('the tables of single are those of one machine'),
    });
    await engine.command("INSERT INTO otel.sightglass_schema (Version, Name, At) VALUES (1, 'first', now64(3))");
    await expect(migrate(engine, 'otel')).rejects.toMatchObject({
      message: expect.stringContaining('the tables of otel are spread over a cluster'),
    });
  });

  it('alters what holds the rows, on all machines; and columns of both', async () => {
    expect(
      onCluster('ALTER TABLE `otel`.otel_traces MODIFY SETTING max_part_loading_threads = 2', '`otel`', 'c'),
    ).toEqual(["ALTER TABLE `otel`.otel_traces_local ON CLUSTER 'c' MODIFY SETTING max_part_loading_threads = 2"]);
    expect(onCluster('ALTER TABLE `otel`.otel_traces ADD COLUMN IF NOT EXISTS a Int8', '`otel`', 'c')).toEqual([
      "ALTER TABLE `otel`.otel_traces_local ON CLUSTER 'c' ADD COLUMN IF NOT EXISTS a Int8",
      "ALTER TABLE `otel`.otel_traces ON CLUSTER 'c' ADD COLUMN IF NOT EXISTS a Int8",
    ]);
    expect(() => onCluster('DROP TABLE `otel`.otel_traces', '`otel`', 'c')).toThrow('no form for a cluster');
    const place = { database: 'otel', cluster: CLUSTER };
    for (const sql of [
      `ALTER TABLE ${alterable(place, 'otel_logs')} DROP PARTITION ID '20261121'`,
      `ALTER TABLE ${alterable(place, 'otel_logs')} MODIFY TTL toDateTime(Timestamp, 'UTC') + toIntervalDay(3) SETTINGS materialize_ttl_after_modify = 0`,
      `SELECT * FROM ${systemParts(place)} WHERE table = '${localName(place, 'otel_logs')}'`,
    ]) {
      expect(sql).toMatch(/main-1/);
      await engine.command(`EXPLAIN AST ${sql}`);
    }
    await expect(engine.command('EXPLAIN AST ALTER TABLE a ON CLUSTER')).rejects.toMatchObject({ name: 'ServerError' });
  });
});
