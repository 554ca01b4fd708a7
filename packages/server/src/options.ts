import { isIP } from 'node:net';
import { ServerError } from './errors.ts';
import type { ReceiveLimits } from './receive/intake.ts';
import type { SpoolLimits } from './store/spool/open-files.ts';

/** How the server runs. Options in code win over environment variables, which win over the defaults. */
export interface ServerOptions {
  /** Port of OTLP/HTTP, the API and the pages; 0 takes a free one. @defaultValue 4318 */
  port?: number;
  /** Address to listen on; a loopback one, because this version has no keys. @defaultValue '127.0.0.1' */
  host?: string;
  /** Folder for everything that is kept; made if missing. @defaultValue './sightglass-data' */
  dataDir?: string;
  /** ClickHouse server to use instead of the embedded engine. @defaultValue the variable SIGHTGLASS_CLICKHOUSE_URL */
  clickhouseUrl?: string;
  /** Database of the tables. @defaultValue 'otel' */
  database?: string;
  /** Folder of the built pages. @defaultValue those that come with the package */
  pagesDir?: string;
  /** Limits of the doors for telemetry. */
  receive?: Partial<ReceiveLimits>;
  /** Limits of what waits between the doors and the database. */
  spool?: Partial<SpoolLimits>;
  /** Told of failures that are the server's own, for a log. @defaultValue nobody */
  report?: (error: unknown) => void;
}

/** {@link ServerOptions} with every default filled in. */
export interface ResolvedServerOptions {
  port: number;
  host: string;
  dataDir: string;
  clickhouseUrl: string | undefined;
  database: string;
  pagesDir: string | undefined;
  receive: Partial<ReceiveLimits>;
  spool: Partial<SpoolLimits>;
  report: (error: unknown) => void;
}

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
  const fromEnv = env['SIGHTGLASS_CLICKHOUSE_URL'];
  const clickhouseUrl = given.clickhouseUrl ?? (fromEnv === '' ? undefined : fromEnv);
  const options: ResolvedServerOptions = {
    port: given.port ?? DEFAULTS.port,
    host: given.host ?? DEFAULTS.host,
    dataDir: given.dataDir ?? DEFAULTS.dataDir,
    clickhouseUrl,
    database: given.database ?? DEFAULTS.database,
    pagesDir: given.pagesDir,
    receive: given.receive ?? {},
    spool: given.spool ?? {},
    report: given.report ?? (() => undefined),
  };
  checkPort(options.port);
  checkHost(options.host);
  if (options.dataDir === '') throw bad('data', '', 'name a folder, as in --data ./sightglass-data');
  if (clickhouseUrl !== undefined) checkUrl(clickhouseUrl, given.clickhouseUrl === undefined);
  if (!/^[A-Za-z_]\w{0,63}$/.test(options.database)) {
    throw bad('database', options.database, 'use letters, digits and _ only, as in otel');
  }
  return options;
}

/** Whether an address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function checkPort(port: number): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return;
  throw bad('port', port, 'use a number from 0 (any free port) to 65535');
}

function checkHost(host: string): void {
  if (isLoopback(host)) return;
  throw bad(
    'host',
    host,
    'this version has no keys, so that it listens on loopback only: use 127.0.0.1, and a proxy with a log-in or an SSH tunnel to reach it from elsewhere',
  );
}

function checkUrl(url: string, isFromEnv: boolean): void {
  const name = isFromEnv ? 'SIGHTGLASS_CLICKHOUSE_URL' : 'clickhouseUrl';
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  if (protocol === 'http:' || protocol === 'https:') return;
  throw bad(name, url, 'use the HTTP address of a ClickHouse server, as in http://user:password@host:8123');
}

function bad(option: string, value: unknown, remedy: string): ServerError {
  return new ServerError('SIGHTGLASS_BAD_OPTION', `${option} ${value === '' ? '""' : String(value)} cannot be used`, {
    remedy,
  });
}
