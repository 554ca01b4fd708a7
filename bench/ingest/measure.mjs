/** Measures one part of the way of telemetry: a server of its own, what is sent to it, and what that cost. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runToEnd, startSender, startServer } from './processes.mjs';
import { watchVisible } from './visible.mjs';

const NAIVE = fileURLToPath(new URL('naive.mjs', import.meta.url));
const CONNECTIONS = 8;
const WARM_RECORDS = 60_000;
const LOOK_S = 15;
const TABLES = { traces: 'otel_traces', logs: 'otel_logs', metrics: 'otel_metrics_sum' };

/** What is sent; `goal` is the least a second and core, `disk` the most bytes a record on disk, `mostUs` the most CPU time a record, `ackMs` the slowest of a hundred answers. */
export const PARTS = {
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
  small: {
    what: 'spans at 1,000 a second, one a request',
    signal: 'traces',
    encoding: 'protobuf',
    total: 20_000,
    pace: 1000,
    recordsABody: 1,
    warm: 8000,
    mostUs: 150,
    ackMs: 15,
  },
  steady: {
    what: 'spans at 20,000 a second',
    signal: 'traces',
    encoding: 'protobuf',
    total: 600_000,
    pace: 20_000,
    ackMs: 50,
  },
  naive: {
    what: 'spans, protobufjs and rows of JSON',
    signal: 'traces',
    encoding: 'protobuf',
    total: 100_000,
    isNaive: true,
  },
};

/** Starts the server of a part; the naive one in the tables that the other has made. */
async function open(folder, { isNaive }) {
  const server = await startServer(folder);
  if (!isNaive) return server;
  await server.stop();
  return startServer(folder, [NAIVE, folder]);
}

/** Sends until the code is compiled and the caches are filled. */
async function warm(server, plan, total) {
  const sender = await startSender({
    ...plan,
    url: server.url,
    total,
    perSecond: 60_000,
    connections: CONNECTIONS,
    seed: 1,
  });
  const { records } = await sender.run();
  await server.settled();
  return records;
}

/** Sends on at that pace, and looks how long it takes until what was acknowledged can be read. */
async function look(server, plan) {
  const sender = await startSender({ ...plan, seed: 3, total: plan.perSecond * LOOK_S, isPaced: true });
  const probes = watchVisible(server.url);
  const { records } = await sender.run();
  const { count, slowestMs } = await probes.stop();
  await server.settled();
  return { count: count + records, slowestMs };
}

/**
 * Starts a server, sends it what the part says, and waits until all is stored and merged.
 *
 * @param warmRecords what is sent before anything is measured.
 * @throws when other records lie in the table than were acknowledged.
 */
export async function measure(part, warmRecords = part.warm ?? WARM_RECORDS) {
  const { signal, encoding, total, pace, recordsABody, isNaive = false } = part;
  const folder = mkdtempSync(join(tmpdir(), 'sightglass-bench-ingest-'));
  try {
    const server = await open(folder, part);
    await server.settled();
    const idle = server.memory().now;
    const plan = { signal, encoding, recordsABody, url: server.url, connections: CONNECTIONS, seed: 2 };
    const warmed = await warm(server, plan, warmRecords);
    const sender = await startSender({ ...plan, total, perSecond: pace ?? 60_000, isPaced: pace !== undefined });
    const threads = server.cpuByThread();
    const before = server.cpuSeconds();
    const sent = await sender.run();
    const during = server.cpuSeconds() - before;
    const cpu = (await server.settled()) - before;
    const parts = differenceOf(server.cpuByThread(), threads);
    // By itself: looking is work of the server too, and not that of taking things in.
    const visible = pace === undefined ? { count: 0 } : await look(server, { ...plan, perSecond: pace });
    const { peak } = server.memory();
    await server.stop();
    const stored = runToEnd('inspect.mjs', folder)[TABLES[signal]];
    const expected = sent.records + warmed + visible.count;
    if (stored?.rows !== expected) {
      throw new Error(`${expected} ${signal} were acknowledged, ${stored?.rows} are in the table`);
    }
    const cores = during / sent.seconds;
    return { part, isNaive, idle, peak, sent, cpu, cores, parts, visible, bytes: stored.bytes / stored.rows };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** CPU seconds of JavaScript, of merges, and of all other work of the engine. */
function differenceOf(after, before) {
  const of = (names) => names.reduce((sum, name) => sum + (after[name] ?? 0) - (before[name] ?? 0), 0);
  return { js: of(['main', 'V8Worker']), merges: of(['MergeMutate']) };
}
