import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOwnEngine } from '../../../test/own-engine.ts';
import type { Engine } from '../engine.ts';
import { MIGRATIONS, migrate } from './migrate.ts';

const ROWS = 50_000;

describe('log records that were stored before they were made smaller', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openOwnEngine('lines');
  });
  afterAll(() => engine.close());

  const insert = (first: number): Promise<void> =>
    engine.command(
      `INSERT INTO old.otel_logs (Timestamp, ServiceName, Body, LogAttributes) SELECT toDateTime64('2026-11-21 00:00:00', 9, 'UTC') + toIntervalSecond(number % 3600), 'web', 'done', ` +
        `map('url.path', concat('/items/', toString(cityHash64(number) % 1000000)), 'request.id', lower(hex(sipHash64(number)))) FROM numbers(${first}, ${ROWS})`,
    );
  const sum = async (): Promise<unknown> =>
    (
      await engine.select(
        'SELECT count() AS n, sum(cityHash64(Timestamp, Body, LogAttributes)) AS sum FROM old.otel_logs',
      )
    ).rows;
  const bytes = async (): Promise<number> => {
    await engine.command('OPTIMIZE TABLE old.otel_logs FINAL');
    const { rows } = await engine.select<{ bytes: string }>(
      "SELECT sum(bytes_on_disk) AS bytes FROM system.parts WHERE active AND database = 'old' AND table = 'otel_logs'",
    );
    return Number(rows[0]?.bytes);
  };

  it('are the same, and take less room once they are merged', { timeout: 60_000 }, async () => {
    await migrate(engine, 'old', { migrations: MIGRATIONS.filter(({ version }) => version < 8) });
    await insert(0);
    const [before, large] = [await sum(), await bytes()];

    await migrate(engine, 'old');
    expect(await sum()).toEqual(before);
    // A merge of one part alone would leave it as it is.
    await insert(ROWS);
    expect((await bytes()) / (2 * large)).toBeLessThan(0.85);
  });
});
