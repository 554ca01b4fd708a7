import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataFolder } from '../../../../test/kit/data-folder.ts';
import { removeFolder, temporaryFolder } from '../../../../test/kit/guard.ts';
import { encode } from '../../test/otlp/encode.ts';
import { Outcome } from '../receive/decode/outcome.ts';
import { timeWindow } from '../receive/decode/times.ts';
import { createSignalReader } from '../receive/signals.ts';
import { openStore, type StoreOptions } from './open.ts';
import type { Store } from './store.ts';

let folder: string;
const stores: Store[] = [];
beforeEach(() => {
  folder = dataFolder('store');
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  removeFolder(folder);
});

async function open(options: Partial<StoreOptions> = {}): Promise<Store> {
  const store = await openStore({ dataDir: folder, ...options });
  stores.push(store);
  return store;
}

/** A block of log records with these event names. */
function logs(...eventNames: string[]): Uint8Array {
  const reader = createSignalReader('logs');
  const body = encode('ExportLogsServiceRequest', {
    resourceLogs: [{ scopeLogs: [{ logRecords: eventNames.map((eventName) => ({ eventName })) }] }],
  });
  reader.decode(body, timeWindow(86_400_000), new Outcome());
  return reader.builders[0]?.take() ?? new Uint8Array(0);
}

/** A block of deployments, one on each of these days before today. */
function logsOn(...daysAgo: number[]): Uint8Array {
  const reader = createSignalReader('logs');
  const logRecords = daysAgo.map((days) => ({
    timeUnixNano: BigInt(Date.now() - days * 86_400_000) * 1_000_000n,
    eventName: 'deployment.finished',
    attributes: [{ key: 'log.record.uid', value: { stringValue: `day ${days}` } }],
  }));
  const body = encode('ExportLogsServiceRequest', { resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
  reader.decode(body, timeWindow(10 * 86_400_000), new Outcome());
  return reader.builders[0]?.take() ?? new Uint8Array(0);
}

async function names(store: Store): Promise<string[]> {
  const { rows } = await store.query<{ EventName: string }>(
    `SELECT EventName FROM ${store.database}.otel_logs ORDER BY EventName`,
  );
  return rows.map((row) => row.EventName);
}

describe('openStore', () => {
  it('shows what was appended soon after, without being told to', async () => {
    const store = await open();
    const started = Date.now();
    await store.append('otel_logs', logs('a', 'b'), 2);
    while ((await names(store)).length === 0) {
      if (Date.now() - started > 10_000) throw new Error('nothing after 10 s');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await names(store)).toEqual(['a', 'b']);
    expect(store.engine).toMatch(/^chdb \d+\./);
  });

  it('has everything after it was closed and opened again, in a database of any name', async () => {
    const first = await open({ database: 'telemetry_2' });
    await first.append('otel_logs', logs('kept'), 1);
    await first.close();
    expect(readdirSync(join(folder, 'spool')).filter((name) => !name.endsWith('.journal'))).toEqual([]);
    const second = await open({ database: 'telemetry_2' });
    expect(await names(second)).toEqual(['kept']);
  });

  it('lets nobody else into its folder, and lets go of it when closed', async () => {
    const store = await open();
    await expect(openStore({ dataDir: folder })).rejects.toMatchObject({
      code: 'SIGHTGLASS_DATA_LOCKED',
      remedy: expect.stringContaining('--data'),
    });
    await store.append('otel_logs', logs('still works'), 1);
    await store.close();
    expect(existsSync(join(folder, 'server.pid'))).toBe(false);
  });

  it('takes a folder over from a process that was killed', async () => {
    writeFileSync(join(folder, 'server.pid'), '999999999 1\n');
    const store = await open();
    expect(await names(store)).toEqual([]);
    await store.close();
    // The number of a process that runs, but started at another time.
    writeFileSync(join(folder, 'server.pid'), `${process.pid} 12345\n`);
    const again = await open();
    expect(await names(again)).toEqual([]);
  });

  it('refuses data and questions once closed', async () => {
    const store = await open();
    await store.close();
    await expect(store.append('otel_logs', logs('late'), 1)).rejects.toMatchObject({ code: 'SIGHTGLASS_CLOSED' });
    await expect(store.query('SELECT 1')).rejects.toMatchObject({ name: 'ServerError' });
    await store.close();
  });

  it('puts a block that is none aside, says so, and stores the others', async () => {
    const reported: unknown[] = [];
    const store = await open({ report: (error) => reported.push(error) });
    await store.append('otel_logs', Buffer.from('no block'), 1);
    await store.flush();
    await store.append('otel_logs', logs('good'), 1);
    await store.flush();
    expect(await names(store)).toEqual(['good']);
    expect(store.health()).toMatchObject({ quarantined: 1, accepting: true, backlogBytes: 0, problem: '' });
    expect(readdirSync(join(folder, 'quarantine'))).toHaveLength(1);
    expect(reported).toHaveLength(1);
  });

  it('stores rows of more than a hundred days in one go', async () => {
    // Tables that are made here keep everything.
    const store = await open({ dataDir: temporaryFolder('forever') });
    const reader = createSignalReader('logs');
    const day = 86_400_000_000_000n;
    const logRecords = Array.from({ length: 150 }, (_, i) => ({
      timeUnixNano: BigInt(Date.now()) * 1_000_000n - BigInt(i) * day,
      eventName: 'old',
    }));
    reader.decode(
      encode('ExportLogsServiceRequest', { resourceLogs: [{ scopeLogs: [{ logRecords }] }] }),
      timeWindow(400 * 86_400_000),
      new Outcome(),
    );
    await store.append('otel_logs', reader.builders[0]?.take() ?? new Uint8Array(0), 150);
    await store.flush();
    expect(store.health()).toMatchObject({ quarantined: 0, problem: '' });
    expect(await names(store)).toHaveLength(150);
  });

  it('fills a view that a kill left behind its table, when the file is replayed', async () => {
    const store = await open();
    const body = {
      resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, 1) }] }] }],
    };
    const reader = createSignalReader('traces');
    reader.decode(encode('ExportTraceServiceRequest', body), timeWindow(86_400_000), new Outcome());
    const block = reader.builders[0]?.take() ?? new Uint8Array(0);
    const path = join(folder, 'replayed.native');
    writeFileSync(path, block);
    const insert = `INSERT INTO otel.otel_traces SELECT * FROM file('${path}', 'Native') SETTINGS insert_deduplication_token = 'once'`;
    await store.command('DETACH TABLE otel.otel_traces_trace_id_ts_mv');
    await store.command(insert);
    await store.command('ATTACH TABLE otel.otel_traces_trace_id_ts_mv');
    await store.command(insert);
    await store.command(insert);
    const { rows } = await store.query(
      'SELECT (SELECT count() FROM otel.otel_traces) AS spans, (SELECT count() FROM otel.otel_traces_trace_id_ts) AS traces',
    );
    expect(rows).toEqual([{ spans: '1', traces: '1' }]);
  });

  it('makes one part a day of all blocks of a file, so that its token stands for all of them', async () => {
    const store = await open();
    for (let i = 0; i < 3; i++) await store.append('otel_logs', logsOn(0, 1), 2);
    await store.flush();
    const { rows } = await store.query(
      "SELECT max(max_block_number) AS parts, sum(rows) AS rows FROM system.parts WHERE table = 'otel_logs' AND active",
    );
    expect(rows).toEqual([{ parts: '2', rows: '6' }]);
  });

  it('adds the days that a kill left out of a file, in the table and in its views', async () => {
    const store = await open();
    const [part, whole] = [join(folder, 'part.native'), join(folder, 'whole.native')];
    writeFileSync(part, logsOn(1));
    writeFileSync(whole, logsOn(1, 0));
    const insert = (path: string): string =>
      `INSERT INTO otel.otel_logs SELECT * FROM file('${path}', 'Native') SETTINGS insert_deduplication_token = 'once'`;
    // As after a kill between two parts of one insert: views come after the table.
    await store.command('DETACH TABLE otel.delivery_events_mv');
    await store.command(insert(part));
    await store.command('ATTACH TABLE otel.delivery_events_mv');
    await store.command(insert(whole));
    await store.command(insert(whole));
    const { rows } = await store.query(
      'SELECT (SELECT count() FROM otel.otel_logs) AS logs, (SELECT count() FROM otel.delivery_events) AS events',
    );
    expect(rows).toEqual([{ logs: '2', events: '2' }]);
  });
});
