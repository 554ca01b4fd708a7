import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openChdb } from '../chdb/engine.ts';
import type { Engine } from '../engine.ts';
import { migrate } from '../migrations/migrate.ts';
import { cutGhosts } from './ghosts.ts';
import { mendViews } from './mend.ts';

const folder = mkdtempSync(join(tmpdir(), 'sightglass-mend-'));
const path = join(folder, 'db');
const open = (): Promise<Engine> => openChdb({ path, backupsPath: folder, readers: 2, maxMemoryBytes: 1_000_000_000 });
let engine: Engine;
beforeAll(async () => {
  engine = await open();
  await migrate(engine, 'torn');
}, 60_000);
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** What hangs on spans and log records, as a question would read it. */
const DERIVED: Readonly<Record<string, string>> = {
  otel_traces_trace_id_ts: 'SELECT Project, TraceId, min(Start), max(End) FROM $ GROUP BY ALL ORDER BY ALL',
  otel_traces_1m:
    'SELECT Project, Minute, ServiceName, StatusCode, sum(Requests), sum(Sampled), sum(DurationSum), max(DurationMax), arrayMap(x -> round(x, 3), quantilesTDigestWeightedMerge(0.5, 0.75, 0.9, 0.95, 0.99)(Durations)) FROM $ GROUP BY 1, 2, 3, 4 ORDER BY ALL',
  otel_traces_services:
    'SELECT Project, Seconds, Time, ServiceName, IsEntry, sum(Requests), sum(Errors), sum(Sampled), sum(SampledErrors), sum(DurationSum), max(Last), argMaxMerge(Namespace), arrayMap(x -> round(x, 3), quantilesTDigestWeightedMerge(0.5, 0.75, 0.9, 0.95, 0.99)(Durations)) FROM $ GROUP BY 1, 2, 3, 4, 5 ORDER BY ALL',
  otel_replay: 'SELECT Project, Timestamp, Body, ReplayId, Seq FROM $ ORDER BY ALL',
  page_events: 'SELECT * FROM $ FINAL ORDER BY ALL',
  usage_events: 'SELECT * FROM $ FINAL ORDER BY Uid',
  people_identities: 'SELECT * FROM $ FINAL ORDER BY ALL',
  people_profiles: 'SELECT * FROM $ FINAL ORDER BY UserId',
  web_vitals: 'SELECT * FROM $ FINAL ORDER BY Uid',
  delivery_events: 'SELECT * FROM $ FINAL ORDER BY Uid',
};

async function derived(): Promise<Record<string, unknown[]>> {
  const tables: Record<string, unknown[]> = {};
  for (const [table, sql] of Object.entries(DERIVED))
    tables[table] = (await engine.select(sql.replace('$', `torn.${table}`))).rows;
  return tables;
}

/** Spans of two projects and four minutes, each known by its trace. */
function spans(from: number, count: number): string {
  return (
    `INSERT INTO torn.otel_traces (Timestamp, TraceId, SpanId, SpanKind, ServiceName, StatusCode, Duration, ResourceAttributes, TraceState) ` +
    `SELECT now64(9) - toIntervalMillisecond(number * 191), toString(intDiv(number, 7)), toString(number), if(number % 3 = 0, 'Server', 'Client'), 'shop', if(number % 5 = 0, 'Error', 'Ok'), number * 1000, ` +
    `map('sightglass.project', if(number % 2 = 0, 'a', 'it''s b'), 'service.namespace', concat('n', toString(number))), if(number % 4 = 0, 'ot=th:8', '') FROM numbers(${from}, ${count})`
  );
}

const LOGS: readonly string[] = [
  'sightglass.replay.chunk',
  'user.identify',
  'browser.web_vital',
  'deployment.finished',
];

function logs(): string {
  const names = [...LOGS, 'page'].map((name) => `'${name}'`).join(', ');
  return (
    `INSERT INTO torn.otel_logs (Timestamp, Body, EventName, ScopeName, LogAttributes) ` +
    `SELECT now64(9) - toIntervalSecond(number), toString(number), [${names}][number % 5 + 1], if(number % 5 = 4, '@sightglass/usage', ''), ` +
    `map('log.record.uid', concat('uid', toString(number)), 'user.id', toString(number % 7), 'enduser.pseudo.id', 'anon', 'session.id', 's', 'sightglass.replay.id', 'r', 'sightglass.replay.seq', toString(number)) FROM numbers(100)`
  );
}

describe('mending what hangs on spans and log records', () => {
  beforeEach(async () => {
    for (const table of ['otel_traces', 'otel_logs', ...Object.keys(DERIVED)])
      await engine.command(`TRUNCATE TABLE torn.${table} SYNC`);
    await engine.command(spans(0, 1200));
    await engine.command(logs());
  });

  it('leaves what is whole as it is', async () => {
    const whole = await derived();
    for (const table of Object.keys(DERIVED)) expect(whole[table]?.length).toBeGreaterThan(1);
    expect(await mendViews(engine, 'torn', Date.now() - 60_000)).toEqual({ minutes: 0 });
    expect(await derived()).toEqual(whole);
  });

  it('fills in what never came, and counts again what came in part or twice', async () => {
    const whole = await derived();
    const narrow = ['people_identities', 'people_profiles', 'web_vitals', 'delivery_events'];
    for (const table of ['page_events', 'usage_events', ...narrow])
      await engine.command(`TRUNCATE TABLE torn.${table} SYNC`);
    await engine.command('DELETE FROM torn.otel_replay WHERE Seq % 2 = 1');
    await engine.command("DELETE FROM torn.otel_traces_trace_id_ts WHERE Project = 'a'");
    // In part: one kind of spans of one project. Twice: the other project, as a view has it that ran again.
    await engine.command("DELETE FROM torn.otel_traces_1m WHERE Project = 'a' AND StatusCode = 'Error'");
    await engine.command(
      "INSERT INTO torn.otel_traces_1m SELECT * FROM torn.otel_traces_1m WHERE Project = 'it\\'s b' SETTINGS insert_deduplicate = 0",
    );
    // The hours of one project never came, and all units of the other came twice.
    await engine.command("DELETE FROM torn.otel_traces_services WHERE Project = 'a' AND Seconds = 3600");
    await engine.command(
      "INSERT INTO torn.otel_traces_services SELECT * FROM torn.otel_traces_services WHERE Project = 'it\\'s b' SETTINGS insert_deduplicate = 0",
    );
    const torn = await derived();
    for (const table of Object.keys(DERIVED)) expect(torn[table]).not.toEqual(whole[table]);
    const { minutes } = await mendViews(engine, 'torn', Date.now() - 60_000);
    expect(minutes).toBeGreaterThanOrEqual(12);
    expect(await derived()).toEqual(whole);
    expect(await mendViews(engine, 'torn', Date.now() - 60_000)).toEqual({ minutes: 0 });
  });

  it('mends again after being killed between removing minutes and counting them', async () => {
    const whole = await derived();
    await engine.command("DELETE FROM torn.otel_traces_1m WHERE Project = 'a'");
    await engine.command("DELETE FROM torn.otel_traces_services WHERE Project = 'a' AND Seconds = 60");
    await mendViews(engine, 'torn', Date.now() - 60_000);
    expect(await derived()).toEqual(whole);
    await engine.command('DELETE FROM torn.otel_traces_services WHERE Seconds > 60');
    expect(await mendViews(engine, 'torn', Date.now() - 60_000)).toEqual({ minutes: 0 });
    expect(await derived()).toEqual(whole);
  });

  it('keeps what was counted of older days when their spans were removed to make room', async () => {
    await engine.command(
      "INSERT INTO torn.otel_traces (Timestamp, TraceId, SpanKind) SELECT now64(9) - toIntervalDay(3), 'old', 'Server' FROM numbers(5)",
    );
    const whole = await derived();
    await engine.command("DELETE FROM torn.otel_traces WHERE TraceId = 'old' AND Timestamp < now() - toIntervalDay(1)");
    await engine.command(
      "INSERT INTO torn.otel_traces (Timestamp, TraceId, ParentSpanId) SELECT now64(9) - toIntervalDay(3), 'late', 'parent'",
    );
    await mendViews(engine, 'torn', Date.now() - 60_000);
    const after = await derived();
    for (const table of ['otel_traces_1m', 'otel_traces_services']) expect(after[table]).toEqual(whole[table]);
  });

  it('looks at nothing that arrived before', async () => {
    await engine.command('TRUNCATE TABLE torn.usage_events SYNC');
    await mendViews(engine, 'torn', Date.now() + 60_000);
    expect((await derived())['usage_events']).toEqual([]);
  });
});

describe('a part that was noted and never made', () => {
  const insert = (token: string): Promise<void> =>
    engine.command(
      `INSERT INTO torn.otel_traces (Timestamp, TraceId, SpanKind) SELECT toDateTime64('2026-01-01 00:00:00', 9, 'UTC'), '${token}', 'Server' SETTINGS insert_deduplication_token = '${token}'`,
    );
  const traces = async (): Promise<unknown[]> => {
    const { rows } = await engine.select(
      "SELECT TraceId AS id FROM torn.otel_traces WHERE Timestamp < '2026-02-01' ORDER BY id",
    );
    return rows;
  };
  const folderOf = async (table: string): Promise<string> => {
    const { rows } = await engine.select<{ paths: string[] }>(
      `SELECT data_paths AS paths FROM system.tables WHERE database = 'torn' AND name = '${table}'`,
    );
    return rows[0]?.paths[0] ?? '';
  };

  it('is stored when its spool is replayed, in the table and in what hangs on it', async () => {
    for (const token of ['x', 'y', 'z']) await insert(token);
    const table = await folderOf('otel_traces');
    const rollUps = [await folderOf('otel_traces_1m'), await folderOf('otel_traces_services')];
    const newest = (dir: string): string =>
      readdirSync(dir)
        .filter((name) => name.startsWith('202601'))
        .toSorted((a, b) => Number(a.split('_')[1]) - Number(b.split('_')[1]))
        .at(-1) ?? '';
    await engine.close();
    // As the engine leaves it when it is killed between the note and the renaming of the part.
    for (const dir of [table, ...rollUps]) rmSync(join(dir, newest(dir)), { recursive: true });
    const log = join(table, 'deduplication_logs', readdirSync(join(table, 'deduplication_logs')).at(-1) ?? '');
    const noted = readFileSync(log, 'latin1');
    expect(cutGhosts(path)).toHaveLength(3);
    expect(cutGhosts(path)).toEqual([]);
    expect(noted.startsWith(readFileSync(log, 'latin1'))).toBe(true);
    // A line that was being written.
    writeFileSync(log, `${readFileSync(log, 'latin1')}1\t2026`);
    expect(cutGhosts(path)).toEqual([]);
    engine = await open();
    for (const token of ['x', 'y', 'z']) await insert(token);
    expect(await traces()).toEqual([{ id: 'x' }, { id: 'y' }, { id: 'z' }]);
    const { rows } = await engine.select(
      "SELECT (SELECT sum(Sampled) FROM torn.otel_traces_1m WHERE Minute < '2026-02-01') AS operations, " +
        "(SELECT sum(Sampled) FROM torn.otel_traces_services WHERE Time < '2026-02-01') AS services",
    );
    expect(rows).toEqual([{ operations: '3', services: '12' }]);
  });

  it('is nowhere where there is no engine yet', () => {
    expect(existsSync(join(folder, 'nothing'))).toBe(false);
    expect(cutGhosts(join(folder, 'nothing'))).toEqual([]);
  });
});
