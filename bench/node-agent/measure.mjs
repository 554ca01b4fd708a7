/** Starts a service with an agent, asks it, and says what that cost the service's process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { nodeBin } from '../../scripts/workspace.mjs';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
/** Longer than any of the agents waits with what it has, by default. */
const SETTLE_MS = 5500;
const settled = () => new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
const CONNECTIONS = 16;

/**
 * What is asked for, and how often: the services differ by ten in what a request costs. Without an agent V8 compiles what serves them again and
 * again in the first 48,000 requests of the one and 12,000 of the other; with ours it took 8000 more of the one (`--trace-opt`). Until then
 * it is the compiling that would be compared.
 */
export const SERVICES = {
  hello: { what: 'node:http', file: 'hello.cjs', path: '/', warm: 60_000, requests: 40_000 },
  service: { what: 'fastify, undici, pg', file: 'service.cjs', path: '/items/7', warm: 20_000, requests: 12_000 },
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

/** One service with one agent, from its start to its end. */
export async function measureOnce(name, agent, { load, sink, peers }) {
  const { file, path, warm, requests } = SERVICES[name];
  const before = await sink.ask();
  const begin = performance.now();
  const environment = { ...peers, ...agent.environment(sink.said), OTEL_SERVICE_NAME: 'measured' };
  const service = await startProgram(file, { flags: agent.flags, environment });
  try {
    const { port } = service.said;
    const one = { port, path, requests: 1, connections: 1 };
    await load.ask(one);
    const startMs = performance.now() - begin;
    const many = { port, path, connections: CONNECTIONS };
    await load.ask({ ...many, requests: warm });
    const start = await service.ask();
    const { seconds, failed } = await load.ask({ ...many, requests });
    if (failed > 0) throw new Error(`${failed} of ${requests} requests failed with ${agent.what}`);
    await settled();
    const end = await service.ask();
    const { bytes } = await sink.ask();
    // What an agent does whether or not anybody asks (timers, readings of the machine) is no part of a request: of as long a wait without
    // one it is taken off again, and told by itself.
    await settled();
    const restUs = (await service.ask()).cpuUs - end.cpuUs;
    return {
      cpuUs: (end.cpuUs - start.cpuUs - restUs) / requests,
      restShare: restUs / 1000 / SETTLE_MS,
      perSecond: requests / seconds,
      startMs,
      rss: end.rss,
      bytes: (bytes - before.bytes) / (requests + warm),
    };
  } finally {
    await service.stop();
  }
}
