/** The Node agent with a real Collector as its receiver, which writes what it has understood to a file. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../packages/node/test/run.ts';
import { type Tee, startTee } from './collector/tee.ts';
import { COLUMNS, writtenRows } from './collector/written.ts';
import { collectorPrograms, type FileCollector, startFileCollector } from './kit/collector.ts';
import { startTemporary, type TemporaryServer } from './kit/server.ts';
import { until } from './kit/until.ts';

const programs = await collectorPrograms('the Node agent with an OpenTelemetry Collector');

describe.runIf(programs !== undefined)('what the agent sends to a Collector and to our server', () => {
  let server: TemporaryServer;
  let collector: FileCollector;
  let tee: Tee;

  beforeAll(async () => {
    server = await startTemporary();
    collector = await startFileCollector(programs!);
    tee = await startTee([server.url, collector.url]);
  });
  afterAll(async () => {
    await tee?.close();
    await collector?.stop();
    await server?.close();
  });

  const storedRows = async (): Promise<string[]> => {
    await server.store.flush();
    const found: string[] = [];
    for (const [table, columns] of Object.entries(COLUMNS)) {
      const { rows } = await server.store.query<Record<string, unknown>>(
        `SELECT ${columns.map((column) => `\`${column}\``).join()} FROM ${server.store.database}.${table}`,
      );
      found.push(...rows.map((row) => JSON.stringify([table, ...columns.map((column) => row[column])])));
    }
    return found.sort();
  };

  it('stands in the file of the one as in the tables of the other', async () => {
    const env = { SIGHTGLASS_ENDPOINT: tee.url, SIGHTGLASS_SERVICE: 'everything' };
    const ended = await run('everything.mjs', { agent: '--import', env });
    expect(ended).toMatchObject({ code: 0, stdout: '', stderr: '' });

    const stored = await storedRows();
    const written = await until(
      20_000,
      async () => {
        const rows = writtenRows(collector.written());
        return rows.length >= stored.length ? rows : undefined;
      },
      'everything in the file of the Collector',
    ).catch(() => writtenRows(collector.written()));
    expect(written).toEqual(stored);

    const of = (table: string): unknown[] =>
      stored.map((row) => JSON.parse(row) as unknown[]).filter(([name]) => name === table);
    expect(of('otel_traces')).toHaveLength(4);
    expect(of('otel_logs')).toHaveLength(2);
    expect(JSON.stringify(of('otel_traces'))).toContain('grüße 😀');
    for (const [table, metric] of [
      ['otel_metrics_sum', 'things'],
      ['otel_metrics_sum', 'level'],
      ['otel_metrics_gauge', 'height'],
      ['otel_metrics_histogram', 'time'],
      ['otel_metrics_histogram', 'http.server.request.duration'],
    ] as const) {
      expect(JSON.stringify(of(table))).toContain(`"${metric}"`);
    }
  });
});
