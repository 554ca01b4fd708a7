#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { ServerError } from './errors.ts';
import { DEFAULTS, type ServerOptions } from './options.ts';
import { packageVersion } from './version.ts';

/**
 * Threads of libuv's pool: one for each query that runs in the embedded engine, and enough for files and compression beside them. The
 * pool reads this once, when it is first used; nothing before this line uses it.
 */
process.env['UV_THREADPOOL_SIZE'] ??= '12';

const HELP = `Usage: sightglass-server [options]

Takes OpenTelemetry data (OTLP over HTTP), keeps it in ClickHouse, answers questions and shows pages.

  --port N      port for everything; 0 takes a free one   (${DEFAULTS.port})
  --host ADDR   loopback address to listen on             (${DEFAULTS.host})
  --data DIR    folder for everything that is kept        (${DEFAULTS.dataDir})
  --help        this text
  --version     the version

Environment:
  SIGHTGLASS_CLICKHOUSE_URL   a ClickHouse server to use instead of the embedded one, as in http://user:password@host:8123
`;

/** A signal that comes later than this after the first one ends the program at once. */
const IMPATIENT_MS = 1000;

await run();

async function run(): Promise<void> {
  try {
    const { help, version, options } = readArguments();
    if (help) process.stdout.write(HELP);
    else if (version) process.stdout.write(`${packageVersion()}\n`);
    else await serve(options);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    fail(error);
  }
}

async function serve(options: ServerOptions): Promise<void> {
  // Before anything is opened: whoever has read the address may want to stop us at once.
  const asked = untilAskedToStop();
  const { startServer } = await import('./start.ts');
  const server = await startServer({ ...options, report: logFailure });
  process.stdout.write(`listening ${server.url}\n`);
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

function readArguments(): { help: boolean; version: boolean; options: ServerOptions } {
  const { help, version, port, host, data } = parsed();
  const options: ServerOptions = {};
  if (port !== undefined) options.port = numberOf(port);
  if (host !== undefined) options.host = host;
  if (data !== undefined) options.dataDir = data;
  return { help: help === true, version: version === true, options };
}

function parsed(): Partial<Record<'port' | 'host' | 'data', string> & Record<'help' | 'version', boolean>> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({ options: { port: text, host: text, data: text, help: flag, version: flag } }).values;
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split('. ');
    throw new ServerError('SIGHTGLASS_BAD_OPTION', sentence.replaceAll('\n', ' '), {
      remedy: 'see --help',
      cause: error,
    });
  }
}

/** A port that is not a number stays what it is, for the message of the check. */
function numberOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : (text as unknown as number);
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
