/**
 * What an agent costs a service: `npm run bench -- node-agent`; some of the agents, in so many rounds, on one of the services:
 * `npm run bench -- node-agent hello 3 ours raw`. Needs the build of packages/node and PostgreSQL, and installs the other agents. In each round
 * every agent has a fresh process of the service, since V8 compiles no two alike; all of them are alive at once and asked in short turns, ours
 * beside ours and the others beside the others, and each is compared with the service without an agent that was asked between them. A figure is
 * the median of the rounds, of which each stands beside it. Service, load, receiver and the other service are processes of their own.
 */
import { fileURLToPath } from 'node:url';
import { pnpm, Stop } from '../scripts/workspace.mjs';
import { startPostgres } from '../test/kit/postgres.ts';
import { measureRound, SERVICES, startProgram } from './node-agent/measure.mjs';

/** Of ours, which the goals are for, and of the others. */
const ROUNDS = { ours: 3, others: 2 };
const NONE = 'none';
const PEERS_FOLDER = fileURLToPath(new URL('peers/node-agent/', import.meta.url));
const MIB = 1024 * 1024;

/** Most times the CPU of no agent, by service and agent. */
const MOST_TIMES = { hello: { ours: 1.35 }, service: { ours: 1.25, 'ours-1': 1.05 } };
const MOST_START_MS = 60;
const MOST_MIB = 30;
/** Of the same process while its receiver was there, where without an agent it stays as it was. */
const LEAST_THROUGHPUT = 0.95;

const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const { length } = sorted;
  return (sorted[Math.floor((length - 1) / 2)] + sorted[Math.floor(length / 2)]) / 2;
};
const round = (value, digits = 0) => Number(value.toFixed(digits));

async function installPeers() {
  const args = ['install', '--ignore-workspace', '--ignore-scripts', '--frozen-lockfile'];
  const { code, output } = await pnpm(args, { cwd: PEERS_FOLDER });
  if (code !== 0) throw new Stop(`${output}\nWhat is compared could not be installed in bench/peers/node-agent.`);
}

/** What is asked for; everything, where nothing is. */
function chosenOf(words, agents) {
  const given = words.find((word) => /^\d+$/.test(word));
  const rounds = given === undefined ? ROUNDS : { ours: Number(given), others: Number(given) };
  const named = words.filter((word) => !/^\d+$/.test(word));
  const unknown = named.filter((name) => !(name in agents) && !(name in SERVICES));
  if (unknown.length > 0) {
    throw new Stop(
      `There is no ${unknown[0]}; there are ${[...Object.keys(SERVICES), ...Object.keys(agents)].join(', ')}.`,
    );
  }
  const orAll = (all) => (all.some((name) => named.includes(name)) ? all.filter((name) => named.includes(name)) : all);
  const chosen = orAll(Object.keys(agents)).filter((name) => name !== NONE);
  return { rounds, services: orAll(Object.keys(SERVICES)), names: [NONE, ...chosen] };
}

/** Those that are alive at once, each time with a service without an agent. */
function groupsOf({ names, rounds }, agents) {
  const chosen = names.filter((name) => name !== NONE);
  const isOurs = (name) => agents[name].isOurs === true;
  const groups = [
    { names: chosen.filter(isOurs), rounds: rounds.ours },
    { names: chosen.filter((name) => !isOurs(name)), rounds: rounds.others },
  ];
  return groups
    .filter(({ names: { length } }) => length > 0)
    .map((group) => ({ ...group, names: [NONE, ...group.names] }));
}

/** All that was measured of a service beside one another: by agent, one of each round. */
async function measureGroup(service, { names, rounds }, agents, programs) {
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (let i = 0; i < rounds; i += 1) {
    // Each time another one begins.
    const turns = names.map((_, at) => names[(at + i) % names.length]);
    const figures = await measureRound(
      service,
      Object.fromEntries(turns.map((name) => [name, agents[name]])),
      programs,
    );
    for (const name of names) {
      const one = figures[name];
      measured[name].push(one);
      const phase = phaseOf(agents[name]);
      const { cpuUs, rss } = one[phase];
      const times = round(cpuUs / figures[NONE][phase].cpuUs, 2);
      const startMs = round(Math.min(...one.starts));
      console.error(service, name, `${round(cpuUs, 1)} µs, ${times} times, ${startMs} ms, ${round(rss / MIB)} MiB`);
    }
  }
  return measured;
}

/** When it is looked at. */
const phaseOf = ({ away }) => (away === undefined ? 'there' : 'away');

/** A line of the table, with what is short of the goals. */
function lineOf(service, name, measured, agents) {
  const phase = phaseOf(agents[name]);
  const each = (of) => measured[name].map((one, i) => of(one, measured[NONE][i]));
  const against = (of) => median(each(of));
  /** Of what was measured in its phase. */
  const eachNow = (of) => each((one, none) => of(one[phase], none[phase]));
  const now = (of) => median(eachNow(of));
  const times = eachNow((one, none) => one.cpuUs / none.cpuUs);
  // Starts follow one another closely: each is compared with its neighbour.
  const startsMore = each((one, none) => one.starts.map((startMs, i) => startMs - none.starts[i])).flat();
  const line = {
    service: SERVICES[service].what,
    agent: agents[name].what,
    'CPU µs a request': round(
      now(({ cpuUs }) => cpuUs),
      1,
    ),
    'times no agent': round(median(times), 2),
    'in each round': name === NONE ? '' : times.map((value) => value.toFixed(2)).join(', '),
    '% of a processor at rest': round(
      against(({ restShare }) => restShare * 100),
      2,
    ),
    'throughput, times': round(
      now((one, none) => one.perSecond / none.perSecond),
      2,
    ),
    'ms to the first answer': round(median(each(({ starts }) => starts).flat())),
    'of it the agent': round(median(startsMore)),
    'MiB more': round(now((one, none) => (one.rss - none.rss) / MIB)),
    'MiB more, garbage collected': round(against((one, none) => (one.collectedRss - none.collectedRss) / MIB)),
    'bytes sent a request': round(against(({ bytes }) => bytes)),
  };
  const keptOf = ({ there, away }) => away.perSecond / there.perSecond;
  const throughput = phase === 'away' ? against((one, none) => keptOf(one) / keptOf(none)) : 1;
  const checks = [
    [line['times no agent'] > MOST_TIMES[service][name], `above ${MOST_TIMES[service][name]} times`],
    [name === 'ours' && line['of it the agent'] > MOST_START_MS, `starts in more than ${MOST_START_MS} ms`],
    [name === 'ours' && line['MiB more, garbage collected'] > MOST_MIB, `above ${MOST_MIB} MiB`],
    [throughput < LEAST_THROUGHPUT, `throughput ${round(throughput, 2)} of that with a receiver`],
    [agents[name].isOurs === true && line['bytes sent a request'] === 0, 'nothing was sent'],
  ];
  const short = checks.filter(([isShort]) => isShort).map(([, what]) => what);
  const kept = phase === 'away' ? `, ${round(throughput, 2)} of the throughput with a receiver` : '';
  return {
    ...line,
    result: !name.startsWith('ours') ? '' : short.length === 0 ? `pass${kept}` : `short: ${short.join(', ')}`,
  };
}

async function main(words) {
  await installPeers();
  const { AGENTS } = await import('./node-agent/agents.mjs');
  const chosen = chosenOf(words, AGENTS);
  const postgres = await startPostgres();
  const programs = await Promise.all(['load.mjs', 'sink.mjs', 'backend.mjs'].map((file) => startProgram(file)));
  try {
    const [load, sink, backend] = programs;
    const peers = { POSTGRES_URL: postgres.url, BACKEND_URL: `http://127.0.0.1:${backend.said.port}` };
    const figures = [];
    for (const service of chosen.services) {
      for (const group of groupsOf(chosen, AGENTS)) {
        const measured = await measureGroup(service, group, AGENTS, { load, sink, peers });
        figures.push(...group.names.map((name) => lineOf(service, name, measured, AGENTS)));
      }
    }
    const ours = figures.filter(({ agent }) => agent === AGENTS.ours.what);
    const isMet = figures.every(({ result }) => !result.startsWith('short'));
    const result = {
      name: 'node-agent',
      what: 'CPU time, start and memory that an agent adds to a service',
      goal: 'at most 1.35 times the CPU on plain http, 1.25 on the fuller service, 1.05 there at 1 %; 60 ms, 30 MiB; a receiver that is away changes the throughput by 5 % at most',
      figure: ours.map((line) => `${line['times no agent']} times on ${line.service}`).join(', '),
      result: isMet ? 'pass' : 'short',
      figures,
      node: process.version,
    };
    console.log(JSON.stringify(result, null, 2));
  } finally {
    for (const program of programs) await program.stop();
    await postgres.stop();
  }
}

await main(process.argv.slice(2));
