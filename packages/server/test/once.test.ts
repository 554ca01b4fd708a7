import { afterAll, expect, it } from 'vitest';
import { dataFolder } from '../../../test/kit/data-folder.ts';
import { removeFolder } from '../../../test/kit/guard.ts';
import { listening, spawnServer } from '../../../test/kit/server.ts';
import { until } from '../../../test/kit/until.ts';
import { openStore } from '../src/store/open.ts';
import { encode } from './otlp/encode.ts';

const folder = dataFolder('once');
afterAll(() => removeFolder(folder));

const NOW = BigInt(Date.now()) * 1_000_000n;
const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'once' } }] };
const TRACES = encode('ExportTraceServiceRequest', {
  resourceSpans: [
    {
      resource,
      scopeSpans: [
        {
          spans: [
            { traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, 1), name: 'once', kind: 2, startTimeUnixNano: NOW },
          ],
        },
      ],
    },
  ],
});
const POINTS = [{ timeUnixNano: NOW, asDouble: 1 }];
const METRICS = encode('ExportMetricsServiceRequest', {
  resourceMetrics: [
    {
      resource,
      scopeMetrics: [
        {
          metrics: [
            { name: 'once.level', gauge: { dataPoints: POINTS } },
            { name: 'once.total', sum: { dataPoints: POINTS, aggregationTemporality: 2, isMonotonic: true } },
          ],
        },
      ],
    },
  ],
});

async function send(url: string, signal: string, body: Buffer): Promise<number> {
  const headers = { 'content-type': 'application/x-protobuf' };
  const response = await fetch(`${url}/v1/${signal}`, { method: 'POST', body: new Uint8Array(body), headers });
  expect(await response.arrayBuffer()).toHaveProperty('byteLength', 0);
  return response.status;
}

/** What the server says of itself: repeated records of a signal. */
async function duplicates(url: string, signal: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text
    .split('\n')
    .find((one) => one.startsWith('sightglass_ingest_duplicates') && one.includes(`"${signal}"`));
  return Number(line?.split(' ').at(-1) ?? 0);
}

it('answers what is sent again as the first time, and stores it once, through a kill -9 before and after it is in the tables', async () => {
  const args = ['--port', '0', '--data', folder];
  const first = spawnServer(args);
  const url = await listening(first);
  expect([await send(url, 'traces', TRACES), await send(url, 'metrics', METRICS)]).toEqual([200, 200]);
  // At once: what was acknowledged lies in the spool alone.
  first.child.kill('SIGKILL');
  await first.exited;

  const second = spawnServer(args);
  const again = await listening(second);
  expect([await send(again, 'traces', TRACES), await send(again, 'metrics', METRICS)]).toEqual([200, 200]);
  expect([await duplicates(again, 'traces'), await duplicates(again, 'metrics')]).toEqual([1, 2]);
  const items = async (path: string): Promise<Record<string, unknown>[]> =>
    ((await (await fetch(`${again}/api/v1/${path}`)).json()) as { items: Record<string, unknown>[] }).items;
  const [service] = await until(
    20_000,
    async () => {
      const services = await items('services');
      return services.length > 0 ? services : undefined;
    },
    'a service',
  );
  expect(service).toMatchObject({ service: 'once', requests: 1 });
  // In the tables, and sent once more.
  expect([await send(again, 'traces', TRACES), await send(again, 'metrics', METRICS)]).toEqual([200, 200]);
  expect([await duplicates(again, 'traces'), await duplicates(again, 'metrics')]).toEqual([2, 4]);
  second.child.kill('SIGTERM');
  expect(await second.exited).toBe(0);

  const store = await openStore({ dataDir: folder });
  const counts = ['otel_traces', 'otel_traces_trace_id_ts', 'otel_metrics_gauge', 'otel_metrics_sum'].map(
    (table) => `(SELECT count() FROM otel.${table}${table.endsWith('_ts') ? ' FINAL' : ''}) AS ${table}`,
  );
  const { rows } = await store.query(
    `SELECT ${counts.join(', ')}, (SELECT sum(Sampled) FROM otel.otel_traces_1m) AS rollup`,
  );
  await store.close();
  expect(rows).toEqual([
    { otel_traces: '1', otel_traces_trace_id_ts: '1', otel_metrics_gauge: '1', otel_metrics_sum: '1', rollup: '1' },
  ]);
}, 90_000);
