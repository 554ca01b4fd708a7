/**
 * How long series of metrics take, from the HTTP request to the whole answer, over 2,000 series with a point every 15 seconds for two hours
 * (a million points a metric): `npm run bench -- metrics-query`. Needs the build of packages/server. Prints JSON. A figure is the median of its
 * rounds, each over another range, so that none is answered from what the last one found; `cpuMs` is what the process worked for it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { startServer } from '../packages/server/dist/index.js';

const SERIES = 2000;
const STEP_S = 15;
const HOURS = 2;
const ROUNDS = 5;
const GOAL_MS = 400;

const questions = [
  { what: 'rate of a counter by service', path: 'metrics/requests/series?agg=rate&by=service.name', goal: true },
  { what: 'rate of a counter, all together', path: 'metrics/requests/series?agg=rate' },
  { what: 'rate of a counter by a label, one service', path: 'metrics/requests/series?by=route&service=service-3' },
  { what: 'mean of a gauge by service', path: 'metrics/level/series?by=service.name' },
  { what: 'p95 of a histogram by service', path: 'metrics/duration/series?agg=p95&by=service.name' },
  { what: 'p95 of a histogram, one service', path: 'metrics/duration/series?agg=p95&service=service-3' },
  { what: 'p95 of an exponential histogram by service', path: 'metrics/size/series?agg=p95&by=service.name' },
  { what: 'p95 of an exponential histogram, one service', path: 'metrics/size/series?agg=p95&service=service-3' },
  { what: 'list of metrics', path: 'metrics?' },
  { what: 'one metric with its labels', path: 'metrics/requests?' },
];

/** Twenty services of ten instances with ten routes each; cumulative, as the stock SDK sends. */
async function fill({ database, command }, endMs) {
  const points = (HOURS * 3600 + 600) / STEP_S;
  const fromMs = endMs - points * STEP_S * 1000;
  const common = `map('service.name', service, 'service.instance.id', concat('i', toString(intDiv(s, 10)))) AS resource,
    concat('service-', toString(intDiv(s, 100))) AS service, map('route', concat('/r', toString(s % 10)), 'method', 'GET') AS labels,
    fromUnixTimestamp64Milli(toInt64(${fromMs - 86_400_000}), 'UTC') AS start,
    fromUnixTimestamp64Milli(toInt64(${fromMs} + t * ${STEP_S * 1000} + s), 'UTC') AS at`;
  const rows = `(SELECT number % ${SERIES} AS s, intDiv(number, ${SERIES}) AS t FROM numbers(${SERIES * points}))`;
  const frame = 'ResourceAttributes, ServiceName, MetricName, MetricUnit, Attributes, StartTimeUnix, TimeUnix';
  const insert = async (table, columns, name, unit, values) => {
    await command(`INSERT INTO ${database}.otel_metrics_${table} (${frame}, ${columns})
      SELECT resource, service, '${name}', '${unit}', labels, start, at, ${values} FROM (SELECT s, t, ${common} FROM ${rows})
      SETTINGS max_threads = 1, max_insert_threads = 1, max_insert_block_size = 100000, min_insert_block_size_rows = 100000`);
  };
  const counts = (buckets, first) => `arrayMap(i -> toUInt64(t * ((s + i) % 7)), range(${first}, ${first + buckets}))`;
  await insert(
    'sum',
    'Value, AggregationTemporality, IsMonotonic',
    'requests',
    '{request}',
    'toFloat64(t * (s % 17 + 1)), 2, true',
  );
  await insert('gauge', 'Value', 'level', 'By', 'toFloat64(cityHash64(s, t) % 1000)');
  const bounds = '[0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]';
  await insert(
    'histogram',
    'BucketCounts, ExplicitBounds, Count, Sum, Min, Max, AggregationTemporality',
    'duration',
    's',
    `${counts(15, 0)} AS own, ${bounds}, arraySum(own), toFloat64(t), 0.001, 20, 2`,
  );
  await insert(
    'exp_histogram',
    'PositiveBucketCounts, Scale, PositiveOffset, Count, Sum, Min, Max, AggregationTemporality',
    'size',
    'By',
    `${counts(20, 3)} AS own, if(s % 3 = 0, 2, 3), 4, arraySum(own), toFloat64(t), 1, 1000, 2`,
  );
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function ask(url, path, toMs) {
  const begin = performance.now();
  const cpu = process.cpuUsage();
  const response = await fetch(`${url}/api/v1/${path}&from=${toMs - HOURS * 3_600_000}&to=${toMs}`);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${text}`);
  const { user, system } = process.cpuUsage(cpu);
  return { ms: performance.now() - begin, cpuMs: (user + system) / 1000 };
}

const folder = mkdtempSync(join(tmpdir(), 'sightglass-bench-'));
const figures = [];
try {
  const server = await startServer({ port: 0, dataDir: folder });
  const endMs = Date.now();
  await fill(server.store, endMs);
  for (const { what, path, goal } of questions) {
    const times = [];
    for (let round = 0; round < ROUNDS; round += 1) times.push(await ask(server.url, path, endMs - round * 1000));
    figures.push({
      question: what,
      medianMs: Math.round(median(times.map(({ ms }) => ms))),
      leastMs: Math.round(Math.min(...times.map(({ ms }) => ms))),
      cpuMs: Math.round(median(times.map(({ cpuMs }) => cpuMs))),
      ...(goal && { goal: true }),
    });
  }
  await server.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const slowest = Math.max(...figures.filter(({ goal }) => goal).map(({ medianMs }) => medianMs));
console.log(
  JSON.stringify(
    {
      name: 'metrics-query',
      what: `Series over ${SERIES.toLocaleString('en')} series × ${HOURS} h, a point every ${STEP_S} s, from the request to the answer`,
      goal: `the rate by service within ${GOAL_MS} ms`,
      figure: `${slowest} ms`,
      result: slowest <= GOAL_MS ? 'pass' : 'short',
      figures,
      node: process.version,
    },
    null,
    2,
  ),
);
