/**
 * What the way of telemetry into the tables costs, from HTTP to the last merge: `npm run bench -- ingest`; one part of it:
 * `npm run bench -- ingest spans`, with fewer records `npm run bench -- ingest spans 300000`. Needs the build of packages/server and Linux. Server, senders and what reads the folder afterwards are
 * processes of their own. Costs are CPU time of the server's process, user and kernel, all threads, until nothing waits and nothing is
 * merged any more, and of what it does at rest nothing is taken off: what a busy machine leaves nearly as it is. The records that lie in
 * the tables at the end are counted: a figure of data that was lost would be none.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runToEnd, startSender, startServer } from './ingest/processes.mjs';

const NAIVE = fileURLToPath(new URL('ingest/naive.mjs', import.meta.url));
const CONNECTIONS = 8;
const WARM_RECORDS = 60_000;
const TABLES = { traces: 'otel_traces', logs: 'otel_logs', metrics: 'otel_metrics_sum' };

/** What is sent; `goal` is the least a second and core, `disk` the most bytes a record on disk. */
const PARTS = {
  spans: { what: 'spans, protobuf', signal: 'traces', encoding: 'protobuf', total: 1_500_000, goal: 60_000, disk: 60 },
  'spans-json': { what: 'spans, JSON', signal: 'traces', encoding: 'json', total: 600_000, goal: 40_000, disk: 60 },
  logs: {
    what: 'log records, protobuf',
    signal: 'logs',
    encoding: 'protobuf',
    total: 1_500_000,
    goal: 80_000,
    disk: 80,
  },
  points: {
    what: 'metric points, protobuf',
    signal: 'metrics',
    encoding: 'protobuf',
    total: 2_000_000,
    goal: 100_000,
    disk: 8,
  },
  steady: { what: 'spans at 20,000 a second', signal: 'traces', encoding: 'protobuf', total: 600_000, pace: 20_000 },
  naive: {
    what: 'spans, protobufjs and rows of JSON',
    signal: 'traces',
    encoding: 'protobuf',
    total: 100_000,
    isNaive: true,
  },
};

const round = (value, digits = 1) => Number(value.toFixed(digits));

/** Starts the server of a part; the naive one in the tables that the other has made. */
async function open(folder, { isNaive }) {
  const server = await startServer(folder);
  if (!isNaive) return server;
  await server.stop();
  return startServer(folder, [NAIVE, folder]);
}

/** Sends until the code is compiled and the caches are filled. */
async function warm(server, plan) {
  const sender = await startSender({
    ...plan,
    url: server.url,
    total: WARM_RECORDS,
    perSecond: 60_000,
    connections: CONNECTIONS,
    seed: 1,
  });
  const { records } = await sender.run();
  await server.settled();
  return records;
}

async function measure(part) {
  const { signal, encoding, total, pace, isNaive = false } = part;
  const folder = mkdtempSync(join(tmpdir(), 'sightglass-bench-ingest-'));
  try {
    const server = await open(folder, part);
    await server.settled();
    const idle = server.memory().now;
    const plan = { signal, encoding, url: server.url, connections: CONNECTIONS, seed: 2 };
    const warmed = await warm(server, plan);
    const sender = await startSender({ ...plan, total, perSecond: pace ?? 60_000, isPaced: pace !== undefined });
    const before = server.cpuSeconds();
    const sent = await sender.run();
    const during = server.cpuSeconds() - before;
    const cpu = (await server.settled()) - before;
    const threads = server.cpuByThread();
    const { peak } = server.memory();
    await server.stop();
    const stored = runToEnd('inspect.mjs', folder)[TABLES[signal]];
    if (stored?.rows !== sent.records + warmed) {
      throw new Error(`${sent.records + warmed} ${signal} were acknowledged, ${stored?.rows} are in the table`);
    }
    return {
      part,
      isNaive,
      idle,
      peak,
      sent,
      cpu,
      cores: during / sent.seconds,
      threads,
      bytes: stored.bytes / stored.rows,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lineOf({ part, idle, peak, sent, cpu, cores, bytes, threads }) {
  return {
    what: part.what,
    'CPU µs a record': round((cpu / sent.records) * 1e6),
    'a second and core': Math.round(sent.records / cpu),
    goal: part.goal ?? '',
    'ack p50 ms': round(sent.ackP50),
    'ack p99 ms': round(sent.ackP99),
    'cores while sent': round(cores, 2),
    'told to come again': sent.refused,
    'MB idle': idle,
    'MB at most': peak,
    'bytes a record on disk': round(bytes),
    threads,
  };
}

async function main([only, records]) {
  const names = Object.keys(PARTS).filter((name) => only === undefined || name === only);
  if (names.length === 0) throw new Error(`there is no part ${only}; there are ${Object.keys(PARTS).join(', ')}`);
  const results = {};
  for (const name of names) {
    results[name] = await measure({ ...PARTS[name], ...(records === undefined ? {} : { total: Number(records) }) });
    console.error(JSON.stringify(lineOf(results[name])));
  }
}

await main(process.argv.slice(2));
