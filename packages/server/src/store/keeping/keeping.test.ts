import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DRIVERS, type Opened } from '../../../test/drivers.ts';
import type { Engine } from '../engine.ts';
import { migrate } from '../migrations/migrate.ts';
import { startKeeping } from './keeping.ts';
import { listPartitions } from './partitions.ts';
import { DEFAULT_RETENTION, parseRetention } from './retention.ts';
import { sweep } from './sweep.ts';
import { KEPT_TABLES } from './tables.ts';
import { applyRetention } from './ttl.ts';

const DAY_MS = 86_400_000;
const PLACE = { database: 'kept', cluster: undefined };

describe.each(Object.entries(DRIVERS))('what is kept, with the %s driver', (_, open) => {
  const folder = mkdtempSync(join(tmpdir(), 'sightglass-keeping-'));
  let opened: Opened;
  let engine: Engine;
  /** Tables that had to be altered right after they were made. */
  let created: string[];
  beforeAll(async () => {
    opened = await open(folder);
    ({ engine } = opened);
    await migrate(engine, 'kept', { retention: parseRetention('traces=9d') });
    created = await applyRetention(engine, PLACE, parseRetention('traces=9d'));
  }, 60_000);
  afterAll(async () => {
    await opened.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    for (const table of ['otel_traces', 'otel_traces_trace_id_ts', 'otel_traces_1m', 'otel_logs'])
      await engine.command(`TRUNCATE TABLE kept.${table} SYNC`);
    await applyRetention(engine, PLACE, DEFAULT_RETENTION);
  });

  /** One span a day, so many days ago, of so many kilobytes that nothing can compress. */
  async function spans(daysAgo: readonly number[], kilobytes = 1): Promise<void> {
    for (const days of daysAgo) {
      await engine.command(
        `INSERT INTO kept.otel_traces (Timestamp, TraceId, SpanId, SpanKind, StatusMessage) SELECT now64(9) - toIntervalDay(${days}), 'trace${days}', 'span', 'Server', randomString(1024 * ${kilobytes})`,
      );
    }
  }
  async function count(table: string): Promise<number> {
    return Number((await engine.select<{ n: string }>(`SELECT count() AS n FROM kept.${table}`)).rows[0]?.n);
  }
  async function ttlOf(table: string): Promise<string | undefined> {
    const { rows } = await engine.select<{ engine_full: string }>(
      `SELECT engine_full FROM system.tables WHERE database = 'kept' AND name = '${table}'`,
    );
    return /TTL (.*) SETTINGS/.exec(rows[0]?.engine_full ?? '')?.[1];
  }

  it('makes tables that know from the first moment how long they keep their rows', async () => {
    expect(created).toEqual([]);
  });

  it('tells each table once how long it keeps its rows', async () => {
    const all = KEPT_TABLES.filter(({ kept }) => kept !== undefined).map(({ name }) => name);
    expect(
      await applyRetention(
        engine,
        PLACE,
        parseRetention('traces=8d,logs=31d,metrics=91d,replay=31d,errors=91d,rollups=401d,usage=401d,delivery=6y'),
      ),
    ).toEqual(all);
    expect(await applyRetention(engine, PLACE, DEFAULT_RETENTION)).toEqual(all);
    expect(await applyRetention(engine, PLACE, DEFAULT_RETENTION)).toEqual([]);
    expect(await ttlOf('otel_traces')).toBe("toDateTime(Timestamp, 'UTC') + toIntervalDay(7)");
    expect(await ttlOf('otel_traces_trace_id_ts')).toBe("toDateTime(End, 'UTC') + toIntervalDay(7)");
    expect(await ttlOf('delivery_events')).toBe("toDateTime(Timestamp, 'UTC') + toIntervalDay(1825)");
    expect(await ttlOf('people_profiles')).toBeUndefined();
    const changed = parseRetention('metrics=3d,rollups=2y');
    expect(await applyRetention(engine, PLACE, changed)).toEqual(
      expect.arrayContaining(['otel_traces_1m', 'otel_metrics_sum', 'otel_metrics_summary']),
    );
    expect(await ttlOf('otel_traces_1m')).toBe('Minute + toIntervalDay(730)');
    expect(await ttlOf('otel_logs')).toBe("toDateTime(Timestamp, 'UTC') + toIntervalDay(30)");
  });

  it('removes rows by itself that were written when they were over already', async () => {
    await applyRetention(engine, PLACE, parseRetention('traces=2d'));
    await spans([0, 5]);
    await engine.command('OPTIMIZE TABLE kept.otel_traces FINAL');
    expect(await count('otel_traces')).toBe(1);
    expect(await count('otel_traces_1m')).toBe(2);
  });

  it('[IN-14] removes the partitions that are over under a retention that was shortened later, and nothing else', async () => {
    await applyRetention(engine, PLACE, parseRetention('traces=30d'));
    await spans([0, 1, 2, 20]);
    const retention = parseRetention('traces=2d');
    await applyRetention(engine, PLACE, retention);
    const { removed } = await sweep(engine, PLACE, { retention, maxDiskBytes: undefined }, Date.now());
    // The day before yesterday is over for good only when two more days are.
    expect(await count('otel_traces')).toBe(3);
    const day = (ago: number): string => new Date(Date.now() - ago * DAY_MS).toISOString().slice(0, 10);
    expect(removed).toContainEqual(
      expect.objectContaining({ table: 'otel_traces', partition: day(20), rows: 1, why: 'retention' }),
    );
    expect(removed.map(({ table }) => table).toSorted()).toEqual(['otel_traces', 'otel_traces_trace_id_ts']);
    // The roll-ups are kept for their own time.
    expect(await count('otel_traces_1m')).toBe(4);
  });

  it('makes room by removing the oldest partition of all tables, and never what is of today', async () => {
    await spans([0, 1, 2, 3], 400);
    await engine.command(
      'INSERT INTO kept.otel_logs (Timestamp, SpanId) SELECT now64(9) - toIntervalDay(2), randomString(300 * 1024)',
    );
    const limits = { retention: DEFAULT_RETENTION, maxDiskBytes: 1_300_000 };
    const { removed, usedBytes } = await sweep(engine, PLACE, limits, Date.now());
    expect(removed.map(({ table, why }) => [table, why])).toEqual([
      ['otel_traces', 'max-disk'],
      ['otel_traces', 'max-disk'],
    ]);
    expect(removed[0]?.bytes).toBeGreaterThan(400_000);
    expect(usedBytes).toBeLessThan(1_300_000);
    expect(await count('otel_traces')).toBe(2);
    expect(await count('otel_logs')).toBe(1);
    const rest = await sweep(engine, PLACE, { ...limits, maxDiskBytes: 1000 }, Date.now());
    const left = (await listPartitions(engine, PLACE)).filter(({ table }) => table.name === 'otel_traces');
    expect(left.map(({ name, rows }) => [name, rows])).toEqual([[new Date().toISOString().slice(0, 10), 1]]);
    expect(rest.usedBytes).toBeGreaterThan(400_000);
  });

  it('says what it keeps, how much that is, from when to when, and what goes next', async () => {
    const reported: unknown[] = [];
    await spans([0, 3], 200);
    const limits = { retention: parseRetention('traces=4d'), maxDiskBytes: 300_000 };
    const keeper = startKeeping(engine, PLACE, limits, (error) => reported.push(error));
    await keeper.sweep();
    const { tables, removed, usedBytes, ...rest } = await keeper.state();
    await keeper.close();
    expect(rest).toEqual(limits);
    expect(usedBytes).toBe(keeper.usedBytes);
    expect(removed).toHaveLength(1);
    expect(removed[0]).toMatchObject({ table: 'otel_traces', rows: 1, why: 'max-disk' });
    expect(reported).toEqual([
      expect.objectContaining({ code: 'SIGHTGLASS_MAX_DISK', remedy: expect.stringContaining('--max-disk') }),
    ]);
    const traces = tables.find(({ name }) => name === 'otel_traces');
    const midnight = new Date().setUTCHours(0, 0, 0, 0);
    expect(traces).toMatchObject({ kept: 'traces', rows: 1, days: 4, nextRemovalMs: midnight + 5 * DAY_MS });
    expect(Math.abs((traces?.oldestMs ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(traces?.newestMs).toBe(traces?.oldestMs);
    expect(tables.find(({ name }) => name === 'otel_logs')).toEqual({
      name: 'otel_logs',
      kept: 'logs',
      rows: 0,
      bytes: 0,
      oldestMs: null,
      newestMs: null,
      days: 30,
      nextRemovalMs: null,
    });
    expect(tables.find(({ name }) => name === 'people_profiles')).toMatchObject({ days: null, nextRemovalMs: null });
  });

  it('says at once, and only once, that today alone takes more than it may', async () => {
    const reported: string[] = [];
    await spans([0], 200);
    const limits = { retention: DEFAULT_RETENTION, maxDiskBytes: 1000 };
    const keeper = startKeeping(engine, PLACE, limits, (error) => reported.push((error as Error).message));
    await keeper.sweep();
    await keeper.sweep();
    await keeper.close();
    expect(reported).toEqual([expect.stringContaining('nothing older than today is left to remove')]);
    expect(await count('otel_traces')).toBe(1);
  });
});
