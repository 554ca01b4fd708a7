/**
 * How long questions about ten million spans of one day take, from the HTTP request to the whole answer: `npm run bench -- query`. Needs the
 * build of packages/server; takes about six minutes. Prints JSON. Each question is asked in a process of its own: `cold` is its first
 * answer there, before anything is in the engine's caches (the connection is open, and has been answered that the server is well); the others are asked each with another range (or another trace), so that none is
 * answered from what the last one found. `SQL` marks what is asked of the engine without the API.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { startServer } from '../packages/server/dist/index.js';

const SPANS = 10_000_000;
const BLOCK = 500_000;
const SPANS_A_TRACE = 8;
const DAY_S = 86_400;
const HOUR_MS = 3_600_000;
const DAY_MS = DAY_S * 1000;
const ROUNDS = 15;
/** So many looks in a row without a merge are rest. */
const QUIET_LOOKS = 5;

const range = (hours) => (toMs) => `from=${toMs - hours * HOUR_MS}&to=${toMs}`;
const hour = range(1);
const day = range(24);
/** Any trace: the engine makes the same ids out of the same numbers. */
const traceOf = (round) =>
  `lower(hex(sipHash128(toUInt64(${Math.floor(((round + 0.5) / ROUNDS) * (SPANS / SPANS_A_TRACE))}))))`;
const bounds = (toMs) =>
  `Project = 'default' AND Timestamp >= fromUnixTimestamp64Milli(toInt64(${toMs - DAY_MS})) AND Timestamp < fromUnixTimestamp64Milli(toInt64(${toMs}))`;

/** `goalMs` is for the median, or for the first answer where it says so. */
const questions = [
  { what: 'requests, errors, percentiles of all services, 1 h', path: (toMs) => `services?${hour(toMs)}`, goalMs: 60 },
  { what: 'the same, 24 h (roll-up)', path: (toMs) => `services?${day(toMs)}`, goalMs: 50 },
  {
    what: 'the same of one service over time, 24 h',
    path: (toMs) => `services/service-3/series?${day(toMs)}`,
    goalMs: 50,
  },
  { what: 'operations of one service, 1 h', path: (toMs) => `services/service-3/operations?${hour(toMs)}` },
  { what: 'one trace', trace: true, goalMs: 120, isCold: true },
  {
    what: 'routes that failed by a hot attribute, 24 h (SQL)',
    sql: (toMs) =>
      `SELECT HttpRoute, count() AS n FROM otel.otel_traces WHERE ${bounds(toMs)} AND HttpStatus = 500 GROUP BY HttpRoute`,
    goalMs: 100,
  },
  {
    what: 'newest 50 traces with a hot attribute, 24 h',
    path: (toMs) => `traces?where=http.response.status_code=500&limit=50&${day(toMs)}`,
  },
  { what: 'newest 50 traces with an error, 24 h', path: (toMs) => `traces?status=error&limit=50&${day(toMs)}` },
  { what: 'slowest 20 traces, 1 h', path: (toMs) => `traces?order=slowest&limit=20&${hour(toMs)}` },
  { what: 'traces with another attribute, 1 h', path: (toMs) => `traces?where=thread.id=3&limit=50&${hour(toMs)}` },
];

/** Spans of twenty services in traces of eight, two of a hundred failed. */
async function fill(folder) {
  const server = await startServer({ port: 0, dataDir: folder });
  const { store } = server;
  const endMs = Date.now();
  for (let first = 0; first < SPANS; first += BLOCK) {
    await store.command(`INSERT INTO ${store.database}.otel_traces (Timestamp, TraceId, SpanId, ParentSpanId, TraceState, SpanName, SpanKind, ServiceName, ResourceAttributes, ScopeName, ScopeVersion, SpanAttributes, Duration, StatusCode, StatusMessage)
    WITH intDiv(number, ${SPANS_A_TRACE}) AS trace, number % ${SPANS_A_TRACE} AS place, cityHash64(number) AS chance, cityHash64(trace) AS ofTrace,
      toString((if(place < 3, ofTrace, ofTrace + place) % 20)) AS who, concat('/api/v1/r', toString(chance % 40), '/:id') AS route, chance % 50 = 0 AS failed
    SELECT fromUnixTimestamp64Nano(toInt64((${endMs / 1000 - DAY_S} + number * ${DAY_S} / ${SPANS}) * 1e9), 'UTC'),
      lower(hex(sipHash128(trace))), lower(hex(sipHash64(number))), if(place = 0, '', lower(hex(sipHash64(number - place)))), '',
      if(place % 3 = 0, concat('GET ', route), concat('SELECT t', toString(chance % 30))), if(place % 3 = 0, 'Server', 'Client'), concat('service-', who),
      map('service.name', concat('service-', who), 'service.version', concat('1.', who), 'service.instance.id', concat('i-', who, '-', toString(chance % 3)), 'service.namespace', 'shop',
        'deployment.environment.name', if(ofTrace % 5 = 0, 'staging', 'production'), 'host.name', concat('host-', toString(chance % 5)), 'host.arch', 'amd64', 'os.type', 'linux', 'process.pid', toString(1000 + chance % 3),
        'process.runtime.name', 'nodejs', 'process.runtime.version', '24.21.0', 'telemetry.sdk.language', 'nodejs', 'telemetry.sdk.name', 'opentelemetry', 'telemetry.sdk.version', '3.0.0',
        'k8s.pod.name', concat('pod-', who, '-', toString(chance % 3)), 'k8s.namespace.name', 'shop'),
      '@opentelemetry/instrumentation-http', '0.223.0',
      if(place % 3 = 0,
        map('http.request.method', 'GET', 'http.route', route, 'url.path', concat('/api/v1/r', toString(chance % 40), '/', toString(chance % 1000000)), 'url.scheme', 'https', 'http.response.status_code', if(failed, '500', '200'),
          'server.address', 'shop.example', 'server.port', '443', 'client.address', IPv4NumToString(toUInt32(ofTrace)), 'user_agent.original', 'okhttp/4.12.0', 'session.id', lower(hex(sipHash64(trace, 1)))),
        map('db.system.name', 'postgresql', 'db.namespace', 'shop', 'db.operation.name', 'SELECT', 'db.query.text', concat('SELECT * FROM t', toString(chance % 30), ' WHERE id = $1'),
          'server.address', 'db.shop.svc', 'server.port', '5432', 'thread.id', toString(chance % 8), 'db.response.returned_rows', toString(chance % 100))),
      toUInt64(exp(11 + (chance % 6000) / 1000)), if(failed, 'Error', 'Unset'), ''
    FROM numbers(${first}, ${BLOCK}) SETTINGS max_threads = 1, max_insert_threads = 1, max_insert_block_size = 131072, min_insert_block_size_rows = 131072`);
  }
  await settle(store);
  await server.close();
  return endMs;
}

/** Waits until nothing is merged: a process that asks one question ends before a merge of millions does, and the next begins it anew. */
async function settle(store) {
  for (let quiet = 0; quiet < QUIET_LOOKS;) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const { rows } = await store.query('SELECT toUInt32(count()) AS merges FROM system.merges');
    quiet = rows[0].merges === 0 ? quiet + 1 : 0;
  }
}

/** Asks one question many times; prints the milliseconds of each, and those of all cores together: what a busy machine leaves as they are. */
async function ask(folder, { path, sql, trace }, endMs) {
  const server = await startServer({ port: 0, dataDir: folder });
  const ids = [];
  if (trace) {
    for (let round = 0; round < ROUNDS; round++) {
      const { rows } = await server.store.query(`SELECT ${traceOf(round)} AS id`);
      ids.push(rows[0].id);
    }
  }
  await fetchAnswer(`${server.url}/healthz`);
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    const toMs = endMs - round * 1000;
    const cpu = process.cpuUsage();
    const begin = performance.now();
    if (sql) await server.store.query(sql(toMs));
    else await fetchAnswer(`${server.url}/api/v1/${trace ? `traces/${ids[round]}` : path(toMs)}`);
    const ms = performance.now() - begin;
    const { user, system } = process.cpuUsage(cpu);
    times.push({ ms, cpuMs: (user + system) / 1000 });
  }
  await server.close();
  console.log(JSON.stringify(times));
}

async function fetchAnswer(url) {
  const response = await fetch(url);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${text}`);
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function measure(folder, index, endMs) {
  const { what, goalMs, isCold = false } = questions[index];
  const args = [fileURLToPath(import.meta.url), folder, String(index), String(endMs)];
  const options = { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' };
  const { status, stdout } = spawnSync(process.execPath, args, options);
  if (status !== 0) throw new Error(`${what} could not be measured`);
  const [cold, ...warm] = JSON.parse(stdout);
  const medianMs = Math.round(median(warm.map(({ ms }) => ms)));
  const coldMs = Math.round(cold.ms);
  const isMet = goalMs === undefined || (isCold ? coldMs : medianMs) <= goalMs;
  return {
    question: what,
    goal: goalMs === undefined ? '' : `${goalMs} ms${isCold ? ' cold' : ''}`,
    coldMs,
    medianMs,
    bestMs: Math.round(Math.min(...warm.map(({ ms }) => ms))),
    medianCpuMs: Math.round(median(warm.map(({ cpuMs }) => cpuMs))),
    result: goalMs === undefined ? '' : isMet ? 'pass' : 'short',
  };
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'sightglass-bench-query-'));
  try {
    const endMs = await fill(folder);
    const figures = questions.map((_, index) => measure(folder, index, endMs));
    const met = figures.filter(({ result }) => result === 'pass').length;
    const goals = figures.filter(({ goal }) => goal !== '').length;
    const result = {
      name: 'query',
      what: 'Questions about 10 million spans of one day, milliseconds',
      goal: 'every question within the time it names',
      figure: `${met} of ${goals}`,
      result: met === goals ? 'pass' : 'short',
      figures,
      node: process.version,
    };
    console.log(JSON.stringify(result, null, 2));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [folder, index, endMs] = process.argv.slice(2);
if (folder === undefined) await main();
else await ask(folder, questions[Number(index)], Number(endMs));
