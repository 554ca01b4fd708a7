import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DRIVERS, type Opened } from '../../test/drivers.ts';
import type { Engine } from './engine.ts';
import { fillParams } from './literals.ts';
import { migrate } from './migrations/migrate.ts';
import { BlockBuilder } from './native/block.ts';
import { COLUMNS, TABLES } from './native/tables.ts';

describe.each(Object.entries(DRIVERS))('the %s driver', (_, open) => {
  const folder = mkdtempSync(join(tmpdir(), 'sightglass-engine-'));
  let opened: Opened;
  let engine: Engine;
  beforeAll(async () => {
    opened = await open(folder);
    ({ engine } = opened);
    await engine.command('CREATE DATABASE test ENGINE = Atomic');
  });
  afterAll(async () => {
    await opened.close();
    rmSync(folder, { recursive: true });
  });

  it('answers rows with what they cost', async () => {
    const { rows, stats } = await engine.select<{ n: string; x: number }>(
      'SELECT number AS n, number / 2 AS x FROM numbers(3)',
    );
    expect(rows).toEqual([
      { n: '0', x: 0 },
      { n: '1', x: 0.5 },
      { n: '2', x: 1 },
    ]);
    expect(stats.rowsRead).toBe(3);
    expect(stats.ms).toBeGreaterThan(0);
  });

  it('keeps 64-bit integers exact and prints instants in UTC', async () => {
    const { rows } = await engine.select(
      "SELECT toUInt64('18446744073709551615') AS a, toInt64('-9223372036854775808') AS b, fromUnixTimestamp64Nano(1) AS c",
    );
    expect(rows).toEqual([
      { a: '18446744073709551615', b: '-9223372036854775808', c: '1970-01-01 00:00:00.000000001' },
    ]);
  });

  it('lets no character of a text out of its literal', async () => {
    const nasty = fc.string({
      unit: fc.oneof(
        fc.constantFrom("'", '\\', '\n', '\0', '{', '}', ';', '--', '/*', '`', '\u007f', '\t', "\\'", '${x}'),
        fc.string({ unit: 'binary', maxLength: 3 }),
      ),
    });
    await fc.assert(
      fc.asyncProperty(nasty, fc.array(nasty, { maxLength: 3 }), async (text, list) => {
        const sql = fillParams(
          'SELECT {text:String} AS text, {list:Array(String)} AS list, {map:Map(String, String)} AS map',
          {
            text,
            list,
            map: { [text]: text },
          },
        );
        const { rows } = await engine.select(sql);
        const well = (value: string): string => value.toWellFormed();
        expect(rows).toEqual([{ text: well(text), list: list.map(well), map: { [well(text)]: well(text) } }]);
      }),
      { numRuns: 100 },
    );
  });

  it('stops a query at its limit of time and goes on working', async () => {
    const started = performance.now();
    const query = engine.select('SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1', {
      maxMs: 300,
    });
    await expect(query).rejects.toMatchObject({ code: 'SIGHTGLASS_QUERY_TIMEOUT' });
    expect(performance.now() - started).toBeLessThan(3000);
    await nothingRuns(engine);
    expect((await engine.select('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('stops a query in the engine when its caller goes away, and the next answers are whole', async () => {
    const controller = new AbortController();
    const query = engine.select('SELECT number FROM numbers(1000000000000) WHERE sipHash64(number) % 100000 = 1', {
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 200);
    await expect(query).rejects.toMatchObject({ code: 'SIGHTGLASS_QUERY_ABORTED' });
    await nothingRuns(engine);
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => engine.select(`SELECT ${i} AS i`)));
    expect(answers.map(({ rows }) => rows)).toEqual(answers.map((_, i) => [{ i }]));
  });

  it('runs nothing for a caller that has gone before it began', async () => {
    await expect(engine.select('SELECT 1', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'SIGHTGLASS_QUERY_ABORTED',
    });
  });

  it('says what is wrong with a statement, and answers whole rows after a query that failed half-way', async () => {
    await expect(engine.select('SELECT nope')).rejects.toMatchObject({
      code: 'SIGHTGLASS_QUERY_FAILED',
      message: expect.stringContaining('nope'),
    });
    for (let i = 0; i < 4; i++) {
      const query = engine.select('SELECT number, throwIf(number = 500000) FROM numbers(1000000)');
      await expect(query).rejects.toMatchObject({ message: expect.stringContaining('throwIf') });
    }
    for (let i = 0; i < 4; i++) expect((await engine.select('SELECT 7 AS seven')).rows).toEqual([{ seven: 7 }]);
  });

  it('stores a file of Native blocks once, however often it is told to', async () => {
    await migrate(engine, 'test');
    const block = new BlockBuilder('otel_logs');
    for (let i = 0; i < 3; i++) addLog(block, `body ${i}\n\n; DROP TABLE test.otel_logs SYNC\n`);
    const path = join(folder, 'once.native');
    writeFileSync(path, block.take());
    for (let i = 0; i < 3; i++) await engine.insertFile('test.otel_logs', COLUMNS.otel_logs, path, 'token-1');
    expect((await engine.select('SELECT count() AS n FROM test.otel_logs')).rows).toEqual([{ n: '3' }]);
    await engine.insertFile('test.otel_logs', COLUMNS.otel_logs, path, 'token-2');
    expect((await engine.select('SELECT count() AS n FROM test.otel_logs')).rows).toEqual([{ n: '6' }]);
  });

  it('fills in the columns that a block leaves out because they say nothing', async () => {
    await migrate(engine, 'test');
    await engine.command('TRUNCATE TABLE test.otel_logs');
    const block = new BlockBuilder('otel_logs');
    const blocks: Uint8Array[] = [];
    for (const [body, name] of [
      ['', ''],
      ['line', ''],
      ['', 'click'],
    ] as const) {
      addLog(block, body, name);
      blocks.push(block.take());
    }
    expect(blocks.map((bytes) => Buffer.from(bytes).includes('EventName'))).toEqual([false, false, true]);
    expect(blocks.map((bytes) => Buffer.from(bytes).includes('Body'))).toEqual([false, true, false]);
    const path = join(folder, 'blanks.native');
    writeFileSync(path, Buffer.concat(blocks));
    await engine.insertFile('test.otel_logs', COLUMNS.otel_logs, path, 'token-blanks');
    const { rows } = await engine.select(
      'SELECT Body AS body, EventName AS name, length(LogAttributes) AS attributes FROM test.otel_logs ORDER BY body, name',
    );
    expect(rows).toEqual([
      { body: '', name: '', attributes: '0' },
      { body: '', name: 'click', attributes: '0' },
      { body: 'line', name: '', attributes: '0' },
    ]);
  });

  it('keeps what was sent where the table would fill in something else', async () => {
    await migrate(engine, 'test');
    const block = new BlockBuilder('otel_metrics_histogram');
    for (const [column, type] of COLUMNS.otel_metrics_histogram) {
      if (type.startsWith('Array(')) continue;
      if (type.startsWith('Map(')) block.map(column).offsets.add(0);
      else if (/64/.test(type)) block.part(column).u64(column === 'TimeUnix' ? 1 : 0, 0);
      else if (/32/.test(type)) block.part(column).u32(0);
      else if (type === 'UInt8') block.part(column).u8(0);
      else block.text(column).text('');
    }
    for (const name of ['Exemplars', 'BucketCounts', 'ExplicitBounds']) block.offsets(name).add(0);
    block.rows = 1;
    const path = join(folder, 'present.native');
    writeFileSync(path, block.take());
    await engine.insertFile('test.otel_metrics_histogram', COLUMNS.otel_metrics_histogram, path, 'token-present');
    const { rows } = await engine.select(
      'SELECT Present AS present, Flags AS flags, length(BucketCounts) AS buckets, toUnixTimestamp64Nano(TimeUnix) AS at FROM test.otel_metrics_histogram',
    );
    expect(rows).toEqual([{ present: 0, flags: 0, buckets: '0', at: '1' }]);
  });

  it('tells data that will never fit from troubles that pass', async () => {
    await migrate(engine, 'test');
    const path = join(folder, 'broken.native');
    writeFileSync(path, Buffer.from('this is no block'));
    const insert = engine.insertFile('test.otel_logs', COLUMNS.otel_logs, path, 'token-3');
    await expect(insert).rejects.toMatchObject({ code: 'SIGHTGLASS_INSERT_REFUSED' });
  });

  it('has the columns of our blocks in its tables, under the same names', async () => {
    await migrate(engine, 'test');
    for (const table of TABLES) {
      const { rows } = await engine.select<{ name: string }>(
        `SELECT name FROM system.columns WHERE database = 'test' AND table = '${table}' AND default_kind NOT IN ('MATERIALIZED', 'ALIAS')`,
      );
      expect(rows.map(({ name }) => name).toSorted()).toEqual(COLUMNS[table].map(([name]) => name).toSorted());
    }
  });
});

function addLog(block: BlockBuilder, body: string, event = ''): void {
  for (const [name, type] of COLUMNS.otel_logs) {
    if (name === 'Body') block.part(name).text(body);
    else if (name === 'EventName') block.coded(name).text(event);
    else if (name === 'Timestamp') block.part(name).u64(0, 0x18000000);
    else if (type === 'UInt8') block.part(name).u8(0);
    else if (type.startsWith('Map')) block.map(name).offsets.add(0);
    else block.text(name).text('');
  }
  block.rows++;
}

/** Resolves when no query but its own runs. */
async function nothingRuns(engine: Engine): Promise<void> {
  const deadline = Date.now() + 5000;
  for (;;) {
    const { rows } = await engine.select<{ query: string }>(
      "SELECT query FROM system.processes WHERE query NOT LIKE '%system.processes%'",
    );
    if (rows.length === 0) return;
    if (Date.now() > deadline) throw new Error(`still running: ${JSON.stringify(rows)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
