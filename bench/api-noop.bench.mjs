/**
 * What `monitor.*` costs in a program that has no SDK, beside a call of an empty function: `npm run bench -- api-noop`.
 * Needs the build of packages/api. Prints JSON. The calls are measured in turns, in one process, so that noise of the
 * machine meets them all alike; a figure is the median of the rounds.
 */
import { performance } from 'node:perf_hooks';
import { monitor } from '../packages/api/dist/index.js';

const CALLS = 200_000;
const ROUNDS = 41;
const GOAL_NS = 25;

const attributes = { route: '/cart', status: 200 };
const bound = monitor.counter('orders').bind(attributes);
const traced = monitor.traced('work', (value) => value);
let sink = 0;

/** What is measured: `empty` is the baseline, `goal` marks the calls that a hot path makes. */
const subjects = [
  { name: 'empty', call: (value) => void (sink += value) },
  { name: 'increment', goal: true, call: () => monitor.increment('orders') },
  { name: 'increment with attributes', goal: true, call: () => monitor.increment('orders', 1, { route: '/cart' }) },
  { name: 'gauge', goal: true, call: (value) => monitor.gauge('level', value, attributes) },
  { name: 'histogram', goal: true, call: (value) => monitor.histogram('size', value, attributes) },
  { name: 'timing', goal: true, call: (value) => monitor.timing('render', value) },
  { name: 'event', goal: true, call: () => monitor.event('order.placed', attributes) },
  { name: 'bound increment', goal: true, call: () => bound.increment() },
  { name: 'time', goal: true, call: () => void (sink += monitor.time('work', () => 1)) },
  { name: 'traced', goal: true, call: (value) => void (sink += traced(value)) },
  // Reads the clock twice, because its stop answers with the time that passed; so it has no goal of its own.
  { name: 'timer', call: () => void (sink += monitor.timer('work')()) },
];

function measure(call) {
  const begin = performance.now();
  for (let at = 0; at < CALLS; at += 1) call(at);
  return ((performance.now() - begin) * 1e6) / CALLS;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

const rounds = new Map(subjects.map(({ name }) => [name, []]));
for (let round = -3; round < ROUNDS; round += 1) {
  for (const { name, call } of subjects) {
    const ns = measure(call);
    if (round >= 0) rounds.get(name).push(ns);
  }
}

const empty = median(rounds.get('empty'));
const figures = subjects.slice(1).map(({ name, goal }) => ({
  call: name,
  nsAboveEmpty: Number((median(rounds.get(name)) - empty).toFixed(1)),
  ...(goal && { goal: true }),
}));
const slowest = Math.max(...figures.filter(({ goal }) => goal).map(({ nsAboveEmpty }) => nsAboveEmpty));
console.log(
  JSON.stringify(
    {
      name: 'api-noop',
      what: 'monitor.* without an SDK, nanoseconds a call above an empty function',
      goal: `every call marked goal at most ${GOAL_NS} ns`,
      figure: slowest,
      result: slowest <= GOAL_NS ? 'pass' : 'short',
      figures,
      emptyNs: Number(empty.toFixed(1)),
      runs: { calls: CALLS, rounds: ROUNDS },
      node: process.version,
    },
    null,
    2,
  ),
);
if (!Number.isFinite(sink)) process.exitCode = 1;
