import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { until } from '../../../../test/kit/until.ts';
import type { MetricWithAttribution } from 'web-vitals/attribution';
import { type LibraryVital, vitalsOf } from './library.ts';
import type { Seen } from './seen.ts';

/** A web server with the fixture pages. */
export interface Site {
  readonly url: string;
  /** What the prerendered page below a path saw when it had been shown; null where it was not prerendered. */
  told(path: string): Promise<Seen | null>;
  /** What Google's library told of a page below a path, once that are so many vitals. */
  library(path: string, count: number): Promise<LibraryVital[]>;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', bmp: 'image/bmp' };

/** A picture that browsers count as content: without noise in it they would take it for a background. */
function noise(width: number, height: number): Buffer {
  const picture = Buffer.alloc(54 + width * height * 3);
  picture.write('BM');
  for (const [at, value] of [
    [2, picture.length],
    [10, 54],
    [14, 40],
    [18, width],
    [22, height],
  ] as const)
    picture.writeInt32LE(value, at);
  picture.writeInt16LE(1, 26);
  picture.writeInt16LE(24, 28);
  for (let at = 54, value = 1; at < picture.length; at++) {
    value = (value * 1103515245 + 12345) % 2147483648;
    picture[at] = value >> 16;
  }
  return picture;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) text += String(part);
  return text;
}

/** Serves the files of a folder, and `code` as `sightglass.js`, below any path; `?wait=` is how many milliseconds an answer takes. */
export async function startSite(folder: URL, code: string): Promise<Site> {
  const told = new Map<string, Seen | null>();
  const prepared = new Set<string>();
  const library = new Map<string, LibraryVital[]>();
  const made: Record<string, () => string | Buffer> = {
    'sightglass.js': () => code,
    'oracle.js': () => readFileSync(new URL('../vitals-oracle.js', folder)),
    'noise.bmp': () => noise(300, 200),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://site');
    const [, path = '', name = ''] = /^(.*)\/(.*)$/.exec(pathname) ?? [];
    await new Promise((resolve) => setTimeout(resolve, Number(searchParams.get('wait') ?? 0)));
    if (name === 'told') told.set(path, JSON.parse(await textOf(request)) as Seen | null);
    if (name === 'library') library.set(path, vitalsOf(JSON.parse(await textOf(request)) as MetricWithAttribution[]));
    if (name === 'is-prepared') prepared.add(path);
    if (name === 'prepared') await until(30_000, () => prepared.has(path) || undefined, 'the page to be prepared');
    if (['told', 'library', 'is-prepared', 'prepared'].includes(name)) return void response.end();
    try {
      const content = made[name]?.() ?? readFileSync(new URL(name, folder));
      response.writeHead(200, { 'content-type': TYPES[name.replace(/.*\./, '')] ?? 'text/plain' }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  }
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    told: (path) =>
      until(30_000, () => (told.has(path) ? { is: told.get(path) ?? null } : undefined), 'the page').then(
        ({ is }) => is,
      ),
    library: (path, count) =>
      until(
        30_000,
        () => {
          const told = library.get(path) ?? [];
          return told.length >= count ? told : undefined;
        },
        'the library',
      ),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
