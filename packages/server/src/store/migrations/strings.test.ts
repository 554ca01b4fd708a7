import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOwnEngine } from '../../../test/own-engine.ts';
import type { Engine } from '../engine.ts';
import { MIGRATIONS, migrate } from './migrate.ts';

const ROWS = 5000;

describe('spans that were stored while lengths of strings lay apart', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openOwnEngine('strings');
  });
  afterAll(() => engine.close());

  const insert = (first: number): Promise<void> =>
    engine.command(
      `INSERT INTO old.otel_traces (Timestamp, TraceId, ServiceName, SpanName, SpanAttributes) SELECT toDateTime64('2026-11-21 00:00:00', 9, 'UTC') + toIntervalSecond(number % 3600), lower(hex(sipHash128(number))), 'web', 'GET', ` +
        `mapFromArrays(arrayMap(i -> concat('key.', leftPad(toString(i), 2, '0')), range(20)), arrayMap(i -> substring(toString(cityHash64(number, i)), 1, 1 + cityHash64(i, number) % 9), range(20))) FROM numbers(${first}, ${ROWS})`,
    );
  const sum = async (): Promise<unknown> =>
    (
      await engine.select(
        "SELECT count() AS n, sum(cityHash64(Timestamp, TraceId, SpanAttributes)) AS sum, uniqExact(SpanAttributes['key.07']) AS different FROM old.otel_traces",
      )
    ).rows;
  const merge = (): Promise<void> => engine.command('OPTIMIZE TABLE old.otel_traces FINAL');
  const unpacked = async (): Promise<number> => {
    const { rows } = await engine.select<{ bytes: string }>(
      "SELECT sum(data_uncompressed_bytes) AS bytes FROM system.parts WHERE active AND database = 'old' AND table = 'otel_traces'",
    );
    return Number(rows[0]?.bytes);
  };

  it('are the same, and less to read once they are merged with later ones', { timeout: 60_000 }, async () => {
    await migrate(engine, 'old', { migrations: MIGRATIONS.filter(({ version }) => version < 9) });
    await insert(0);
    await insert(ROWS);
    await merge();
    const [before, large] = [await sum(), await unpacked()];

    await engine.command('TRUNCATE TABLE old.otel_traces');
    await insert(0);
    await migrate(engine, 'old');
    await insert(ROWS);
    expect(await sum()).toEqual(before);
    await merge();
    expect(await sum()).toEqual(before);
    expect((await unpacked()) / large).toBeLessThan(0.7);
  });
});
