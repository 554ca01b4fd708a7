import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer, type RunningServer, type ServerOptions } from '../src/index.ts';

/** A server in a temporary folder. */
export interface Started extends RunningServer {
  folder: string;
}

/** Starts a server on a free port; `close` also removes its folder. */
export async function startTemporary(options: ServerOptions = {}): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'sightglass-server-'));
  const server = await startServer({ port: 0, dataDir: folder, ...options });
  return {
    url: server.url,
    store: server.store,
    folder,
    async close() {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Asks until the answer is there. */
export async function eventually<T>(ask: () => Promise<T | undefined>, what: string, ms = 15_000): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${ms} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
