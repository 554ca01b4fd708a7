import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import protobuf from 'protobufjs';

/** What a collector does that is away. */
export type Away = 'refused' | 'hanging' | 'slow' | '503';

/** What was seen of a program whose collector was there, went away, and came back. */
export interface OutageReport {
  /** CPU of the program, microseconds a request. */
  readonly cpuUs: { readonly up: number; readonly away: number };
  /** Requests a second. */
  readonly rate: { readonly up: number; readonly away: number };
  /** Resident memory: the most while the collector was away, over that before. */
  readonly growthBytes: number;
  /** Spans. */
  readonly made: number;
  readonly arrived: number;
  /** As `sightglass.sdk.dropped` says after the collector came back. */
  readonly dropped: number;
  readonly stderr: string;
}

export interface OutageScript {
  readonly upMs: number;
  readonly awayMs: number;
  /** How often the collector goes and comes back. @defaultValue 1 */
  readonly rounds?: number;
  /** Length of a text in each of the five spans that a request makes: how fast what waits grows. */
  readonly payload: number;
}

const SPANS_OF_A_REQUEST = 6;
const SLOW_MS = 3000;
const WARM_REQUESTS = 2000;
const LONGEST_WARM_UP_MS = 8000;
// A small young generation: what grows is what waits for the collector, not what V8 gives itself under load.
const FLAGS = ['--max-semi-space-size=2', '--import', '@sightglass/node/register'];
const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));
const { root } = protobuf.parse(readFileSync(new URL('../../server/test/otlp/otlp.proto', import.meta.url), 'utf8'));

/** A program under steady load, with a collector that goes away and comes back. */
export async function runOutage(
  away: Away,
  { upMs, awayMs, payload, rounds = 1 }: OutageScript,
): Promise<OutageReport> {
  const collector = await startCollector();
  const program = await startProgram(collector.url, payload);
  const load = startLoad(program.port);
  try {
    await warmUp(program.port);
    const phases: { readonly up: Cost; readonly away: Cost }[] = [];
    let growthBytes = 0;
    for (let round = 0; round < rounds; round++) {
      const up = await costOf(program.port, upMs);
      await collector.goAway(away);
      const gone = await costOf(program.port, awayMs);
      await collector.comeBack();
      // Later rounds begin with the memory that the first has taken.
      if (round === 0) growthBytes = gone.mostRssBytes - up.mostRssBytes;
      else growthBytes = Math.max(growthBytes, gone.mostRssBytes - (phases[0]?.up.mostRssBytes ?? 0));
      phases.push({ up, away: gone });
      if (round < rounds - 1) await pass(upMs / 2);
    }
    load.stop();
    const made = (await statsOf(program.port)).served * SPANS_OF_A_REQUEST;
    await untilAllCounted(collector, made);
    return {
      cpuUs: { up: median(phases.map(({ up }) => up.cpuUs)), away: median(phases.map((phase) => phase.away.cpuUs)) },
      rate: { up: median(phases.map(({ up }) => up.rate)), away: median(phases.map((phase) => phase.away.rate)) },
      growthBytes,
      made,
      arrived: collector.spans(),
      dropped: collector.dropped(),
      stderr: program.stderr(),
    };
  } finally {
    load.stop();
    await program.stop();
    await collector.close();
  }
}

export interface Collector {
  readonly url: string;
  spans(): number;
  dropped(): number;
  goAway(how: Away): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/** Counts what it took; a batch that came twice counts once. */
export async function startCollector(): Promise<Collector> {
  // Read when it is asked for: the load comes from the same thread.
  const [taken, collections] = [new Map<string, Buffer>(), new Set<Buffer>()];
  const spans = new Map<string, number>();
  let [mode, dropped, port]: [Away | 'up', number, number] = ['up', 0, 0];
  let server: Server | undefined;

  const keep = (url: string, body: Buffer): void => {
    const { pathname, searchParams } = new URL(url, 'http://collector');
    if (pathname === '/v1/traces') taken.set(searchParams.get('batch') ?? '', body);
    if (pathname === '/v1/metrics') collections.add(body);
  };
  const listen = async (): Promise<void> => {
    server = createServer((request, response) => {
      void buffer(request).then(
        (raw) => {
          const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
          if (mode === 'hanging') return;
          if (mode === '503') {
            response.writeHead(503).end();
            return;
          }
          keep(request.url ?? '', body);
          setTimeout(() => response.end(), mode === 'slow' ? SLOW_MS : 0);
        },
        () => {},
      );
    });
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  };
  /** What it has taken it still answers: cut off, that would be told as lost too. */
  const finish = async (): Promise<void> => {
    const closed = new Promise<unknown>((resolve) => server?.close(resolve));
    // A connection that was in use when the server closed stays open, and who keeps using it would never see it go.
    const closing = setInterval(() => server?.closeIdleConnections(), 20);
    await closed;
    clearInterval(closing);
  };
  await listen();
  return {
    url: `http://127.0.0.1:${port}`,
    spans: () => {
      for (const [batch, body] of taken) spans.set(batch, spansIn(body));
      taken.clear();
      return [...spans.values()].reduce((sum, of) => sum + of, 0);
    },
    dropped: () => {
      for (const body of collections) dropped = Math.max(dropped, droppedIn(body));
      collections.clear();
      return dropped;
    },
    goAway: async (how) => {
      mode = how;
      if (how === 'refused') await finish();
    },
    comeBack: async () => {
      const before = mode;
      mode = 'up';
      if (before === 'refused') await listen();
      // As when it is started again.
      if (before === 'hanging') server?.closeAllConnections();
    },
    close: async () => {
      server?.closeAllConnections();
      await finish();
    },
  };
}

interface Decoded {
  resourceSpans?: { scopeSpans?: { spans?: unknown[] }[] }[];
  resourceMetrics?: { scopeMetrics?: { metrics?: DecodedMetric[] }[] }[];
}
interface DecodedMetric {
  readonly name: string;
  readonly sum?: {
    dataPoints: { asInt?: string; asDouble?: number; attributes: { value: { stringValue?: string } }[] }[];
  };
}

function spansIn(body: Buffer): number {
  const { resourceSpans = [] } = decode('ExportTraceServiceRequest', body);
  const scopes = resourceSpans.flatMap(({ scopeSpans = [] }) => scopeSpans);
  return scopes.reduce((sum, { spans = [] }) => sum + spans.length, 0);
}

/** As the last of the collections in it says: what waited comes together. */
function droppedIn(body: Buffer): number {
  const { resourceMetrics = [] } = decode('ExportMetricsServiceRequest', body);
  const sums = resourceMetrics.map(({ scopeMetrics = [] }) =>
    scopeMetrics
      .flatMap(({ metrics = [] }) => metrics.filter(({ name }) => name === 'sightglass.sdk.dropped'))
      .flatMap(({ sum }) => sum?.dataPoints ?? [])
      .filter(({ attributes }) => attributes.some(({ value }) => value.stringValue === 'traces'))
      .reduce((total, { asInt, asDouble }) => total + Number(asInt ?? asDouble), 0),
  );
  return Math.max(0, ...sums);
}

function decode(name: string, body: Buffer): Decoded {
  const type = root.lookupType(name);
  return type.toObject(type.decode(body), { longs: String });
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

/** Four connections, each with one request after the other: the cheapest client there is, for it shares the machine. */
function startLoad(port: number): { stop(): void } {
  const sockets: Socket[] = [];
  for (let index = 0; index < 4; index++) {
    const socket = connect(port, '127.0.0.1', () => socket.write(REQUEST));
    socket.on('data', () => socket.write(REQUEST)).on('error', () => {});
    sockets.push(socket);
  }
  return {
    stop: () => {
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

async function costOf(port: number, ms: number): Promise<Cost> {
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

/** Until everything that was made has arrived or is told as lost, or nothing more comes. */
async function untilAllCounted(collector: Collector, made: number): Promise<void> {
  // To read what came in minutes takes longer than to wait for the rest.
  collector.spans();
  const until = performance.now() + 30_000;
  while (collector.spans() + collector.dropped() < made && performance.now() < until) await pass(100);
}

async function pass(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
