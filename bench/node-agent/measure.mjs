/** Starts services, each with an agent, asks them in turns, and says what that cost the process of each. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { nodeBin } from '../../scripts/workspace.mjs';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
/** Longer than any of the agents waits with what it has, by default. */
const SETTLE_MS = 5500;
const settled = () => new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
const CONNECTIONS = 16;
/** Processes of each that are only started in a round, beside the one that is asked. */
const MORE_STARTS = 4;

/**
 * What is asked for, and how often: the services differ by ten in what a request costs. Without an agent V8 compiles what serves them again and
 * again in the first 48,000 requests of the one and 12,000 of the other; with ours it took 8000 more of the one, and the last functions of the
 * other until 42,000 (`--trace-opt`). Until then it is the compiling that would be compared. A turn takes about half a second.
 */
export const SERVICES = {
  hello: { what: 'node:http', file: 'hello.cjs', path: '/', warm: 60_000, requests: 30_000, turn: 10_000 },
  service: {
    what: 'fastify, undici, pg',
    file: 'service.cjs',
    path: '/items/7',
    warm: 42_000,
    requests: 8000,
    turn: 2000,
  },
};

/** A program of this folder with a channel to it; it is ready when it has said something, which is `said`. */
export async function startProgram(file, { flags = [], environment = {} } = {}) {
  const child = spawn(nodeBin, [...flags, here(file)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { PATH: process.env['PATH'], ...environment },
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text));
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with ${code}: ${errors.slice(0, 2000)}`);
  });
  ended.catch(() => undefined);
  const next = async () => (await Promise.race([once(child, 'message'), ended]))[0];
  const said = await next();
  return {
    said,
    ask: (message = {}) => {
      child.send(message);
      return next();
    },
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** A service in a process of its own, and the milliseconds to its first answer. */
async function startService(service, agent, port, { load, peers }) {
  const { file, path } = SERVICES[service];
  const environment = { ...peers, ...agent.environment(port), OTEL_SERVICE_NAME: 'measured' };
  const begin = performance.now();
  const program = await startProgram(file, { flags: agent.flags, environment });
  try {
    await load.ask({ port: program.said.port, path, requests: 1, connections: 1 });
  } catch (error) {
    await program.stop();
    throw error;
  }
  return { program, startMs: performance.now() - begin };
}

/**
 * One round: a fresh process of the service with each agent, all alive at once and asked in short turns, so that whatever else the machine does
 * meets all of them. CPU time is that of a process from its first counted turn until everything is sent, less what it uses in as long a time
 * when nobody asks, which is told by itself. Those whose receiver goes away are asked again then, in the same processes, beside those without an agent.
 *
 * @param turns agents by name, in the order of their turns
 * @returns figures by name
 */
export async function measureRound(service, turns, programs) {
  const { load, sink } = programs;
  const { path, warm, requests, turn } = SERVICES[service];
  const measured = [];
  const ask = async ({ program, agent }) => {
    const many = { port: program.said.port, path, connections: CONNECTIONS, requests: turn };
    const { seconds, failed } = await load.ask(many);
    if (failed > 0) throw new Error(`${failed} of ${turn} requests failed with ${agent.what}`);
    return seconds;
  };
  const askAll = async (some, often) => {
    for (let done = 0; done < often; done += turn) for (const one of some) one.seconds += await ask(one);
  };
  /** What a request costs each of them. */
  const count = async (some) => {
    for (const one of some) Object.assign(one, { seconds: 0, begin: await read(one) });
    await askAll(some, requests);
    await settled();
    for (const one of some) one.end = await read(one);
  };
  try {
    for (const [name, agent] of Object.entries(turns)) {
      const one = { name, agent, port: (await sink.ask({ open: true })).port, starts: [], seconds: 0 };
      one.program = await startAgain(service, one, programs);
      measured.push(one);
    }
    for (let i = 0; i < MORE_STARTS; i += 1) {
      for (const one of measured) await (await startAgain(service, one, programs)).stop();
    }
    await askAll(measured, warm);
    await count(measured);
    for (const one of measured) one.bytes = (await sink.ask({ bytes: one.port })).bytes / (requests + warm);
    await settled();
    for (const one of measured) {
      const rest = await read(one);
      // Timers, and readings of the machine, are no part of a request.
      one.restShare = (rest.cpuUs - one.end.cpuUs) / 1000 / (rest.at - one.end.at);
      one.there = phaseOf(one, requests);
    }
    const leaving = measured.filter(({ agent }) => agent.away !== undefined);
    if (leaving.length > 0) {
      for (const { port, agent } of leaving) await sink.ask({ port, away: agent.away });
      const some = measured.filter((one) => leaving.includes(one) || one.agent.isOurs === undefined);
      // Until what waits is as much as may.
      await askAll(some, requests * 2);
      await count(some);
      for (const one of some) one.away = phaseOf(one, requests);
    }
    // The last of all: V8 throws away code with it.
    for (const one of measured) one.collectedRss = (await one.program.ask({ isToCollect: true })).rss;
  } finally {
    for (const { program } of measured) await program.stop();
  }
  return Object.fromEntries(
    measured.map(({ name, there, away, collectedRss, starts, bytes, restShare }) => [
      name,
      { there, away, collectedRss, starts, bytes, restShare },
    ]),
  );
}

async function startAgain(service, one, programs) {
  const { program, startMs } = await startService(service, one.agent, one.port, programs);
  one.starts.push(startMs);
  return program;
}

/** What a process has used, and when that was. */
async function read({ program }) {
  const { cpuUs, rss } = await program.ask();
  return { cpuUs, rss, at: performance.now() };
}

function phaseOf({ begin, end, seconds, restShare }, requests) {
  const usedUs = end.cpuUs - begin.cpuUs - restShare * 1000 * (end.at - begin.at);
  return { cpuUs: usedUs / requests, perSecond: requests / seconds, rss: end.rss };
}
