import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { dataFolder } from '../../../../test/kit/data-folder.ts';
import { removeFolder } from '../../../../test/kit/guard.ts';
import { openKeep, type Keep } from '../../src/keep/keep.ts';
import { createApp, type AppOptions } from '../../src/serve/app.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';

/** The API over a real store, on a port of its own. */
export interface Served {
  readonly url: string;
  readonly store: Store;
  readonly keep: Keep;
  /** Failures of the server itself. */
  readonly reported: unknown[];
  /** Asks below `/api/v1/` and expects an answer. */
  ask<T>(path: string): Promise<T>;
  close(): Promise<void>;
}

/** Doors at which little happens. */
export const INGEST: AppOptions['ingest'] = {
  perSecond: () => ({ spans: 12.5, logRecords: 3, dataPoints: 0 }),
  received: () => ({ spans: 125, logRecords: 30, dataPoints: 0 }),
  refused: () => [],
  refusedWithin: (_project, fromMs, toMs) => ({ fromMs, toMs, items: [] }),
  ready: () => true,
};

/** Opens a store in a folder of its own and serves it. */
export async function serve(options: Partial<AppOptions> = {}): Promise<Served> {
  const folder = dataFolder('api');
  const store = await openStore({ dataDir: folder });
  const served = await serveStore(store, options);
  return {
    ...served,
    async close() {
      await served.close();
      await store.close();
      removeFolder(folder);
    },
  };
}

/** Serves a store that somebody else opened. */
export async function serveStore(store: Store, options: Partial<AppOptions> = {}): Promise<Served> {
  const reported: unknown[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'sightglass-keep-'));
  const keep = options.keep ?? (await openKeep({ dataDir: folder }));
  const app = createApp({
    store,
    keep,
    version: '1.2.3',
    allowedHosts: 'loopback',
    ingest: INGEST,
    report: (error) => reported.push(error),
    ...options,
  });
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void listener(request, response));
  // A test that computes for seconds must not find its connection closed.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    store,
    keep,
    reported,
    async ask<T>(path: string): Promise<T> {
      const response = await fetch(`${url}/api/v1/${path}`);
      const text = await response.text();
      if (response.status !== 200)
        throw new Error(`${path} answered ${response.status}: ${text}`, { cause: reported.at(-1) });
      return JSON.parse(text) as T;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (options.keep === undefined) await keep.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
