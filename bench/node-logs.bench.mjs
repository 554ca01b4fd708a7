/**
 * What a log record costs in the Node agent, from the call to its bytes, beside `sdk-logs`, and what a line of pino, winston and bunyan costs a
 * process: without an agent, with ours, and of pino with the community's, which sends none of the others': `npm run bench -- node-logs`. Needs the build of
 * packages/node and the libraries of packages/node/test/libraries. Prints JSON; subjects take turns, a figure is the median of the rounds, in CPU time.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { createLoggerProvider } from '../packages/node/src/logs/logger-provider.ts';

// The packages that packages/node depends on: its copies, so that all parts share one API.
const fromNode = createRequire(new URL('../packages/node/package.json', import.meta.url));
const [{ ProtobufLogsSerializer }, { resourceFromAttributes }, { LoggerProvider }] = [
  'otlp-transformer',
  'resources',
  'sdk-logs',
].map((name) => fromNode(`@opentelemetry/${name}`));

const CALLS = 2000;
const ROUNDS = 41;
const LINES = 20_000;
const LINE_ROUNDS = 5;
/** Ours against sdk-logs. */
const GOAL = 3;

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const resource = resourceFromAttributes({ 'service.name': 'measured' });

function createOurs() {
  const provider = createLoggerProvider({ resource, onChunk: (bytes) => provider.release(bytes) });
  return provider.getLogger('measured');
}

function createStock() {
  let held = [];
  const onEmit = (record) => {
    held.push(record);
    if (held.length < 512) return;
    ProtobufLogsSerializer.serializeRequest(held);
    held = [];
  };
  const processor = { onEmit, forceFlush: async () => {}, shutdown: async () => {} };
  return new LoggerProvider({ resource, processors: [processor] }).getLogger('measured');
}

function measureRecords() {
  const subjects = [
    { name: 'ours', logger: createOurs() },
    { name: 'sdk-logs and its protobuf', logger: createStock() },
  ].map((subject) => ({ ...subject, ns: [] }));
  for (let round = -4; round < ROUNDS; round += 1) {
    for (const { logger, ns } of subjects) {
      const before = process.cpuUsage();
      for (let at = 0; at < CALLS; at += 1) {
        const attributes = { route: '/orders/:id', id: at, user: 'ann', ok: true };
        logger.emit({ severityNumber: 9, severityText: 'INFO', body: 'order placed', attributes });
      }
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) ns.push(((user + system) * 1000) / CALLS);
    }
  }
  return subjects.map(({ name, ns }) => ({
    subject: name,
    ns: Math.round(median(ns)),
    least: Math.round(Math.min(...ns)),
  }));
}

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const libraries = createRequire(new URL('../packages/node/test/libraries/package.json', import.meta.url));
const AGENTS = {
  none: [],
  ours: ['--require', path('../packages/node/dist/register.cjs')],
  'auto-instrumentations-node': ['--require', libraries.resolve('@opentelemetry/auto-instrumentations-node/register')],
};

/** The community's agent does not know bunyan 2, and sends lines of winston only through a transport that the program adds. */
const COMPARED = { pino: Object.keys(AGENTS), winston: ['none', 'ours'], bunyan: ['none', 'ours'] };

async function costOfLine(logger, agent, endpoint) {
  const child = fork(path('node-logs/lines.cjs'), [logger, String(LINES)], {
    execArgv: AGENTS[agent],
    env: {
      ...process.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_NODE_RESOURCE_DETECTORS: 'none',
    },
  });
  let ns = Number.NaN;
  child.on('message', (told) => (ns = told));
  await once(child, 'exit');
  if (Number.isNaN(ns)) throw new Error(`lines.cjs ${logger} failed with agent: ${agent}`);
  return ns;
}

const sink = createServer((request, response) => request.resume().on('end', () => response.end()));
await once(sink.listen(0, '127.0.0.1'), 'listening');
const endpoint = `http://127.0.0.1:${sink.address().port}`;
const lines = [];
for (const [logger, agents] of Object.entries(COMPARED)) {
  const ns = Object.fromEntries(agents.map((agent) => [agent, []]));
  for (let round = 0; round < LINE_ROUNDS; round += 1) {
    for (const agent of agents) ns[agent].push(await costOfLine(logger, agent, endpoint));
  }
  const medians = Object.entries(ns).map(([agent, all]) => [agent, Math.round(median(all))]);
  lines.push({ logger, ...Object.fromEntries(medians) });
}
sink.close();

const records = measureRecords();
const figure = Number((records[1].ns / records[0].ns).toFixed(2));
console.log(
  JSON.stringify(
    {
      name: 'node-logs',
      what: 'A log record from the call to its bytes: how many times cheaper than sdk-logs with its protobuf',
      goal: `at least ${GOAL}`,
      figure,
      result: figure >= GOAL ? 'pass' : 'short',
      records,
      nsCpuALine: lines,
      runs: { calls: CALLS, rounds: ROUNDS, lines: LINES, lineRounds: LINE_ROUNDS },
      node: process.version,
    },
    undefined,
    2,
  ),
);
