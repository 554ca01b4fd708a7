/**
 * What one call that records a metric costs, in nanoseconds, ours and others': `npm run bench -- metrics`.
 * Installs what is compared from bench/peers/metrics. Prints JSON. 100 sets of 3 attributes; the libraries take turns in one process, and of
 * each the median of all rounds counts. Ours and sdk-metrics keep no exemplars, which the others know as little.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { monitor } from '../packages/api/dist/index.js';
import { FastMeterProvider } from '../packages/node/src/metrics/meter-provider.ts';
import { pnpm, Stop } from '../scripts/workspace.mjs';

const ROUNDS = 21;
/** Rounds before, in which V8 learns what is called. */
const WARM_UP = 3;
/** A round of one way; the slowest library makes a tenth of the calls, which are as many as its socket takes. */
const CALLS = 100_000;
const CALLS_OF_SLOWEST = 10_000;
const SETS = 100;
const GOALS = { literal: 8, object: 40, bound: 90 };

const node = createRequire(new URL('../packages/node/package.json', import.meta.url));
const peers = createRequire(new URL('peers/metrics/package.json', import.meta.url));
const { MeterProvider, MetricReader } = node('@opentelemetry/sdk-metrics');
const { metrics } = node('@opentelemetry/api');
const { resourceFromAttributes } = node('@opentelemetry/resources');

class Reader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}

const routes = Array.from({ length: SETS }, (_, at) => `/route/${at % 20}`);
const methods = Array.from({ length: SETS }, (_, at) => ['GET', 'POST'][at % 2]);
const codes = Array.from({ length: SETS }, (_, at) => 200 + (at % 5) + 10 * Math.floor(at / 20));
const objects = routes.map((route, at) => ({ route, method: methods[at], code: codes[at] }));
/** Ours need not compare what cannot have changed. */
const frozen = objects.map((one) => Object.freeze({ ...one }));

let loops = 0;

/**
 * A loop with code of its own for each way, as it stands in programs: a shared one would meet every library, and V8 could inline none.
 * V8 takes the same text for the same code: each has a number in it.
 */
function loop(call, target) {
  loops += 1;
  const body = `/* ${loops} */ return (calls) => { for (let at = 0; at < calls; at += 1) { const set = at % ${SETS}; ${call}; } };`;
  // oxlint-disable-next-line typescript/no-implied-eval -- see above
  const create = new Function('target', 'objects', 'frozen', 'routes', 'methods', 'codes', body);
  return create(target, objects, frozen, routes, methods, codes);
}

const LITERAL = '{ route: routes[set], method: methods[set], code: codes[set] }';

/** The ways to call an instrument whose method takes a value and attributes. */
function ways(instrument, method, bind) {
  return {
    literal: loop(`target.${method}(at % 5000, ${LITERAL})`, instrument),
    object: loop(`target.${method}(at % 5000, objects[set])`, instrument),
    frozen: loop(`target.${method}(at % 5000, frozen[set])`, instrument),
    ...(bind === undefined ? {} : { bound: loop(`target[set].${bind.method}(at % 5000)`, objects.map(bind.to)) }),
  };
}

function ofMeter(meter) {
  const instruments = {
    counter: meter.createCounter('counter'),
    gauge: meter.createGauge('gauge'),
    histogram: meter.createHistogram('histogram'),
  };
  const all = Object.entries(instruments).map(([kind, instrument]) => {
    const to = (attributes) => instrument.bind(attributes);
    const bind = instrument.bind === undefined ? undefined : { to, method: 'record' };
    return [kind, ways(instrument, kind === 'counter' ? 'add' : 'record', bind)];
  });
  return Object.fromEntries(all);
}

/** `monitor` on our meter; its attributes are copied at each call. */
function ofMonitor() {
  const method = { counter: 'increment', gauge: 'gauge', histogram: 'histogram' };
  const call = (kind, attributes) => `target.${method[kind]}('monitor.${kind}', at % 5000, ${attributes})`;
  const kinds = Object.keys(method).map((kind) => [
    kind,
    { literal: loop(call(kind, LITERAL), monitor), object: loop(call(kind, 'objects[set]'), monitor) },
  ]);
  const all = Object.fromEntries(kinds);
  const counter = monitor.counter('monitor.counter');
  all.counter.bound = loop(
    'target[set].increment(at % 5000)',
    objects.map((one) => counter.bind(one)),
  );
  return all;
}

/** prom-client takes labels first; a child is its bound instrument. */
function ofPrometheus({ Counter, Gauge, Histogram, Registry }) {
  const registry = new Registry();
  const make = (Kind, name) =>
    new Kind({ name, help: name, labelNames: ['route', 'method', 'code'], registers: [registry] });
  const kinds = { counter: [Counter, 'inc'], gauge: [Gauge, 'set'], histogram: [Histogram, 'observe'] };
  const all = Object.entries(kinds).map(([kind, [Kind, method]]) => {
    const instrument = make(Kind, kind);
    return [
      kind,
      {
        literal: loop(`target.${method}(${LITERAL}, at % 5000)`, instrument),
        object: loop(`target.${method}(objects[set], at % 5000)`, instrument),
        bound: loop(
          `target[set].${method}(at % 5000)`,
          objects.map((one) => instrument.labels(one)),
        ),
      },
    ];
  });
  return Object.fromEntries(all);
}

/** hot-shots writes each call as text and sends many in one datagram, to a socket that takes them. */
function ofStatsd(client) {
  const method = { counter: 'increment', gauge: 'gauge', histogram: 'histogram' };
  const all = Object.entries(method).map(([kind, name]) => [
    kind,
    {
      literal: loop(`target.${name}('${kind}', at % 5000, ${LITERAL})`, client),
      object: loop(`target.${name}('${kind}', at % 5000, objects[set])`, client),
    },
  ]);
  return Object.fromEntries(all);
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const versionOf = (name, from) =>
  JSON.parse(readFileSync(new URL(`${from}/node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;
const peer = (name) => `${name} ${versionOf(name, './peers/metrics')}`;

async function installPeers() {
  const args = ['install', '--ignore-workspace', '--ignore-scripts', '--frozen-lockfile'];
  const { code, output } = await pnpm(args, { cwd: new URL('peers/metrics/', import.meta.url) });
  if (code !== 0) throw new Stop(`${output}\nWhat is compared could not be installed in bench/peers/metrics.`);
}

/** Nanoseconds of a call, by library, kind and way: all take turns in each round, so that the machine's moods meet all. */
async function measure(libraries) {
  const times = new Map();
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    for (const [library, kinds] of Object.entries(libraries)) {
      const calls = library.startsWith('hot-shots') ? CALLS_OF_SLOWEST : CALLS;
      for (const [kind, all] of Object.entries(kinds)) {
        for (const [way, run] of Object.entries(all)) {
          const begin = performance.now();
          run(calls);
          const ns = ((performance.now() - begin) * 1e6) / calls;
          const key = JSON.stringify([library, kind, way]);
          if (round >= WARM_UP) times.set(key, [...(times.get(key) ?? []), ns]);
        }
      }
      // Lets sockets and the collection of what was dropped have their turn outside the measurement.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return (library, kind, way) => {
    const all = times.get(JSON.stringify([library, kind, way]));
    return all === undefined ? undefined : median(all);
  };
}

const OURS = '@sightglass/node';
const STOCK = `@opentelemetry/sdk-metrics ${versionOf('@opentelemetry/sdk-metrics', '../packages/node')}`;
const KINDS = ['counter', 'gauge', 'histogram'];
const WAYS = { literal: 'a new literal', object: 'the same object', frozen: 'the same frozen object', bound: 'bound' };

async function main() {
  await installPeers();
  const sink = createSocket('udp4').on('message', () => {});
  sink.bind(0, '127.0.0.1');
  await once(sink, 'listening');
  const StatsD = peers('hot-shots');
  const statsd = new StatsD({
    host: '127.0.0.1',
    port: sink.address().port,
    maxBufferSize: 1400,
    errorHandler: () => {},
  });
  const provider = new FastMeterProvider({ resource: resourceFromAttributes({}), readers: [new Reader()] });
  metrics.setGlobalMeterProvider(provider);
  const libraries = {
    [OURS]: ofMeter(provider.getMeter('bench')),
    'monitor of @sightglass/api on it': ofMonitor(),
    [STOCK]: ofMeter(new MeterProvider({ readers: [new Reader()] }).getMeter('bench')),
    [peer('prom-client')]: ofPrometheus(peers('prom-client')),
    [peer('hot-shots')]: ofStatsd(statsd),
  };
  const nsOf = await measure(libraries);
  await new Promise((resolve) => statsd.close(resolve));
  sink.close();

  // sdk-metrics has nothing to bind: a bound instrument is compared with its quickest way.
  const timesOf = (way) =>
    Math.min(...KINDS.map((kind) => nsOf(STOCK, kind, way === 'bound' ? 'object' : way) / nsOf(OURS, kind, way)));
  const ratios = Object.keys(GOALS).map((way) => ({ way, times: timesOf(way) }));
  const good = ratios.every(({ way, times }) => times >= GOALS[way]);
  const result = {
    name: 'metrics',
    what: 'Nanoseconds of one call that records a metric with 3 attributes, 100 sets in turn, median of interleaved rounds',
    goal: `against sdk-metrics, with every kind of instrument: ${Object.entries(GOALS)
      .map(([way, times]) => `${WAYS[way]} ${times} times faster`)
      .join(', ')}`,
    figure: ratios.map(({ way, times }) => `${WAYS[way]} ${times.toFixed(1)} times`).join(', '),
    result: good ? 'pass' : 'short',
    figures: Object.keys(libraries).map((library) => ({
      library,
      ...Object.fromEntries(
        KINDS.flatMap((kind) =>
          Object.keys(WAYS).map((way) => [`${kind}, ${WAYS[way]}`, nsOf(library, kind, way)?.toFixed(1) ?? '']),
        ),
      ),
    })),
    node: process.version,
  };
  console.log(JSON.stringify(result, null, 2));
}

await main();
