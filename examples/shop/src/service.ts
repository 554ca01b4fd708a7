import type { Server } from 'node:http';
import type { Logger } from 'pino';
import { createLogger } from './logger.ts';
import { addressVariable, type ProgramName } from './services.ts';

/** What each program of the shop is given. */
export interface ServiceContext {
  log: Logger;
  host: string;
  /** 0 takes a free port. */
  port: number;
  /** Seeds everything that would otherwise be random. */
  seed: number;
  /** Folder for files that several programs share. */
  dataDir: string;
  /** Base address of another program, without a slash at the end. Throws when it was not given. */
  addressOf(name: ProgramName): string;
}

export interface RunningService {
  /** Base address; none for a program that serves nothing. */
  url?: string;
  /** Finishes what is under way and lets go of everything. */
  stop(): Promise<void>;
}

/** What a program tells the one that started it, once it can be used. */
export interface ReadyMessage {
  ready: true;
  url: string | null;
}

/**
 * Runs one program of the shop until SIGTERM, SIGINT, or the end of the process that started it; the process then
 * ends by itself with code 0. A failed start is one line on standard error and exit code 1.
 */
export async function runService(
  name: ProgramName,
  start: (context: ServiceContext) => Promise<RunningService>,
): Promise<void> {
  const log = createLogger(name);
  let running: RunningService;
  try {
    running = await start(readContext(log));
  } catch (error) {
    process.stderr.write(`${name}: ${explainStartFailure(error)}\n`);
    process.exitCode = 1;
    if (process.connected) process.disconnect();
    return;
  }

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await running.stop();
    log.info('stopped');
    if (process.connected) process.disconnect();
  };
  const stopOrFail = (): void => {
    stop().catch((error: unknown) => {
      log.fatal({ err: error }, 'could not stop');
      process.exitCode = 1;
    });
  };
  process.on('SIGTERM', stopOrFail);
  // Ctrl-C reaches every process of a terminal at once; where a parent will send SIGTERM, its word counts.
  process.on('SIGINT', () => {
    if (!process.connected) stopOrFail();
  });
  process.once('disconnect', stopOrFail);

  log.info('ready');
  process.send?.({ ready: true, url: running.url ?? null } satisfies ReadyMessage);
}

function readContext(log: Logger): ServiceContext {
  const env = process.env;
  return {
    log,
    host: env['SHOP_HOST'] ?? '127.0.0.1',
    port: Number(env['SHOP_PORT'] ?? 0),
    seed: Number(env['SHOP_SEED'] ?? 1),
    dataDir: env['SHOP_DATA'] ?? '.',
    addressOf(name) {
      const variable = addressVariable(name);
      const address = env[variable];
      if (!address) throw new Error(`${variable} is not set; give the address of ${name}, e.g. http://127.0.0.1:4001`);
      return address;
    },
  };
}

/** Listens and resolves with the base address. */
export async function listen(server: Server, context: ServiceContext): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(context.port, context.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no TCP address');
  return `http://${context.host}:${address.port}`;
}

/** Takes no new connections, lets requests under way finish. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeIdleConnections();
  });
}

function explainStartFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE') return `${error.message}; choose another with --port, or 0`;
  return error.message;
}
