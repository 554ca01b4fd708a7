#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { parseByteSize } from './byte-size.ts';
import { readArguments, type Arguments } from './command/arguments.ts';
import type { Said } from './command/keep.ts';
import { ServerError } from './errors.ts';
import { giveBackHeap, markInPassing } from './heap.ts';
import type { TlsFiles } from './listen/tls.ts';
import { DEFAULTS, type ServerOptions } from './options.ts';
import type { ReceiveLimits } from './receive/limits.ts';
import type { Durability } from './store/spool/limits.ts';
import { packageVersion } from './version.ts';

/**
 * Threads of libuv's pool: one for each query that runs in the embedded engine, and enough for files and compression beside them. The
 * pool reads this once, when it is first used; nothing before this line uses it.
 */
process.env['UV_THREADPOOL_SIZE'] ??= '12';

const HELP = `Usage: sightglass-server [options]
       sightglass-server keys create --kind ingest|browser|read|admin [--project P] [--name N] [--origin URL…] [--data DIR]
       sightglass-server keys list [--project P] [--data DIR]
       sightglass-server keys revoke ID [--data DIR]
       sightglass-server projects create SLUG [--name N] [--timezone TZ] [--data DIR]
       sightglass-server projects list [--data DIR]
       sightglass-server backup FOLDER|FILE.tar.gz [--data DIR]
       sightglass-server restore FOLDER|FILE.tar.gz [--data DIR]

Takes OpenTelemetry data (OTLP over HTTP and gRPC), keeps it in ClickHouse, answers questions and shows pages.

  --port N          port for everything; 0 takes a free one                  (${DEFAULTS.port})
  --grpc-port N     port for OTLP/gRPC alone; 0 for none                     (4317 with port ${DEFAULTS.port})
  --host ADDR       address to listen on; others than loopback need a key    (${DEFAULTS.host})
  --data DIR        folder for everything that is kept                       (${DEFAULTS.dataDir})
  --tls-cert FILE   certificate, PEM; with --tls-key it speaks HTTPS, on both ports
  --tls-key FILE    its private key, PEM
  --tls-client-ca FILE  lets in only clients with a certificate of these authorities, PEM
  --max-body SIZE   largest body of telemetry, after decompression           (64MiB)
  --rate-limit N    records that one key may send a second; 0 for no limit   (0)
  --durability WHEN  acknowledge when data survives kill -9 (spool), a power cut (fsync), or can be queried (insert)   (spool)
  --max-backlog SIZE  what may wait for the database; over it senders are told to come again   (256MiB)
  --public-url URL  address for browsers, where a proxy stands in between
  --retention LIST  how long each kind is kept, as in traces=7d,logs=4w,delivery=5y
  --max-disk SIZE   what all tables may take on disk, as in 50GB; over it the oldest days go
  --max-memory SIZE  what the embedded database may take; half of the machine's, 1.5GiB at most   (1.5GiB)
  --self-metrics N  seconds between readings of its own metrics; 0 for none  (15)
  --help            this text
  --version         the version

Without any key the server is open to its own machine. From the first key on, senders and readers need one; keys can be made while it runs.

Environment:
  SIGHTGLASS_CLICKHOUSE_URL   a ClickHouse server to use instead of the embedded one, as in http://user:password@host:8123
  SIGHTGLASS_CLICKHOUSE_CLUSTER  name of the cluster of that server, over which the tables are spread
  SIGHTGLASS_DATABASE_URL     PostgreSQL for projects and keys instead of a file, as in postgres://user:password@host:5432/sightglass
  SIGHTGLASS_ADMIN_KEY        an admin key of your own making: sg_admin_ and at least 22 random characters of 0-9, A-Z, a-z
  SIGHTGLASS_PUBLIC_URL       the same as --public-url
  SIGHTGLASS_RETENTION        the same as --retention
  SIGHTGLASS_MAX_DISK         the same as --max-disk
  SIGHTGLASS_MAX_MEMORY       the same as --max-memory
  SIGHTGLASS_GRPC_PORT        the same as --grpc-port
  SIGHTGLASS_TLS_CERT, SIGHTGLASS_TLS_KEY, SIGHTGLASS_TLS_CLIENT_CA
                              the same as --tls-cert, --tls-key, --tls-client-ca
  SIGHTGLASS_MAX_BODY         the same as --max-body
  SIGHTGLASS_RATE_LIMIT       the same as --rate-limit
  SIGHTGLASS_DURABILITY       the same as --durability
  SIGHTGLASS_MAX_BACKLOG      the same as --max-backlog
  SIGHTGLASS_SELF_METRICS     the same as --self-metrics
`;

/** What Node 22 says of its SQLite at the first use; from Node 24 on it says nothing. */
const EXPERIMENTAL = /SQLite is an experimental feature/;

/** A signal that comes later than this after the first one ends the program at once. */
const IMPATIENT_MS = 1000;

/** Makes the tables of a new data folder, and ends. */
const TABLES = 'tables';

tellOtherWarnings();
await run();

async function run(): Promise<void> {
  try {
    checkNode(process.versions.node);
    const [first = ''] = process.argv.slice(2);
    if (first === 'keys' || first === 'projects' || first === 'backup' || first === 'restore')
      return await command(first);
    // Said by nobody but ourselves, with the options of a start.
    const isForTables = first === TABLES;
    const { help, version, options } = readOptions(process.argv.slice(isForTables ? 3 : 2));
    if (isForTables) return await tables(options);
    if (help) process.stdout.write(HELP);
    else if (version) process.stdout.write(`${packageVersion()}\n`);
    else await serve(options);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    fail(error);
  }
}

/** @throws {@link ServerError} on a Node that lacks what the server is made of, before anything of that is loaded. */
function checkNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 15)) return;
  throw new ServerError('SIGHTGLASS_OLD_NODE', `Node ${version} is too old`, { remedy: 'use Node 22.15 or newer' });
}

/** A warning that nobody can do anything about would stand in every log. */
function tellOtherWarnings(): void {
  const listeners = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (!EXPERIMENTAL.test(warning.message)) for (const listener of listeners) listener(warning);
  });
}

/** One of the commands. Its result alone goes to stdout, for scripts. */
async function command(name: 'keys' | 'projects' | 'backup' | 'restore'): Promise<void> {
  if (process.argv.includes('--help')) return void process.stdout.write(HELP);
  const { out, note } = await (await load(name))(process.argv.slice(2));
  process.stdout.write(out);
  process.stderr.write(note);
  // The embedded engine, once loaded, keeps threads.
  if (name === 'backup' || name === 'restore') process.exit(0);
}

async function load(name: string): Promise<(given: readonly string[]) => Promise<Said>> {
  if (name === 'backup') return (await import('./command/backup.ts')).runBackup;
  if (name === 'restore') return (await import('./command/restore.ts')).runRestore;
  return (await import('./command/keep.ts')).runKeepCommand;
}

async function tables(options: ServerOptions): Promise<void> {
  const { makeTables } = await import('./command/tables.ts');
  await makeTables(options);
  // The embedded engine, once loaded, keeps threads.
  process.exit(0);
}

async function serve(options: ServerOptions): Promise<void> {
  // Before anything is opened: whoever has read the address may want to stop us at once.
  const asked = untilAskedToStop();
  markInPassing();
  const [{ startOn }, { openWithTables }] = await Promise.all([import('./start.ts'), import('./command/tables.ts')]);
  const commandLine = [fileURLToPath(import.meta.url), TABLES, ...process.argv.slice(2)] as const;
  const server = await startOn((store) => openWithTables(store, commandLine), { ...options, report: logFailure });
  process.stdout.write(`listening ${server.url}\n`);
  // Whoever starts us reads one line from stdout.
  if (server.grpcUrl !== undefined) process.stderr.write(`OTLP/gRPC at ${server.grpcUrl}\n`);
  giveBackHeap();
  await asked;
  await server.close();
  process.exit(0);
}

/** Resolves at the first SIGTERM or SIGINT. At the second somebody means it: the process ends at once. */
function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    let stoppingSince = 0;
    const stop = (): void => {
      // Ctrl-C reaches us from the terminal and once more from npm, at the same moment; a second one later is meant.
      if (stoppingSince > 0 && performance.now() - stoppingSince > IMPATIENT_MS) process.exit(1);
      stoppingSince ||= performance.now();
      resolve();
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    // Started with a channel to a parent: without that parent there is nobody left to stop us.
    process.on('disconnect', stop);
  });
}

function readOptions(given: readonly string[]): { help: boolean; version: boolean; options: ServerOptions } {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const args = readArguments(
    given,
    {
      port: text,
      'grpc-port': text,
      host: text,
      data: text,
      'public-url': text,
      'tls-cert': text,
      'tls-key': text,
      'tls-client-ca': text,
      'max-body': text,
      'rate-limit': text,
      durability: text,
      'max-backlog': text,
      retention: text,
      'max-disk': text,
      'max-memory': text,
      'self-metrics': text,
      help: flag,
      version: flag,
    },
    false,
  );
  const [port, host, data] = [args.text('port'), args.text('host'), args.text('data')];
  const [grpcPort, publicUrl] = [args.text('grpc-port'), args.text('public-url')];
  const [retention, maxDisk, maxMemory] = [args.text('retention'), args.text('max-disk'), args.text('max-memory')];
  const options: ServerOptions = {};
  if (port !== undefined) options.port = numberOf(port);
  if (grpcPort !== undefined) options.grpcPort = numberOf(grpcPort);
  if (host !== undefined) options.host = host;
  if (data !== undefined) options.dataDir = data;
  if (publicUrl !== undefined) options.publicUrl = publicUrl;
  options.tls = tlsOf(args);
  options.receive = limitsOf(args);
  const [durability, maxBacklog] = [args.text('durability'), args.text('max-backlog')];
  // What is none of them stays what it is, for the message of the check.
  if (durability !== undefined) options.durability = durability as Durability;
  if (maxBacklog !== undefined) options.spool = { maxBacklogBytes: parseByteSize(maxBacklog) ?? numberOf(maxBacklog) };
  const selfMetrics = args.text('self-metrics');
  if (selfMetrics !== undefined) options.selfMetrics = numberOf(selfMetrics);
  if (retention !== undefined) options.retention = retention;
  if (maxDisk !== undefined) options.maxDisk = maxDisk;
  if (maxMemory !== undefined) options.maxMemory = maxMemory;
  return { help: args.isSet('help'), version: args.isSet('version'), options };
}

function tlsOf(args: Arguments): TlsFiles {
  const [cert, key, clientCa] = [args.text('tls-cert'), args.text('tls-key'), args.text('tls-client-ca')];
  return {
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(clientCa === undefined ? {} : { clientCa }),
  };
}

function limitsOf(args: Arguments): Partial<ReceiveLimits> {
  const [maxBody, rateLimit] = [args.text('max-body'), args.text('rate-limit')];
  return {
    ...(maxBody === undefined ? {} : { maxBodyBytes: parseByteSize(maxBody) ?? numberOf(maxBody) }),
    ...(rateLimit === undefined ? {} : { recordsPerSecond: numberOf(rateLimit) }),
  };
}

/** What is not a number stays what it is, for the message of the check. */
function numberOf(text: string): number {
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : (text as unknown as number);
}

function logFailure(error: unknown): void {
  console.error(error);
}

/** One line: what, and how to mend it. */
function fail(error: unknown): void {
  const { message, remedy } = error instanceof ServerError ? error : { message: String(error), remedy: '' };
  const line = remedy === '' ? message : `${message}; ${remedy}`;
  process.stderr.write(`sightglass-server: ${line.replaceAll(/\s*\n\s*/g, ' ')}\n`);
  process.exit(1);
}
