import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { decode } from '../oracle.ts';
import type { WireSpan } from '../oracle.ts';
import { provideLibraries } from './libraries.ts';

export type Side = 'ours' | 'stock';

export interface AppOptions {
  /** Further environment of the program, such as the port of a database; may differ for the two agents. */
  readonly env?: Readonly<Record<string, string>> | ((side: Side) => Readonly<Record<string, string>>);
  /** Asks the program what it serves. Left out: the program works off its script by itself. */
  readonly drive?: (origin: string) => Promise<void>;
}

const APPS = new URL('apps/', import.meta.url);
const PRELOAD: Readonly<Record<Side, readonly string[]>> = {
  ours: ['--conditions=@sightglass/source', `--import=${new URL('../../src/register.ts', import.meta.url).href}`],
  stock: [`--import=${new URL('stock.mjs', APPS).href}`],
};
/** Longest time a program may take, with all that it is asked. */
const LIMIT_MS = 60_000;

/** Runs a program of `apps/` under one of the two agents and gives the spans that it sent. */
export async function runApp(side: Side, app: string, { env = {}, drive }: AppOptions = {}): Promise<WireSpan[]> {
  await provideLibraries();
  const bodies: Buffer[] = [];
  const sink = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const raw = Buffer.concat(parts);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      if (request.url === '/v1/traces') bodies.push(body);
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
    request.on('error', () => {});
  });
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  const { port } = sink.address() as AddressInfo;
  const child = fork(fileURLToPath(new URL(app, APPS)), {
    execArgv: [...PRELOAD[side]],
    env: { ...environment(`http://127.0.0.1:${port}`), ...(typeof env === 'function' ? env(side) : env) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  try {
    await through(child, `${app} under ${side}`, drive);
  } finally {
    child.kill('SIGKILL');
    sink.closeAllConnections();
    await new Promise<unknown>((resolve) => sink.close(resolve));
  }
  return bodies.flatMap(decode);
}

/** From the start of the program to its end by itself. */
async function through(child: ChildProcess, what: string, drive: AppOptions['drive']): Promise<void> {
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  let timer: NodeJS.Timeout | undefined;
  const failed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${LIMIT_MS} ms: ${said}`)), LIMIT_MS);
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${what} ended with ${code ?? signal}: ${said}`));
    });
  });
  const work = async (): Promise<void> => {
    const [{ port }] = await new Promise<[{ port: number }]>((resolve) =>
      child.once('message', (message) => resolve([message as { port: number }])),
    );
    await drive?.(`http://127.0.0.1:${port}`);
    child.send('stop');
    await ended;
  };
  try {
    await Promise.race([drive === undefined ? ended : Promise.race([work(), ended]), failed]);
  } finally {
    clearTimeout(timer);
  }
}

function environment(endpoint: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(OTEL_|SIGHTGLASS_|NODE_|VITEST)/.test(name));
  return {
    ...Object.fromEntries(own),
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_SEMCONV_STABILITY_OPT_IN: 'http,database',
    OTEL_NODE_RESOURCE_DETECTORS: 'none',
    OTEL_BSP_SCHEDULE_DELAY: '200',
  };
}
