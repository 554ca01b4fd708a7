/**
 * How long searches of five million log lines of one day take, from the HTTP request to the whole answer: `npm run bench -- logs`.
 * Needs the build of packages/server. Prints JSON. Each question is asked in a process of its own: `cold` is its first answer there, before
 * anything is in the engine's caches; the others are asked each with another range, so that none is answered from what the last one found.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { startServer } from '../packages/server/dist/index.js';

const LINES = 5_000_000;
const BLOCK = 500_000;
const DAY_S = 86_400;
const ROUNDS = 15;
const GOAL_MS = 300;

/** What is asked of the whole day; `goal` marks what the goal speaks of. */
const questions = [
  { what: 'newest 100 with a common word', path: 'logs?q=request&limit=100', goal: true },
  { what: 'newest 100 with a word of 1 in 2,500 lines', path: 'logs?q=1234&limit=100', goal: true },
  { what: 'newest 100 with a word of 20 lines', path: 'logs?q=xylophone&limit=100', goal: true },
  { what: 'newest 100 with a word of none', path: 'logs?q=nowhere&limit=100', goal: true },
  { what: 'newest 100 of all', path: 'logs?limit=100', goal: true },
  { what: 'histogram of all', path: 'logs/histogram?', goal: true },
  { what: 'histogram of a common word', path: 'logs/histogram?q=request', goal: true },
  { what: 'histogram of a rare word', path: 'logs/histogram?q=xylophone', goal: true },
  { what: 'newest 100 with a phrase', path: 'logs?q=%22upstream+timeout%22&limit=100' },
  { what: 'newest 100 with a part of a word', path: 'logs?q=user=123&limit=100' },
  { what: 'newest 100 with an attribute', path: 'logs?where=http.route=/r7&limit=100' },
  { what: 'facets of all', path: 'logs/facets?' },
  { what: 'facets of a rare word', path: 'logs/facets?q=xylophone' },
];

/** Lines of twenty services; every tenth failed, one in 250,000 says xylophone. */
async function fill(folder) {
  const server = await startServer({ port: 0, dataDir: folder });
  const { store } = server;
  const beginS = Math.floor(Date.now() / 1000) - DAY_S;
  for (let first = 0; first < LINES; first += BLOCK) {
    await store.command(`INSERT INTO ${store.database}.otel_logs (Timestamp, TraceId, SpanId, SeverityText, SeverityNumber, ServiceName, Body, ResourceAttributes, ScopeName, ScopeVersion, LogAttributes)
    SELECT fromUnixTimestamp64Nano(toInt64((${beginS} + number * ${DAY_S} / ${LINES}) * 1e9), 'UTC'),
      if(number % 3 = 0, '', lower(hex(sipHash128(intDiv(number, 7))))), if(number % 3 = 0, '', lower(hex(sipHash64(number)))),
      ['DEBUG', 'INFO', 'INFO', 'INFO', 'INFO', 'INFO', 'INFO', 'WARN', 'INFO', 'ERROR'][number % 10 + 1],
      [5, 9, 9, 9, 9, 9, 9, 13, 9, 17][number % 10 + 1],
      concat('service-', toString(cityHash64(number) % 20)) AS service,
      multiIf(number % 250007 = 3, concat('voucher xylophone rejected for order ', toString(number)),
        number % 10 = 9, concat('request failed: upstream timeout after ', toString(cityHash64(number) % 5000), ' ms on /api/v1/orders/', toString(number % 100000)),
        number % 10 = 7, concat('slow query took ', toString(cityHash64(number) % 3000), ' ms: SELECT * FROM orders WHERE customer_id = ', toString(number % 77777)),
        number % 10 = 0, concat('cache miss for key user:', lower(hex(cityHash64(number)))),
        concat('request completed GET /product/', toString(number % 5000), ' 200 in ', toString(cityHash64(number) % 800), ' ms user=', toString(cityHash64(number, 1) % 200000))),
      map('service.name', service, 'service.version', if(number % 4 = 0, '2.0.0', '1.9.1'), 'service.instance.id', concat('i-', toString(cityHash64(number) % 60)),
        'deployment.environment.name', if(number % 5 = 0, 'staging', 'production'), 'host.name', concat('host-', toString(cityHash64(number) % 10))),
      'pino', '9',
      map('http.route', concat('/r', toString(number % 40)), 'code.line.number', toString(number % 300), 'session.id', concat('s', toString(cityHash64(number, 2) % 100000)), 'thread', toString(number % 8))
    FROM numbers(${first}, ${BLOCK}) SETTINGS max_threads = 1, max_insert_threads = 1`);
  }
  await server.close();
}

/** Asks one question many times; prints the milliseconds of each, and those of all cores together: what a busy machine leaves as they are. */
async function ask(folder, path) {
  const server = await startServer({ port: 0, dataDir: folder });
  const times = [];
  const toMs = Date.now();
  for (let round = 0; round < ROUNDS; round += 1) {
    const to = toMs - round * 1000;
    const cpu = process.cpuUsage();
    const begin = performance.now();
    const response = await fetch(`${server.url}/api/v1/${path}&from=${to - DAY_S * 1000}&to=${to}`);
    const text = await response.text();
    const { user, system } = process.cpuUsage(cpu);
    times.push({ ms: performance.now() - begin, cpuMs: (user + system) / 1000 });
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${text}`);
  }
  await server.close();
  console.log(JSON.stringify(times));
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function measure(folder, { what, path, goal }) {
  const args = [fileURLToPath(import.meta.url), folder, path];
  const { status, stdout } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${path} could not be measured`);
  const [cold, ...warm] = JSON.parse(stdout);
  return {
    question: what,
    goal: goal ? 'yes' : '',
    coldMs: Math.round(cold.ms),
    medianMs: Math.round(median(warm.map(({ ms }) => ms))),
    bestMs: Math.round(Math.min(...warm.map(({ ms }) => ms))),
    medianCpuMs: Math.round(median(warm.map(({ cpuMs }) => cpuMs))),
  };
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'sightglass-bench-logs-'));
  try {
    await fill(folder);
    const figures = questions.map((question) => measure(folder, question));
    const slowest = Math.max(...figures.filter(({ goal }) => goal === 'yes').map(({ medianMs }) => medianMs));
    const result = {
      name: 'logs',
      what: 'Searches of 5 million log lines of one day through the API, milliseconds',
      goal: `every question marked goal at most ${GOAL_MS} ms`,
      figure: slowest,
      result: slowest <= GOAL_MS ? 'pass' : 'short',
      figures,
      node: process.version,
    };
    console.log(JSON.stringify(result, null, 2));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [folder, path] = process.argv.slice(2);
if (folder !== undefined && path !== undefined) await ask(folder, path);
else await main();
