import { isIP } from 'node:net';
import { badOption } from './bad-option.ts';
import { parseByteSize } from './byte-size.ts';
import { resolveTls, type ResolvedTlsFiles, type TlsFiles } from './listen/tls.ts';
import { resolveReceiveLimits, type ReceiveLimits } from './receive/limits.ts';
import { DEFAULT_RETENTION, parseRetention, type Retention } from './store/keeping/retention.ts';
import { resolveDurability, resolveSpoolLimits, type Durability, type SpoolLimits } from './store/spool/limits.ts';

/** How the server runs. Options in code win over environment variables, which win over the defaults. */
export interface ServerOptions {
  /** Port of OTLP/HTTP, the API and the pages; 0 takes a free one. @defaultValue 4318 */
  port?: number;
  /** Port of OTLP/gRPC alone, which `port` takes as well; 0 for none. @defaultValue 4317 where `port` is 4318, else none */
  grpcPort?: number;
  /** Address to listen on; one that others can reach only once there is a key. @defaultValue '127.0.0.1' */
  host?: string;
  /** Folder for everything that is kept; made if missing. @defaultValue './sightglass-data' */
  dataDir?: string;
  /** ClickHouse server to use instead of the embedded engine. @defaultValue the variable SIGHTGLASS_CLICKHOUSE_URL */
  clickhouseUrl?: string;
  /** Database of the tables. @defaultValue 'otel' */
  database?: string;
  /** Cluster over which the tables of a ClickHouse server are spread. @defaultValue the variable SIGHTGLASS_CLICKHOUSE_CLUSTER, else none */
  cluster?: string;
  /**
   * How long each kind is kept, as in `traces=7d,logs=4w,delivery=5y`: kinds traces, logs, metrics, replay, errors, rollups, usage, delivery;
   * days, weeks, months of 30 and years of 365 days.
   *
   * @defaultValue the variable SIGHTGLASS_RETENTION; what is not named there: traces=7d,logs=30d,metrics=90d,replay=30d,errors=90d,rollups=400d,usage=400d,delivery=5y
   */
  retention?: string;
  /** Bytes that all tables may take on disk, as a number or as in `50GB`; over it the oldest days are removed. @defaultValue the variable SIGHTGLASS_MAX_DISK, else no limit */
  maxDisk?: number | string;
  /**
   * Bytes that the embedded engine may take in memory, as a number or as in `2GiB`; a query that would need more is refused, data waits.
   *
   * @defaultValue the variable SIGHTGLASS_MAX_MEMORY, else half of the machine's, 1.5 GiB at most
   */
  maxMemory?: number | string;
  /** PostgreSQL for projects and keys instead of a file in the data folder. @defaultValue the variable SIGHTGLASS_DATABASE_URL */
  databaseUrl?: string;
  /** An admin key of your own making, at least 22 random characters after `sg_admin_`. @defaultValue the variable SIGHTGLASS_ADMIN_KEY */
  adminKey?: string;
  /** Address under which browsers reach the server, where that is another than the one it listens on. @defaultValue the variable SIGHTGLASS_PUBLIC_URL */
  publicUrl?: string;
  /** Seconds between two readings of what the server measures of itself, which are kept like telemetry; 0 for none. @defaultValue the variable SIGHTGLASS_SELF_METRICS, else 15 */
  selfMetrics?: number;
  /** Files that make it speak TLS; without them what it says can be read on the way. @defaultValue the variables SIGHTGLASS_TLS_CERT, SIGHTGLASS_TLS_KEY and SIGHTGLASS_TLS_CLIENT_CA */
  tls?: TlsFiles;
  /** Folder of the built pages. @defaultValue those that come with the package */
  pagesDir?: string;
  /** Limits of the doors for telemetry. */
  receive?: Partial<ReceiveLimits>;
  /**
   * When telemetry is acknowledged: `spool` when it survives kill -9, `fsync` when it survives a power cut, `insert` when queries see it.
   *
   * @defaultValue the variable SIGHTGLASS_DURABILITY, else 'spool'
   */
  durability?: Durability;
  /** Limits of what waits between the doors and the database. */
  spool?: Partial<SpoolLimits>;
  /** Told of failures that are the server's own, for a log. @defaultValue nobody */
  report?: (error: unknown) => void;
}

/** {@link ServerOptions} with every default filled in. */
export interface ResolvedServerOptions {
  port: number;
  /** 0 for none. */
  grpcPort: number;
  host: string;
  dataDir: string;
  clickhouseUrl: string | undefined;
  database: string;
  cluster: string | undefined;
  retention: Retention;
  maxDiskBytes: number | undefined;
  maxMemoryBytes: number | undefined;
  databaseUrl: string | undefined;
  adminKey: string | undefined;
  /** An origin: `https://sightglass.example`. */
  publicUrl: string | undefined;
  /** Seconds; 0 for none. */
  selfMetrics: number;
  tls: ResolvedTlsFiles | undefined;
  pagesDir: string | undefined;
  receive: ReceiveLimits;
  durability: Durability;
  spool: Partial<SpoolLimits>;
  report: (error: unknown) => void;
}

/** The variable that holds the first admin key. */
export const ADMIN_KEY = 'SIGHTGLASS_ADMIN_KEY';

/** The port that OpenTelemetry gives to OTLP/gRPC. */
const GRPC_PORT = 4317;
const GRPC_PORT_NAME = 'SIGHTGLASS_GRPC_PORT';

const SELF_METRICS = 'SIGHTGLASS_SELF_METRICS';

/** As often as a Prometheus reads. */
const SELF_METRICS_S = 15;

const DATABASE_URL = 'SIGHTGLASS_DATABASE_URL';
const CLUSTER = 'SIGHTGLASS_CLICKHOUSE_CLUSTER';
const RETENTION = 'SIGHTGLASS_RETENTION';
const MAX_DISK = 'SIGHTGLASS_MAX_DISK';
const MAX_MEMORY = 'SIGHTGLASS_MAX_MEMORY';

/** A day of a small shop: less leaves nothing to look at. */
const LEAST_DISK = 100_000_000;

/** What a busy server needs without any query. */
const LEAST_MEMORY = 700_000_000;

/** Defaults of {@link ServerOptions}. */
export const DEFAULTS: Readonly<{ port: number; host: string; dataDir: string; database: string }> = Object.freeze({
  port: 4318,
  host: '127.0.0.1',
  dataDir: './sightglass-data',
  database: 'otel',
});

/**
 * Fills in defaults and checks.
 *
 * @throws {@link ServerError} `SIGHTGLASS_BAD_OPTION`, naming option, value and remedy.
 */
export function resolveServerOptions(
  given: ServerOptions = {},
  env: Readonly<Record<string, string | undefined>> = process.env,
): ResolvedServerOptions {
  const fromEnv = (name: string): string | undefined => env[name] || undefined;
  const clickhouseUrl = given.clickhouseUrl ?? fromEnv('SIGHTGLASS_CLICKHOUSE_URL');
  const databaseUrl = given.databaseUrl ?? fromEnv(DATABASE_URL);
  const publicUrl = given.publicUrl ?? fromEnv('SIGHTGLASS_PUBLIC_URL');
  const port = given.port ?? DEFAULTS.port;
  const grpcPort =
    given.grpcPort ?? numberFrom(GRPC_PORT_NAME, fromEnv(GRPC_PORT_NAME)) ?? (port === DEFAULTS.port ? GRPC_PORT : 0);
  const options: ResolvedServerOptions = {
    port,
    // One port takes both: a second one would be in its way.
    grpcPort: grpcPort === port ? 0 : grpcPort,
    host: given.host ?? DEFAULTS.host,
    dataDir: given.dataDir ?? DEFAULTS.dataDir,
    clickhouseUrl,
    database: given.database ?? DEFAULTS.database,
    cluster: clusterOf(given.cluster, fromEnv(CLUSTER), clickhouseUrl),
    retention: retentionOf(given.retention, fromEnv(RETENTION)),
    maxDiskBytes: maxDiskOf(given.maxDisk, fromEnv(MAX_DISK)),
    maxMemoryBytes: maxMemoryOf(given.maxMemory, fromEnv(MAX_MEMORY)),
    databaseUrl,
    adminKey: given.adminKey ?? fromEnv(ADMIN_KEY),
    publicUrl: publicUrl === undefined ? undefined : originOf(publicUrl, given.publicUrl === undefined),
    selfMetrics: given.selfMetrics ?? numberFrom(SELF_METRICS, fromEnv(SELF_METRICS)) ?? SELF_METRICS_S,
    tls: resolveTls(given.tls ?? {}, fromEnv),
    pagesDir: given.pagesDir,
    receive: resolveReceiveLimits(given.receive, fromEnv),
    durability: resolveDurability(given.durability, fromEnv),
    spool: resolveSpoolLimits(given.spool, fromEnv),
    report: given.report ?? (() => undefined),
  };
  checkSelfMetrics(given.selfMetrics === undefined ? SELF_METRICS : 'selfMetrics', options.selfMetrics);
  checkPort('port', port, 'any free port');
  checkPort(given.grpcPort === undefined ? GRPC_PORT_NAME : 'grpcPort', grpcPort, 'none');
  if (options.dataDir === '') throw badOption('data', '', 'name a folder, as in --data ./sightglass-data');
  if (clickhouseUrl !== undefined) checkUrl(clickhouseUrl, given.clickhouseUrl === undefined);
  if (databaseUrl !== undefined) checkDatabaseUrl(databaseUrl, given.databaseUrl === undefined);
  if (!/^[A-Za-z_]\w{0,63}$/.test(options.database)) {
    throw badOption('database', options.database, 'use letters, digits and _ only, as in otel');
  }
  return options;
}

function retentionOf(given: string | undefined, env: string | undefined): Retention {
  if (given !== undefined) return parseRetention(given);
  return env === undefined ? DEFAULT_RETENTION : parseRetention(env, RETENTION);
}

function maxDiskOf(given: number | string | undefined, env: string | undefined): number | undefined {
  const value = given ?? env;
  if (value === undefined) return undefined;
  const bytes = typeof value === 'number' ? value : parseByteSize(value);
  if (bytes !== undefined && bytes >= LEAST_DISK) return bytes;
  throw badOption(given === undefined ? MAX_DISK : 'maxDisk', value, 'give 100MB or more, as in 50GB');
}

function maxMemoryOf(given: number | string | undefined, env: string | undefined): number | undefined {
  const value = given ?? env;
  if (value === undefined) return undefined;
  const bytes = typeof value === 'number' ? value : parseByteSize(value);
  if (bytes !== undefined && bytes >= LEAST_MEMORY) return bytes;
  throw badOption(given === undefined ? MAX_MEMORY : 'maxMemory', value, 'give 700MB or more, as in 2GiB');
}

function clusterOf(given: string | undefined, env: string | undefined, url: string | undefined): string | undefined {
  const cluster = given ?? env;
  if (cluster === undefined) return undefined;
  const name = given === undefined ? CLUSTER : 'cluster';
  if (!/^[\w.-]{1,64}$/.test(cluster)) {
    throw badOption(name, cluster, 'use the name of a cluster as it stands in the configuration of ClickHouse');
  }
  if (url === undefined) throw badOption(name, cluster, 'name a server of that cluster in SIGHTGLASS_CLICKHOUSE_URL');
  return cluster;
}

/** Whether an address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function numberFrom(name: string, text: string | undefined): number | undefined {
  if (text === undefined || /^\d+(?:\.\d+)?$/.test(text)) return text === undefined ? undefined : Number(text);
  throw badOption(name, text, 'use a number');
}

function checkSelfMetrics(name: string, seconds: number): void {
  if (Number.isFinite(seconds) && seconds >= 0 && seconds <= 3600) return;
  throw badOption(name, seconds, 'use seconds from 0 (none) to 3600');
}

function checkPort(name: string, port: number, zero: string): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return;
  throw badOption(name, port, `use a number from 0 (${zero}) to 65535`);
}

/**
 * Refuses to be reached from elsewhere as long as anybody could read everything.
 *
 * @throws {@link ServerError} `SIGHTGLASS_BAD_OPTION`.
 */
export function checkReach({ host, publicUrl, dataDir }: ResolvedServerOptions, needsKey: boolean): void {
  if (needsKey || (isLoopback(host) && publicUrl === undefined)) return;
  const folder = dataDir === DEFAULTS.dataDir ? '' : ` --data ${dataDir}`;
  throw badOption(
    isLoopback(host) ? 'publicUrl' : 'host',
    isLoopback(host) ? publicUrl : host,
    `without a key everybody who reaches it could read everything: make one with \`sightglass-server keys create --kind admin${folder}\`, or use 127.0.0.1`,
  );
}

/** The origin of the address under which browsers reach the server. */
function originOf(url: string, isFromEnv: boolean): string {
  const { protocol = '', origin = '', pathname = '' } = URL.canParse(url) ? new URL(url) : {};
  if ((protocol === 'http:' || protocol === 'https:') && pathname === '/') return origin;
  const name = isFromEnv ? 'SIGHTGLASS_PUBLIC_URL' : 'publicUrl';
  throw badOption(name, url, 'use scheme and host without a path, as in https://sightglass.example');
}

/** The address holds a password, which is not repeated. */
function checkDatabaseUrl(url: string, isFromEnv: boolean): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  if (protocol === 'postgres:' || protocol === 'postgresql:') return;
  const name = isFromEnv ? DATABASE_URL : 'databaseUrl';
  throw badOption(
    name,
    `(${protocol || 'no address'})`,
    'use the address of a PostgreSQL database, as in postgres://user:password@host:5432/sightglass',
  );
}

function checkUrl(url: string, isFromEnv: boolean): void {
  const name = isFromEnv ? 'SIGHTGLASS_CLICKHOUSE_URL' : 'clickhouseUrl';
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  if (protocol === 'http:' || protocol === 'https:') return;
  throw badOption(name, url, 'use the HTTP address of a ClickHouse server, as in http://user:password@host:8123');
}
