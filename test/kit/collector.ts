import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';
import { removeFolder, temporaryFolder } from './guard.ts';
import { type Program, shown, startProgram, stopProgram } from './processes.ts';

const FOLDER = fileURLToPath(new URL('../collector/', import.meta.url));

/** The programs of the OpenTelemetry Collector, built from its modules. */
export interface CollectorPrograms {
  collector: string;
  /** Its generator of telemetry. */
  telemetrygen: string;
}

/**
 * The Collector's programs; the first call on a machine builds them, which takes minutes. Undefined where they cannot be built (no Go,
 * no network), and then says in one line what is left out.
 */
export async function collectorPrograms(what: string): Promise<CollectorPrograms | undefined> {
  const build = startProgram('bash', [join(FOLDER, 'build.sh')]);
  const code = await build.exited;
  const { stdout, stderr } = build.output;
  if (code !== 0) {
    process.stdout.write(`left out: ${what}, because ${stderr.trim().split('\n').at(-1)}\n`);
    return undefined;
  }
  return { collector: join(stdout.trim(), 'otelcol-peer'), telemetrygen: join(stdout.trim(), 'telemetrygen') };
}

/** A Collector that hands on what it receives, through a queue on disk. */
export interface Collector {
  /** Where it takes OTLP/HTTP, as in `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Where it takes OTLP/gRPC, as in `127.0.0.1:40124`. */
  readonly grpc: string;
  /** Folder of the queue. */
  readonly queue: string;
  /** Ends it as a crash would: kill -9. */
  readonly kill: () => Promise<void>;
  /** Starts it again, at the same addresses and with its queue. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** How a Collector hands on: the names of its exporters. */
export type Onward = 'otlp_http' | 'otlp_grpc';

/** Starts the Collector on free ports. @param target address of the server that it sends to, without a path */
export async function startCollector(
  { collector }: CollectorPrograms,
  target: string,
  exporter: Onward = 'otlp_http',
): Promise<Collector> {
  const folder = temporaryFolder('collector');
  const queue = join(folder, 'queue');
  mkdirSync(queue);
  const [http, grpc] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const env = { HTTP_IN: http, GRPC_IN: grpc, QUEUE_DIR: queue, TARGET: target, EXPORTER: exporter };
  const start = async (): Promise<Program> => {
    const program = startProgram(collector, ['--config', join(FOLDER, 'relay.yaml')], { cwd: folder, env });
    await shown(program, /Everything is ready/);
    return program;
  };
  let running = await start();
  return {
    url: `http://${http}`,
    grpc,
    queue,
    async kill() {
      await stopProgram(running, 'SIGKILL');
    },
    async restart() {
      running = await start();
    },
    async stop() {
      await stopProgram(running);
      removeFolder(folder);
    },
  };
}

/** A Collector that writes what it receives to a file. */
export interface FileCollector {
  /** Where it takes OTLP/HTTP, as in `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Bodies of requests as OTLP/JSON, as far as they are in its file. */
  readonly written: () => readonly unknown[];
  readonly stop: () => Promise<void>;
}

/** Starts a Collector that writes to a file, on a free port. */
export async function startFileCollector({ collector }: CollectorPrograms): Promise<FileCollector> {
  const folder = temporaryFolder('collector-file');
  const [file, http] = [join(folder, 'telemetry.jsonl'), `127.0.0.1:${await freePort()}`];
  const env = { HTTP_IN: http, FILE: file };
  const program = startProgram(collector, ['--config', join(FOLDER, 'file.yaml')], { cwd: folder, env });
  await shown(program, /Everything is ready/);
  return {
    url: `http://${http}`,
    // The last line may be half written.
    written: () =>
      readFileSync(file, 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as unknown),
    stop: async () => {
      await stopProgram(program);
      removeFolder(folder);
    },
  };
}
