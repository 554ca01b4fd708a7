/** A server that is killed again and again behind Collectors, which keep what it does not take and send it again. */
import { startServer } from '@sightglass/server';
import { spawnServing } from '../../packages/server/test/serving.ts';
import { type CollectorPrograms, type Onward, startCollector } from '../kit/collector.ts';
import { freePort } from '../kit/free-port.ts';
import { removeFolder, temporaryFolder } from '../kit/guard.ts';
import { startProgram, stopProgram } from '../kit/processes.ts';
import { listening } from '../kit/server.ts';
import { until } from '../kit/until.ts';

const EXPORTERS: readonly Onward[] = ['otlp_http', 'otlp_grpc'];
const RATE = 400;
const SECONDS_A_KILL = 1;
const LONGEST_LIFE_MS = 1000;

/** What telemetrygen makes, and the table that it lands in. */
const KINDS = [
  { table: 'otel_traces', args: ['traces', '--traces'], rows: 2 },
  { table: 'otel_logs', args: ['logs', '--logs'], rows: 1 },
  { table: 'otel_metrics_sum', args: ['metrics', '--metric-type', 'Sum', '--metrics'], rows: 1 },
  { table: 'otel_metrics_histogram', args: ['metrics', '--metric-type', 'Histogram', '--metrics'], rows: 1 },
] as const;

/** Rows, by exporter and table. */
export type Rows = Record<string, Record<string, { rows: number; distinct: number }>>;

/** Kills the server `kills` times while telemetrygen sends through two Collectors, one with each exporter; answers what was made and what is there. */
export async function behindCollectors(
  programs: CollectorPrograms,
  kills: number,
): Promise<{ made: Rows; stored: Rows }> {
  const dataDir = temporaryFolder('behind');
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const collectors = await Promise.all(
    EXPORTERS.map((exporter) =>
      startCollector(programs, exporter === 'otlp_http' ? `http://${address}` : address, exporter),
    ),
  );
  const each = RATE * SECONDS_A_KILL * kills;
  const made: Rows = {};
  const generators = EXPORTERS.flatMap((exporter, i) =>
    KINDS.map(({ table, args, rows }) => {
      (made[exporter] ??= {})[table] = { rows: each * rows, distinct: each * rows };
      const { url, grpc } = collectors[i]!;
      const to =
        exporter === 'otlp_http' ? ['--otlp-http', '--otlp-endpoint', new URL(url).host] : ['--otlp-endpoint', grpc];
      const more = ['--otlp-insecure', '--rate', String(RATE), '--service', exporter, ...to];
      return startProgram(programs.telemetrygen, [...args, String(each), ...more]);
    }),
  );
  for (let kill = 0; kill < kills; kill++) {
    const server = spawnServing({ port, dataDir, spool: { maxAgeMs: 200 } });
    await listening(server);
    await new Promise((resolve) => setTimeout(resolve, ((kill * 379) % LONGEST_LIFE_MS) + 50));
    await stopProgram(server, 'SIGKILL');
  }
  const server = await startServer({ port, dataDir });
  for (const { exited, output } of generators) {
    if ((await exited) !== 0) throw new Error(`telemetrygen failed: ${output.stderr}`);
  }
  const stored = async (): Promise<Rows> => {
    const found: Rows = {};
    await server.store.flush();
    for (const { table } of KINDS) {
      const { rows } = await server.store.query<{ service: string; rows: string; distinct: string }>(
        `SELECT ServiceName AS service, count() AS rows, uniqExact(*) AS distinct FROM ${server.store.database}.${table}
         WHERE ServiceName IN (${EXPORTERS.map((exporter) => `'${exporter}'`).join(', ')}) GROUP BY service`,
      );
      for (const { service, rows: count, distinct } of rows) {
        (found[service] ??= {})[table] = { rows: Number(count), distinct: Number(distinct) };
      }
    }
    return found;
  };
  const isAll = (found: Rows): boolean =>
    EXPORTERS.every((exporter) =>
      KINDS.every(({ table }) => (found[exporter]?.[table]?.rows ?? 0) >= (made[exporter]?.[table]?.rows ?? 0)),
    );
  // What they have not handed on after this time is lost.
  await until(60_000, async () => isAll(await stored()) || undefined, 'all rows').catch(() => undefined);
  const found = await stored();
  await Promise.all(collectors.map((collector) => collector.stop()));
  await server.close();
  removeFolder(dataDir);
  return { made, stored: found };
}
