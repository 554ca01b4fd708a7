/** Telemetry that takes the way of a real installation, through an OpenTelemetry Collector which dies on the way, as does our server. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunningServer, startServer } from '@sightglass/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PER_ROUND, type StockProgram, startStockProgram } from '../packages/server/test/stock-sdk.ts';
import { storedRows } from './collector/rows.ts';
import { type Tee, startTee } from './collector/tee.ts';
import { type Collector, collectorPrograms, startCollector } from './kit/collector.ts';
import { dataFolder } from './kit/data-folder.ts';
import { removeFolder } from './kit/guard.ts';
import { type Program, startProgram, stopProgram } from './kit/processes.ts';
import { listening, spawnServer } from './kit/server.ts';
import { until } from './kit/until.ts';

const programs = await collectorPrograms('telemetry through an OpenTelemetry Collector');
const ROUNDS = 6;
const GENERATED = 30;
/** What telemetrygen is asked for, signal by signal. */
const GENERATE = [
  ['traces', '--traces', String(GENERATED)],
  ['logs', '--logs', String(GENERATED)],
  ...['Gauge', 'Sum', 'Histogram', 'ExponentialHistogram'].map((kind) => [
    'metrics',
    '--metric-type',
    kind,
    '--metrics',
    String(GENERATED),
  ]),
];

/** The stock SDK for JavaScript makes no summaries; other languages' bridges from Prometheus do. */
function summary(): object {
  const now = `${Date.now()}000000`;
  const quantileValues = [
    { quantile: 0.5, value: 12.5 },
    { quantile: 0.99, value: 80 },
  ];
  const point = { startTimeUnixNano: now, timeUnixNano: now, count: '7', sum: 131.5, quantileValues };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'bridge' } }] };
  const metrics = [{ name: 'bridge.latency', unit: 'ms', summary: { dataPoints: [point] } }];
  return { resourceMetrics: [{ resource, scopeMetrics: [{ scope: { name: 'bridge' }, metrics }] }] };
}

async function generate(args: readonly string[], program: string): Promise<void> {
  const generator = startProgram(program, [...args, '--otlp-insecure', '--rate', '0']);
  const code = await generator.exited;
  if (code !== 0) throw new Error(`telemetrygen ${args.join(' ')} ended with ${code}: ${generator.output.stderr}`);
}

/** How often each row is there. */
function timesOf(rows: readonly string[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const row of rows) times.set(row, (times.get(row) ?? 0) + 1);
  return times;
}

/** Rows that are there less often than wanted. */
function missing(wanted: readonly string[], times: ReadonlyMap<string, number>): string[] {
  return [...timesOf(wanted)].filter(([row, count]) => (times.get(row) ?? 0) < count).map(([row]) => row);
}

const bytesIn = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

describe.runIf(programs !== undefined)('through a Collector', () => {
  const direct = dataFolder('direct');
  const through = dataFolder('through');
  let directServer: Program;
  let throughServer: Program;
  let revived: RunningServer | undefined;
  let collector: Collector;
  let tee: Tee;
  let stock: StockProgram;

  beforeAll(async () => {
    directServer = spawnServer(['--port', '0', '--data', direct]);
    throughServer = spawnServer(['--port', '0', '--data', through]);
    const [directUrl, throughUrl] = await Promise.all([listening(directServer), listening(throughServer)]);
    collector = await startCollector(programs!, throughUrl);
    tee = await startTee([directUrl, collector.url]);
    stock = startStockProgram(tee.url, 'stock');
  });

  afterAll(async () => {
    await tee?.close();
    await collector?.stop();
    await revived?.close();
    await stopProgram(directServer);
    await stopProgram(throughServer);
    for (const folder of [direct, through]) removeFolder(folder);
  });

  it('everything arrives once, equal to what came directly, though Collector and server are killed', async () => {
    const port = new URL(await listening(throughServer)).port;
    const telemetrygen = (...args: string[]): Promise<void> => generate(args, programs!.telemetrygen);
    const teed = ['--otlp-http', '--otlp-endpoint', new URL(tee.url).host];
    await stock.work();
    await Promise.all(GENERATE.slice(0, 3).map((args) => telemetrygen(...args, ...teed)));

    // The server dies: from here on what is sent is in the Collector's queue only.
    expect(await stopProgram(throughServer, 'SIGKILL')).toBe('SIGKILL');
    await stock.work();
    await stock.work();
    expect(bytesIn(collector.queue)).toBeGreaterThan(0);

    // And then the Collector, in the middle of receiving; clients try again until it is back.
    const inTheMiddle = [stock.work(), ...GENERATE.slice(3).map((args) => telemetrygen(...args, ...teed))];
    await collector.kill();
    await collector.restart();
    await Promise.all(inTheMiddle);
    await stock.work();

    revived = await startServer({ port: Number(port), dataDir: through, selfMetrics: 0 });
    await stock.work();
    const answer = await fetch(`${tee.url}/v1/metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(summary()),
    });
    expect(answer.status).toBe(200);

    // The server that took everything directly is stopped and read by a process of its own.
    await stopProgram(directServer);
    const dump = fileURLToPath(new URL('collector/dump.ts', import.meta.url));
    const reader = startProgram(process.execPath, ['--conditions=@sightglass/source', dump, direct]);
    expect(await reader.exited).toBe(0);
    const sent = reader.output.stdout.trim().split('\n');
    const { store } = revived;
    const arrived = await until(
      30_000,
      async () => {
        const times = timesOf(await storedRows(store));
        return missing(sent, times).length === 0 ? times : undefined;
      },
      'all rows through the Collector',
    ).catch(async () => timesOf(await storedRows(store)));
    expect(missing(sent, arrived)).toEqual([]);
    // Nothing else, and nothing twice: what the Collector sent again after the kill was the same body.
    expect(
      missing(
        [...arrived].flatMap(([row, times]) => Array.from({ length: times }, () => row)),
        timesOf(sent),
      ),
    ).toEqual([]);
    const of = (table: string, service: string): number =>
      sent.filter((row) => row.startsWith(`["${table}"`) && row.includes(`"service.name":"${service}"`)).length;
    expect({
      spans: of('otel_traces', 'stock'),
      logs: of('otel_logs', 'stock'),
      sum: of('otel_metrics_sum', 'stock'),
      gauge: of('otel_metrics_gauge', 'stock'),
      histogram: of('otel_metrics_histogram', 'stock'),
      exponential: of('otel_metrics_exp_histogram', 'stock'),
    }).toEqual(Object.fromEntries(Object.entries(PER_ROUND).map(([kind, count]) => [kind, count * ROUNDS])));
    expect(of('otel_metrics_summary', 'bridge')).toBe(1);
    expect({
      // Each trace of telemetrygen has two spans.
      spans: of('otel_traces', 'telemetrygen') / 2,
      logs: of('otel_logs', 'telemetrygen'),
      gauge: of('otel_metrics_gauge', 'telemetrygen'),
      sum: of('otel_metrics_sum', 'telemetrygen'),
      histogram: of('otel_metrics_histogram', 'telemetrygen'),
      exponential: of('otel_metrics_exp_histogram', 'telemetrygen'),
    }).toEqual({
      spans: GENERATED,
      logs: GENERATED,
      gauge: GENERATED,
      sum: GENERATED,
      histogram: GENERATED,
      exponential: GENERATED,
    });
  });
});
