/**
 * What a span costs in the Node agent's own tracer, from its start to its bytes, beside the stock SDK: `npm run bench -- tracer`.
 * Prints JSON. The subjects are measured in turns, in one process, so that noise of the machine meets them all alike; a figure
 * is the median of the rounds, in CPU time. Reads the sources: the tracer is in no build yet.
 */
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { FastContext } from '../packages/node/src/tracer/context/fast-context.ts';
import { FastContextManager } from '../packages/node/src/tracer/context/context-manager.ts';
import { createFastTracerProvider } from '../packages/node/src/tracer/fast-tracer-provider.ts';
import { createConsistentRatio } from '../packages/node/src/tracer/sampling.ts';

// The packages that packages/node depends on: its copies, so that all parts share one API.
const fromNode = createRequire(new URL('../packages/node/package.json', import.meta.url));
const [{ ROOT_CONTEXT }, { ProtobufTraceSerializer }, { resourceFromAttributes }, { TracerProvider }] = [
  'api',
  'otlp-transformer',
  'resources',
  'sdk-trace',
].map((name) => fromNode(`@opentelemetry/${name}`));

const CALLS = 2000;
const ROUNDS = 41;
const GOAL_NS = 1700;
const LEFT = 100_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

const resource = resourceFromAttributes({ 'service.name': 'measured', 'service.version': '1.0.0' });
let bytes = 0;
function createOurs(sampler) {
  const provider = createFastTracerProvider({
    resource,
    ...(sampler && { sampler }),
    onChunk: (chunk) => {
      bytes += chunk.length;
      provider.release(chunk);
    },
  });
  return provider;
}
function createStock(isEncoded) {
  let ended = [];
  const processor = {
    onStart: () => {},
    onEnd: (span) => {
      ended.push(span);
      if (ended.length < 512) return;
      if (isEncoded) bytes += ProtobufTraceSerializer.serializeRequest(ended).length;
      ended = [];
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  return new TracerProvider({ resource, spanProcessors: [processor] });
}

/** The span of a request: 11 attributes, three of which are other ones each time. */
function spanOf(tracer) {
  return (at) => {
    const span = tracer.startSpan('GET /carts/:id', { kind: 1 }, ROOT_CONTEXT);
    span.setAttribute('http.request.method', 'GET');
    span.setAttribute('url.path', `/carts/${at % 500}`);
    span.setAttribute('url.scheme', 'http');
    span.setAttribute('server.address', 'shop.example');
    span.setAttribute('server.port', 3000);
    span.setAttribute('client.address', `10.0.0.${at % 200}`);
    span.setAttribute('network.peer.port', 30_000 + (at % 9000));
    span.setAttribute('network.protocol.version', '1.1');
    span.setAttribute('user_agent.original', 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101');
    span.setAttribute('http.route', '/carts/:id');
    span.setAttribute('http.response.status_code', 200);
    span.end();
  };
}

const manager = new FastContextManager();
const ours = createOurs();
const parent = ours.getTracer('measured').startSpan('parent', {}, ROOT_CONTEXT);
const nothing = () => {};
const subjects = [
  { name: 'ours', call: spanOf(ours.getTracer('measured')) },
  { name: 'ours, not sampled', call: spanOf(createOurs(createConsistentRatio(0)).getTracer('measured')) },
  { name: 'stock SDK, not encoded', call: spanOf(createStock(false).getTracer('measured')) },
  { name: 'stock SDK, encoded', call: spanOf(createStock(true).getTracer('measured')) },
  { name: 'context: made and entered', call: () => manager.enter(FastContext.withSpan(ROOT_CONTEXT, parent)) },
  { name: 'context: made and run', call: () => manager.with(FastContext.withSpan(ROOT_CONTEXT, parent), nothing) },
];

function measure(call) {
  const before = process.cpuUsage();
  for (let at = 0; at < CALLS; at += 1) call(at);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / CALLS;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const rounds = new Map(subjects.map(({ name }) => [name, []]));
for (let round = -4; round < ROUNDS; round += 1) {
  for (const { name, call } of subjects) {
    const ns = measure(call);
    if (round >= 0) rounds.get(name).push(ns);
  }
}

/** Bytes of heap that a span costs which leaves a promise behind, kept by somebody or by nobody. */
function heapOf(isKept) {
  const tracer = createOurs().getTracer('measured');
  const one = spanOf(tracer);
  const kept = [];
  const request = (at) =>
    manager.with(FastContext.withSpan(ROOT_CONTEXT, tracer.startSpan('GET', {}, ROOT_CONTEXT)), () => {
      one(at);
      // Waited for: that keeps the context alive, a promise alone does not.
      const left = new Promise(nothing);
      void left.then(nothing);
      if (isKept) kept.push(left);
    });
  for (let at = 0; at < 1000; at += 1) request(at);
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let at = 0; at < LEFT; at += 1) request(at);
  collectGarbage();
  return Math.round((process.memoryUsage().heapUsed - before) / LEFT) + (kept.length < 0 ? 1 : 0);
}

const figures = subjects.map(({ name }) => ({
  subject: name,
  'ns CPU, median': Math.round(median(rounds.get(name))),
  least: Math.round(Math.min(...rounds.get(name))),
}));
const figure = figures[0]['ns CPU, median'];
console.log(
  JSON.stringify(
    {
      name: 'tracer',
      what: 'One span of a request with 11 attributes, from its start to its bytes in OTLP protobuf, nanoseconds of CPU',
      goal: `ours at most ${GOAL_NS} ns`,
      figure,
      result: figure <= GOAL_NS ? 'pass' : 'short',
      figures,
      heapBytesASpanWithAPromise: { keptBySomebody: heapOf(true), keptByNobody: heapOf(false) },
      bytesWritten: bytes,
      runs: { calls: CALLS, rounds: ROUNDS, left: LEFT },
      node: process.version,
    },
    undefined,
    2,
  ),
);
