import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { occupyDoors } from './listen/doors.ts';
import type { Handler } from './listen/exchange.ts';
import { backUpRunning } from './backup.ts';
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
import { openStore, type StoreOptions } from './store/open.ts';
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
export function startServer(given: ServerOptions = {}): Promise<RunningServer> {
  return startOn(openStore, given);
}

/** {@link startServer} with a way of its own to open the store: once the ports are taken and nothing else speaks against a start. */
export async function startOn(
  open: (options: StoreOptions) => Promise<Store>,
  given: ServerOptions,
): Promise<RunningServer> {
  const options = resolveServerOptions(given);
  // The ports first: they fail at once where opening a database would have taken its time.
  const doors = await occupyDoors(options);
  try {
    const keep = await openDoorKeep(options);
    const meter = createMeter({ version: packageVersion(), instanceId: randomUUID() });
    const store = await open({ ...options, meter }).catch(async (error: unknown) => {
      await keep.close();
      throw error;
    });
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
      durability: options.durability,
      backUp: () => backUpRunning(store, options),
      metrics: async (project) => prometheusText(await meter.collect(), project),
      health: () => store.health(),
      report: options.report,
      closing: stopping.signal,
    });
    // The globals of the host program stay as they are.
    const serve = getRequestListener(app.fetch, { overrideGlobalObjects: false });
    const receive: Handler = (request, response) => receiver.handle(request, response);
    doors.open((request, response) => {
      if (receiver.isFor(request)) receive(request, response);
      else void serve(request, response);
    }, receive);
    let closing: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      stopping.abort();
      await selfReport.stop();
      await Promise.all([receiver.drain(), doors.stop(GRACE_MS)]);
      await store.close();
      await keep.close();
    };
    return { url: doors.url, grpcUrl: doors.grpcUrl, store, close: () => (closing ??= close()) };
  } catch (error) {
    await doors.stop(0);
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
