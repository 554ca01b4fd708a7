import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { get } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { startCollector } from './away-collector.ts';
import type { Away, Collector } from './away-collector.ts';

/** What was seen of a program whose collector was there, went away, and came back. */
export interface OutageReport {
  /** CPU of the program, microseconds a request. */
  readonly cpuUs: { readonly up: number; readonly away: number };
  /** Requests a second; of a program that has another beside it, in times those of the other, median of the pairs. */
  readonly rate: { readonly up: number; readonly away: number };
  /** Resident memory: the most while the collector was away, over that before. */
  readonly growthBytes: number;
  /** Spans. */
  readonly made: number;
  readonly arrived: number;
  /** As `sightglass.sdk.dropped` says after the collector came back. */
  readonly dropped: number;
  /**
   * As the program counts those in answered requests. More may have arrived: a batch whose answer did not come in time is sent
   * again, or dropped as any other when there is no more room.
   */
  readonly confirmed: number;
  readonly stderr: string;
}

export interface OutageScript {
  readonly upMs: number;
  readonly awayMs: number;
  /** How often the collector goes and comes back. @defaultValue 1 */
  readonly rounds?: number;
  /** Length of a text in each of the five spans that a request makes: how fast what waits grows. */
  readonly payload: number;
  /**
   * Length of a slice of the load. With one there is a second program, whose collector stays, and the load takes turns between
   * the two: what else the machine does meets both. @defaultValue none: the one program has all of the load
   */
  readonly sliceMs?: number | undefined;
}

const SPANS_OF_A_REQUEST = 6;
const WARM_REQUESTS = 2000;
const LONGEST_WARM_UP_MS = 8000;
// A small young generation: what grows is what waits for the collector, not what V8 gives itself under load.
const FLAGS = ['--max-semi-space-size=2', '--import', '@sightglass/node/register'];
const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));

/** A program under steady load, with a collector that goes away and comes back. */
export async function runOutage(
  away: Away,
  { upMs, awayMs, payload, rounds = 1, sliceMs }: OutageScript,
): Promise<OutageReport> {
  const collector = await startCollector();
  const loaded = await startLoaded(collector, payload);
  const beside = sliceMs === undefined ? undefined : await startLoaded(await startCollector(false), payload);
  const measure: typeof costOf =
    beside === undefined ? (of, ms) => costOf(of, ms) : (of, ms) => costInTurns(of, beside, ms, sliceMs ?? ms);
  try {
    await warmUp(loaded.program.port);
    if (beside !== undefined) {
      await warmUp(beside.program.port);
      await Promise.all([loaded.load.pause(), beside.load.pause()]);
    }
    const phases: { readonly up: Cost; readonly away: Cost }[] = [];
    let growthBytes = 0;
    for (let round = 0; round < rounds; round++) {
      const up = await measure(loaded, upMs);
      await collector.goAway(away);
      const gone = await measure(loaded, awayMs);
      await collector.comeBack();
      // Later rounds begin with the memory that the first has taken.
      if (round === 0) growthBytes = gone.mostRssBytes - up.mostRssBytes;
      else growthBytes = Math.max(growthBytes, gone.mostRssBytes - (phases[0]?.up.mostRssBytes ?? 0));
      phases.push({ up, away: gone });
      if (round < rounds - 1) await pass(upMs / 2);
    }
    loaded.load.stop();
    const made = (await statsOf(loaded.program.port)).served * SPANS_OF_A_REQUEST;
    await untilAllCounted(collector, made);
    return {
      cpuUs: { up: median(phases.map(({ up }) => up.cpuUs)), away: median(phases.map((phase) => phase.away.cpuUs)) },
      rate: { up: median(phases.map(({ up }) => up.rate)), away: median(phases.map((phase) => phase.away.rate)) },
      growthBytes,
      made,
      arrived: collector.spans(),
      dropped: collector.dropped(),
      confirmed: collector.confirmed(),
      stderr: loaded.program.stderr(),
    };
  } finally {
    for (const each of [loaded, beside]) await each?.stop();
  }
}

/** A program, its load, and the collector that it sends to. */
interface Loaded {
  readonly program: Program;
  readonly load: Load;
  stop(): Promise<void>;
}

async function startLoaded(collector: Collector, payload: number): Promise<Loaded> {
  const program = await startProgram(collector.url, payload);
  const load = startLoad(program.port);
  return {
    program,
    load,
    stop: async () => {
      load.stop();
      await program.stop();
      await collector.close();
    },
  };
}

interface Program {
  readonly port: number;
  stderr(): string;
  stop(): Promise<void>;
}

async function startProgram(endpoint: string, payload: number): Promise<Program> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(OTEL_|SIGHTGLASS_|NODE_|VITEST)/.test(name));
  const child: ChildProcess = spawn(process.execPath, [...FLAGS, 'outage.mjs', `${payload}`], {
    cwd: FIXTURES,
    env: {
      ...Object.fromEntries(inherited),
      SIGHTGLASS_ENDPOINT: endpoint,
      // A receiver that gets a key gets the ids of batches.
      SIGHTGLASS_KEY: 'of-this-test',
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
      OTEL_LOGS_EXPORTER: 'none',
      SIGHTGLASS_HOST_METRICS: 'false',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const port = await new Promise<number>((resolve, reject) => {
    child.on('exit', () => reject(new Error(`the program ended: ${stderr}`)));
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const found = /listening on (\d+)/.exec(text)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
  });
  return {
    port,
    stderr: () => stderr,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const REQUEST = 'GET /work HTTP/1.1\r\nhost: program\r\n\r\n';

interface Load {
  /** Requests answered so far. */
  readonly answered: number;
  /** Goes on after a pause. */
  resume(): void;
  /** Resolves when what was asked is answered. */
  pause(): Promise<void>;
  stop(): void;
}

/** Four connections, each with one request after the other: the cheapest client there is, for it shares the machine. */
function startLoad(port: number): Load {
  const sockets: Socket[] = [];
  const idle = new Set<Socket>();
  let answered = 0;
  let allIdle: (() => void) | undefined;
  let isStopped = false;
  let broke: (error: Error) => void = () => {};
  for (let index = 0; index < 4; index++) {
    const socket = connect(port, '127.0.0.1', () => socket.write(REQUEST));
    const next = (): void => {
      answered++;
      if (allIdle === undefined) {
        socket.write(REQUEST);
        return;
      }
      idle.add(socket);
      if (idle.size === sockets.length) allIdle();
    };
    socket
      .on('data', next)
      .on('error', () => {})
      .on('close', () => isStopped || broke(new Error('the program closed a connection of its load')));
    sockets.push(socket);
  }
  return {
    get answered() {
      return answered;
    },
    resume: () => {
      allIdle = undefined;
      for (const socket of idle) socket.write(REQUEST);
      idle.clear();
    },
    pause: () =>
      new Promise((resolve, reject) => {
        allIdle = resolve;
        broke = reject;
        if (sockets.some(({ destroyed }) => destroyed)) reject(new Error('the load has lost a connection'));
      }),
    stop: () => {
      isStopped = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}

interface Stats {
  readonly served: number;
  readonly cpuUs: number;
  readonly rssBytes: number;
}
interface Cost {
  readonly cpuUs: number;
  readonly rate: number;
  readonly mostRssBytes: number;
}

async function costOf({ program: { port } }: Loaded, ms: number): Promise<Cost> {
  const since = performance.now();
  const before = await statsOf(port);
  let mostRssBytes = before.rssBytes;
  let after = before;
  while (performance.now() - since < ms) {
    await pass(500);
    after = await statsOf(port);
    mostRssBytes = Math.max(mostRssBytes, after.rssBytes);
  }
  const requests = after.served - before.served;
  return {
    cpuUs: (after.cpuUs - before.cpuUs) / requests,
    rate: (requests * 1000) / (performance.now() - since),
    mostRssBytes,
  };
}

/** The same while the load takes turns between the program and another: its rate is in times that of the other. */
async function costInTurns(of: Loaded, other: Loaded, ms: number, sliceMs: number): Promise<Cost> {
  const since = performance.now();
  const before = await statsOf(of.program.port);
  let mostRssBytes = before.rssBytes;
  let after = before;
  const rates: number[] = [];
  while (performance.now() - since < ms) {
    // Each goes first in every second pair: a machine that slows down favours neither.
    const isFirst = rates.length % 2 === 0;
    const [first, second] = [await rateIn(isFirst ? of : other, sliceMs), await rateIn(isFirst ? other : of, sliceMs)];
    rates.push(isFirst ? first / second : second / first);
    after = await statsOf(of.program.port);
    mostRssBytes = Math.max(mostRssBytes, after.rssBytes);
  }
  return { cpuUs: (after.cpuUs - before.cpuUs) / (after.served - before.served), rate: median(rates), mostRssBytes };
}

/** Requests a millisecond in one slice of the load. */
async function rateIn({ load }: Loaded, sliceMs: number): Promise<number> {
  const [since, before] = [performance.now(), load.answered];
  load.resume();
  await pass(sliceMs);
  await load.pause();
  return (load.answered - before) / (performance.now() - since);
}

async function statsOf(port: number): Promise<Stats> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path: '/stats', agent: false }, (response) => {
      void buffer(response).then((body) => resolve(JSON.parse(body.toString()) as Stats), reject);
    }).on('error', reject);
  });
}

/** Until code is compiled and memory is what such a program takes, which has nothing to do with the collector. */
async function warmUp(port: number): Promise<void> {
  const until = performance.now() + LONGEST_WARM_UP_MS;
  while ((await statsOf(port)).served < WARM_REQUESTS && performance.now() < until) await pass(100);
}

/** Until the program has told of everything that it made, delivered or lost, or nothing more comes. */
async function untilAllCounted(collector: Collector, made: number): Promise<void> {
  const until = performance.now() + 60_000;
  while (collector.confirmed() + collector.dropped() < made && performance.now() < until) await pass(100);
}

async function pass(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
