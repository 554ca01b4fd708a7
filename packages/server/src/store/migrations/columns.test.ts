import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOwnEngine } from '../../../test/own-engine.ts';
import type { Engine } from '../engine.ts';
import { MIGRATIONS, migrate } from './migrate.ts';

const ROWS = 60_000;

describe('spans that were stored before merges took one column after the other', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openOwnEngine('columns');
  });
  afterAll(() => engine.close());

  const insert = (first: number, rows: number): Promise<void> =>
    engine.command(
      `INSERT INTO old.otel_traces (Timestamp, TraceId, ServiceName, SpanName, SpanAttributes) SELECT toDateTime64('2026-11-21 00:00:00', 9, 'UTC') + toIntervalSecond(number % 3600), lower(hex(sipHash128(number))), 'web', 'GET', ` +
        `mapFromArrays(arrayMap(i -> concat('key.', leftPad(toString(i), 2, '0')), range(20)), arrayMap(i -> toString(cityHash64(number, i)), range(20))) FROM numbers(${first}, ${rows}) SETTINGS min_insert_block_size_bytes = 0`,
    );
  const sum = async (): Promise<unknown> =>
    (
      await engine.select(
        'SELECT count() AS n, sum(cityHash64(Timestamp, TraceId, SpanAttributes)) AS sum FROM old.otel_traces',
      )
    ).rows;
  const kinds = async (): Promise<unknown> =>
    (
      await engine.select(
        "SELECT part_type AS kind, toString(rows) AS rows FROM system.parts WHERE active AND database = 'old' AND table = 'otel_traces' ORDER BY rows",
      )
    ).rows;

  it('are the same, in files by column once they are merged; what an insert brings lies in one', async () => {
    await migrate(engine, 'old', { migrations: MIGRATIONS.filter(({ version }) => version < 10) });
    await insert(0, ROWS);
    await migrate(engine, 'old');
    await engine.command('SYSTEM STOP MERGES old.otel_traces');
    await insert(ROWS, 10);
    const before = await sum();
    expect(await kinds()).toEqual([
      { kind: 'Compact', rows: '10' },
      { kind: 'Compact', rows: String(ROWS) },
    ]);
    await engine.command('SYSTEM START MERGES old.otel_traces');
    await engine.command('OPTIMIZE TABLE old.otel_traces FINAL');
    expect(await kinds()).toEqual([{ kind: 'Wide', rows: String(ROWS + 10) }]);
    expect(await sum()).toEqual(before);
  });

  it('leaves what is small in one file', async () => {
    await migrate(engine, 'old');
    await engine.command('TRUNCATE TABLE old.otel_traces');
    await insert(0, 100);
    await insert(100, 100);
    await engine.command('OPTIMIZE TABLE old.otel_traces FINAL');
    expect(await kinds()).toEqual([{ kind: 'Compact', rows: '200' }]);
  });
});
