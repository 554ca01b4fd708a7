import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import type { Handler, Incoming, Outgoing } from './listen/exchange.ts';
import { listen, type Listening } from './listen/listen.ts';
import {
  ADMIN_KEY,
  checkReach,
  isLoopback,
  resolveServerOptions,
  type ResolvedServerOptions,
  type ServerOptions,
} from './options.ts';
import { ensureAdminKey } from './keep/keys.ts';
import { openKeep, type Keep } from './keep/keep.ts';
import { createReceiver } from './receive/receiver.ts';
import { createMeter } from './self/meter.ts';
import { prometheusText } from './self/prometheus.ts';
import { startSelfReport } from './self/report.ts';
import { createApp } from './serve/app.ts';
import { ensureFolder } from './store/folder.ts';
import { openStore } from './store/open.ts';
import type { Store } from './store/store.ts';
import { packageVersion } from './version.ts';

/** A server that runs. */
export interface RunningServer {
  /** Where it listens, as in `http://127.0.0.1:4318`. */
  readonly url: string;
  /** Where it takes OTLP/gRPC besides, as in `http://127.0.0.1:4317`; at `url` it does in any case. */
  readonly grpcUrl: string | undefined;
  /** Where its telemetry lies. */
  readonly store: Store;
  /** Finishes what is under way, stores what waits, and lets go of port and data folder. */
  close(): Promise<void>;
}

/** How long requests under way may take while the server stops. */
const GRACE_MS = 5000;

/**
 * Starts the server: telemetry at `/v1/…`, the API at `/api/v1/…`, the pages at `/`. One server a process, because the embedded engine
 * opens one folder a process.
 *
 * @throws {@link ServerError} for a wrong option, a port in use, a data folder that cannot be used or is in use, a database that cannot be reached.
 */
export async function startServer(given: ServerOptions = {}): Promise<RunningServer> {
  const options = resolveServerOptions(given);
  let [handler, grpcHandler]: [Handler, Handler] = [starting, starting];
  // The ports first: they fail at once where opening a database would have taken its time.
  const main: Listening = await listen((request, response) => handler(request, response), {
    host: options.host,
    port: options.port,
    flag: '--port',
  });
  let grpc: Listening | undefined;
  const stopListening = async (graceMs: number): Promise<void> => {
    await Promise.all([main.stop(graceMs), grpc?.stop(graceMs)]);
  };
  try {
    if (options.grpcPort !== 0) {
      grpc = await listen((request, response) => grpcHandler(request, response), {
        host: options.host,
        port: options.grpcPort,
        flag: '--grpc-port',
      });
    }
    const keep = await openDoorKeep(options);
    const store = await openStore(options).catch(async (error: unknown) => {
      await keep.close();
      throw error;
    });
    const meter = createMeter({ version: packageVersion(), instanceId: randomUUID() });
    meter.watch(() => store.health());
    const receiver = createReceiver({
      store,
      meter,
      keyring: keep.keyring,
      limits: options.receive,
      retention: options.retention,
      report: options.report,
    });
    const selfReport = startSelfReport({
      meter,
      keep: (request) => receiver.keepOwn(request),
      everyMs: options.selfMetrics * 1000,
      report: options.report,
    });
    const stopping = new AbortController();
    const app = createApp({
      store,
      keep,
      version: packageVersion(),
      allowedHosts: isLoopback(options.host) ? 'loopback' : 'addresses',
      publicUrl: options.publicUrl,
      ingest: receiver,
      pagesDir: options.pagesDir ?? builtPages(),
      metrics: async (project) => prometheusText(await meter.collect(), project),
      health: () => store.health(),
      report: options.report,
      closing: stopping.signal,
    });
    // The globals of the host program stay as they are.
    const serve = getRequestListener(app.fetch, { overrideGlobalObjects: false });
    grpcHandler = (request, response) => receiver.handle(request, response);
    handler = (request, response) => {
      if (receiver.isFor(request)) receiver.handle(request, response);
      else void serve(request, response);
    };
    let closing: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      stopping.abort();
      await selfReport.stop();
      await Promise.all([receiver.drain(), stopListening(GRACE_MS)]);
      await store.close();
      await keep.close();
    };
    return { url: main.url, grpcUrl: grpc?.url, store, close: () => (closing ??= close()) };
  } catch (error) {
    await stopListening(0);
    throw error;
  }
}

/** Opens projects and keys, and checks that nobody can reach a server without keys from elsewhere. */
async function openDoorKeep(options: ResolvedServerOptions): Promise<Keep> {
  ensureFolder(options.dataDir);
  const keep = await openKeep(options);
  try {
    if (options.adminKey !== undefined) await ensureAdminKey(keep, ADMIN_KEY, options.adminKey);
    checkReach(options, (await keep.keyring.read()).needsKey);
    return keep;
  } catch (error) {
    await keep.close();
    throw error;
  }
}

/** The pages that come with the package; none where it runs from its sources. */
function builtPages(): string | undefined {
  const folder = fileURLToPath(new URL('pages', import.meta.url));
  return existsSync(folder) ? folder : undefined;
}

/** Answers while the store opens. */
function starting(_: Incoming, response: Outgoing): void {
  response.statusCode = 503;
  response.setHeader('Retry-After', '1');
  response.end();
}
