/** A site with pages of its own, and a receiver of what they send on another origin. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { bundlePage } from '../../../scripts/bundle-page.mjs';
import { startSink } from '../../../test/kit/sink.ts';
import type { Answer, Received, Sink } from '../../../test/kit/sink.ts';
import { until } from '../../../test/kit/until.ts';

/** Type and text of what a path answers with. */
export type Files = Record<string, { type: string; text: string; headers?: Record<string, string> }>;

/** A record or data point that arrived. */
export interface Arrived {
  readonly signal: string;
  readonly scope: string;
  /** Of an event, a span or a metric. */
  readonly name: string;
  readonly resource: Record<string, unknown>;
  readonly attributes: Record<string, unknown>;
  readonly value?: number;
  readonly timeMs: number;
}

export interface Stage {
  readonly url: string;
  readonly sink: Sink;
  readonly files: Files;
  /** Paths that pages have asked for. */
  readonly asked: string[];
  arrived(name?: string): Arrived[];
  /** Waits for so many of a name. */
  wait(name: string, count?: number): Promise<Arrived[]>;
  close(): Promise<void>;
}

/** Program of a page that may import what pages import. */
export function programOf(code: string): Promise<string> {
  return bundlePage(code, { from: fileURLToPath(new URL('..', import.meta.url)) });
}

/** Starts both. Unknown paths are `404`. */
export async function startStage(files: Files, answer: (received: Received) => Answer = ok): Promise<Stage> {
  const sink = await startSink(answer);
  const asked: string[] = [];
  const site = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://site');
    // A receiver on the page's own origin.
    if (request.method === 'POST')
      return void buffer(request).then(async (body) => {
        const { status } = await fetch(sink.url + pathname + search, { method: 'POST', body });
        response.writeHead(status).end();
      });
    asked.push(pathname);
    const file = files[pathname];
    return void response
      .writeHead(file ? 200 : 404, { 'content-type': file?.type ?? 'text/plain', ...file?.headers })
      .end(file?.text.replaceAll('SINK', sink.url) ?? '');
  });
  await new Promise<void>((resolve) => {
    site.listen(0, '127.0.0.1', resolve);
  });
  const arrived = (name?: string): Arrived[] =>
    sink.received.flatMap(read).filter((one) => name === undefined || one.name === name);
  return {
    url: `http://127.0.0.1:${(site.address() as AddressInfo).port}`,
    sink,
    files,
    asked,
    arrived,
    wait: (name, count = 1) =>
      until(
        30_000,
        () => {
          const all = arrived(name);
          return all.length >= count ? all : undefined;
        },
        `${count} of ${name}; there are ${arrived()
          .map((one) => one.name)
          .join(', ')}`,
      ),
    async close() {
      site.closeAllConnections();
      site.close();
      await sink.close();
    },
  };
}

export const html = (text: string): Files[string] => ({ type: 'text/html', text: `<!doctype html>${text}` });
export const script = (text: string): Files[string] => ({ type: 'text/javascript', text });

const ok = (): Answer => ({ status: 200 });

interface KeyValue {
  readonly key: string;
  readonly value: Record<string, unknown>;
}
interface Item {
  readonly name?: string;
  readonly eventName?: string;
  readonly timeUnixNano?: string;
  readonly attributes?: KeyValue[];
  readonly sum?: { readonly dataPoints: { readonly asDouble: number; readonly attributes: KeyValue[] }[] };
}
interface Group {
  readonly scope: { readonly name: string };
  readonly logRecords?: Item[];
  readonly spans?: Item[];
  readonly metrics?: Item[];
}
type Body = Record<string, (Record<string, Group[]> & { readonly resource: { readonly attributes: KeyValue[] } })[]>;

function read({ text }: Received): Arrived[] {
  const [[signal, [resource]]] = Object.entries(JSON.parse(text) as Body) as [[string, Body[string]]];
  if (!resource) return [];
  const groups = Object.values(resource).find((value) => Array.isArray(value)) ?? [];
  return groups.flatMap(({ scope, logRecords, spans, metrics }) =>
    [...(logRecords ?? spans ?? []), ...(metrics ?? []).flatMap(pointsOf)].map((item) => ({
      signal,
      scope: scope.name,
      name: item.eventName ?? item.name ?? '',
      resource: plain(resource.resource.attributes),
      attributes: plain(item.attributes ?? []),
      ...('value' in item && { value: Number(item.value) }),
      timeMs: Number(item.timeUnixNano ?? 0) / 1e6,
    })),
  );
}

function pointsOf({ name = '', sum }: Item): (Item & { value: number })[] {
  return (sum?.dataPoints ?? []).map(({ asDouble, attributes }) => ({ name, attributes, value: asDouble }));
}

function plain(attributes: KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
