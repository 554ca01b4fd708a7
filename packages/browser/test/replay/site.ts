import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bundleFiles, bundlePage } from '../../../../scripts/bundle-page.mjs';
import { root } from '../../../../scripts/workspace.mjs';

/** A web site: texts by path. Its own scripts are below `/sg/`. */
export interface Site {
  readonly url: string;
  close(): Promise<void>;
}

const BROWSER = `${root}/packages/browser`;

/** What every page loads: `sightglass.begin(options)` starts the SDK, which loads the recorder by itself. */
const CLIENT = `
  import { captureException, replay, sessionId, start } from '@sightglass/browser/core';
  import { errors } from '@sightglass/browser/core';
  globalThis.sightglass = {
    captureException, sessionId,
    begin({ endpoint, options, start: more }) {
      this.replay = replay(options);
      return (this.running = start({ endpoint, service: 'shop', captures: [errors(), this.replay], ...more }));
    },
  };`;
const RECORDER = `${BROWSER}/src/replay/recorder`;
/** Nothing imports it, so that it has to be what is begun with. */
const WORKER = readFileSync(`${RECORDER}/worker-file.ts`, 'utf8').replace(
  './worker-program.ts',
  `${RECORDER}/worker-program.ts`,
);
const PLAYER = `import { Replayer } from '@rrweb/replay'; globalThis.Replayer = Replayer;`;

/** The files below `/sg/`. */
async function scripts(): Promise<Map<string, string>> {
  const [client, worker, player] = await Promise.all([
    bundleFiles(CLIENT, { from: BROWSER }),
    bundlePage(WORKER, { from: BROWSER }),
    bundlePage(PLAYER, { from: `${root}/packages/ui` }),
  ]);
  return new Map([
    ...client.map(({ name, code }) => [`/sg/${name}`, code] as const),
    ['/sg/worker.js', worker],
    ['/sg/player.js', player],
  ]);
}

/** @param pages by path, with what is sent as their policy. */
export async function startSite(pages: Readonly<Record<string, { html: string; csp?: string }>>): Promise<Site> {
  const files = await scripts();
  const server: Server = createServer((request, response) => {
    const path = (request.url ?? '/').replace(/\?.*/, '');
    const script = files.get(path);
    const page = pages[path];
    if (page?.csp) response.setHeader('content-security-policy', page.csp);
    response.setHeader(
      'content-type',
      script ? 'text/javascript' : path.endsWith('.css') ? 'text/css' : 'text/html; charset=utf-8',
    );
    if (!script && !page) response.writeHead(404);
    response.end(script ?? page?.html ?? '');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
