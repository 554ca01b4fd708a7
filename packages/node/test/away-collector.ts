import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import protobuf from 'protobufjs';

/** What a collector does that is away. */
export type Away = 'refused' | 'hanging' | 'slow' | '503';

const SLOW_MS = 3000;
const { root } = protobuf.parse(readFileSync(new URL('../../server/test/otlp/otlp.proto', import.meta.url), 'utf8'));

export interface Collector {
  readonly url: string;
  spans(): number;
  dropped(): number;
  /** As the program counts those in answered requests. */
  confirmed(): number;
  goAway(how: Away): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Counts what it took; a batch that came twice counts once.
 *
 * @param keeps whether it keeps what it took; otherwise there is nothing to count
 */
export async function startCollector(keeps: boolean = true): Promise<Collector> {
  // Read when it is asked for: the load comes from the same thread.
  const [taken, collections] = [new Map<string, Buffer>(), new Set<Buffer>()];
  const spans = new Map<string, number>();
  let [mode, port]: [Away | 'up', number] = ['up', 0];
  const told = { dropped: 0, confirmed: 0 };
  let server: Server | undefined;

  const keep = (url: string, body: Buffer): void => {
    const { pathname, searchParams } = new URL(url, 'http://collector');
    if (pathname === '/v1/traces') taken.set(searchParams.get('batch') ?? '', body);
    if (pathname === '/v1/metrics') collections.add(body);
  };
  const listen = async (): Promise<void> => {
    server = createServer((request, response) => {
      void buffer(request).then(
        (raw) => {
          if (mode === 'hanging') return;
          if (mode === '503') {
            response.writeHead(503).end();
            return;
          }
          if (keeps) keep(request.url ?? '', request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw);
          setTimeout(() => response.end(), mode === 'slow' ? SLOW_MS : 0);
        },
        () => {},
      );
    });
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  };
  const readCollections = (): typeof told => {
    for (const body of collections) {
      told.dropped = Math.max(told.dropped, countedIn(body, 'sightglass.sdk.dropped', 'traces'));
      told.confirmed = Math.max(told.confirmed, countedIn(body, 'otel.sdk.exporter.span.exported'));
    }
    collections.clear();
    return told;
  };
  /** What it has taken it still answers: cut off, that would be told as lost too. */
  const finish = async (): Promise<void> => {
    const closed = new Promise<unknown>((resolve) => server?.close(resolve));
    // A connection that was in use when the server closed stays open, and who keeps using it would never see it go.
    const closing = setInterval(() => server?.closeIdleConnections(), 20);
    await closed;
    clearInterval(closing);
  };
  await listen();
  return {
    url: `http://127.0.0.1:${port}`,
    spans: () => {
      for (const [batch, body] of taken) spans.set(batch, spansIn(body));
      taken.clear();
      return [...spans.values()].reduce((sum, of) => sum + of, 0);
    },
    dropped: () => readCollections().dropped,
    confirmed: () => readCollections().confirmed,
    goAway: async (how) => {
      mode = how;
      if (how === 'refused') await finish();
    },
    comeBack: async () => {
      const before = mode;
      mode = 'up';
      if (before === 'refused') await listen();
      // As when it is started again.
      if (before === 'hanging') server?.closeAllConnections();
    },
    close: async () => {
      server?.closeAllConnections();
      await finish();
    },
  };
}

interface Decoded {
  resourceSpans?: { scopeSpans?: { spans?: unknown[] }[] }[];
  resourceMetrics?: { scopeMetrics?: { metrics?: DecodedMetric[] }[] }[];
}
interface DecodedMetric {
  readonly name: string;
  readonly sum?: {
    dataPoints: { asInt?: string; asDouble?: number; attributes: { value: { stringValue?: string } }[] }[];
  };
}

function spansIn(body: Buffer): number {
  const { resourceSpans = [] } = decode('ExportTraceServiceRequest', body);
  const scopes = resourceSpans.flatMap(({ scopeSpans = [] }) => scopeSpans);
  return scopes.reduce((sum, { spans = [] }) => sum + spans.length, 0);
}

/** What a counter says in the last of the collections of a body, for what waited comes together. @param value of an attribute */
function countedIn(body: Buffer, counter: string, value?: string): number {
  const { resourceMetrics = [] } = decode('ExportMetricsServiceRequest', body);
  const sums = resourceMetrics.map(({ scopeMetrics = [] }) =>
    scopeMetrics
      .flatMap(({ metrics = [] }) => metrics.filter(({ name }) => name === counter))
      .flatMap(({ sum }) => sum?.dataPoints ?? [])
      .filter(({ attributes }) => value === undefined || attributes.some((one) => one.value.stringValue === value))
      .reduce((total, { asInt, asDouble }) => total + Number(asInt ?? asDouble), 0),
  );
  return Math.max(0, ...sums);
}

function decode(name: string, body: Buffer): Decoded {
  const type = root.lookupType(name);
  return type.toObject(type.decode(body), { longs: String });
}
