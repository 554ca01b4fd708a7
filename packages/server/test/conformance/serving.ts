/** One real server a file: OTLP goes to it over a socket, and what became of it is read back through its API. */
import { afterAll, beforeAll } from 'vitest';
import type { Answers } from '../../../ui/src/ask/api.d.ts';
import type { ServerOptions } from '../../src/options.ts';
import { startTemporary, type TemporaryServer } from '../../../../test/kit/server.ts';
import { type Signal } from './messages.ts';

export const PROTOBUF = 'application/x-protobuf';
export const JSON_TYPE = 'application/json';

/** An answer, read to its end. */
export interface Heard {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

export type Span = Extract<Answers['traces/:traceId'], { spans: unknown }>['spans'][number];
export type Line = Answers['logs']['items'][number];
export type Metric = Answers['metrics']['items'][number];
export type Series = Answers['metrics/:name/series'];

/** What the tests do with the server. */
export interface Serving {
  readonly url: () => string;
  readonly folder: () => string;
  /** Sends bytes to a signal's door, or to any path. */
  readonly post: (
    to: Signal | `/${string}`,
    body: Uint8Array | string,
    headers: Record<string, string>,
  ) => Promise<Heard>;
  /** Asks below `/api/v1/`, once everything acknowledged can be asked for. */
  readonly ask: <T>(path: string) => Promise<T>;
  /** All spans of a trace; none where there is no such trace. */
  readonly spans: (traceId: string) => Promise<Span[]>;
  /** Lines of a service of the last day and the next hour, oldest first. */
  readonly lines: (service: string) => Promise<Line[]>;
  /** Metrics of a service of the last hour. */
  readonly metrics: (service: string) => Promise<Metric[]>;
  /** Values of the steps of one minute that have one, of the last hour, of the only line. */
  readonly values: (metric: string, query?: string) => Promise<number[]>;
  /** One metric over the last hour. */
  readonly series: (metric: string, query?: string) => Promise<Series>;
}

/** Starts a server before the tests of the file, and stops it after them. */
export function serving(options: ServerOptions = {}, headers: () => Record<string, string> = () => ({})): Serving {
  let server: TemporaryServer;
  beforeAll(async () => {
    server = await startTemporary(options);
  });
  afterAll(() => server.close());

  const answerTo = async (path: string): Promise<{ status: number; text: string }> => {
    await server.store.flush();
    const response = await fetch(`${server.url}/api/v1/${path}`, { headers: headers() });
    return { status: response.status, text: await response.text() };
  };
  const ask = async <T>(path: string): Promise<T> => {
    const { status, text } = await answerTo(path);
    if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
    return JSON.parse(text) as T;
  };
  const series = (metric: string, query = ''): Promise<Series> => {
    const range = `from=-1h&to=${Date.now() + 60_000}&step=1m`;
    return ask<Series>(`metrics/${encodeURIComponent(metric)}/series?${range}&${query}`);
  };
  return {
    url: () => server.url,
    folder: () => server.folder,
    async post(to, body, given) {
      const path = to.startsWith('/') ? to : `/v1/${to}`;
      return heard(
        await fetch(`${server.url}${path}`, {
          method: 'POST',
          body: typeof body === 'string' ? body : new Uint8Array(body),
          headers: { ...headers(), ...given },
        }),
      );
    },
    ask,
    async spans(traceId) {
      const { status, text } = await answerTo(`traces/${traceId}`);
      if (status === 404) return [];
      if (status !== 200) throw new Error(`${status} ${text}`);
      return (JSON.parse(text) as { spans: Span[] }).spans;
    },
    async lines(service) {
      const range = `from=-1d&to=${Date.now() + 3_600_000}&order=oldest&limit=1000`;
      return (await ask<Answers['logs']>(`logs?${range}&service=${encodeURIComponent(service)}`)).items;
    },
    async metrics(service) {
      return (await ask<Answers['metrics']>(`metrics?to=${Date.now() + 60_000}&service=${service}`)).items;
    },
    series,
    async values(metric, query) {
      const { series: lines } = await series(metric, query);
      if (lines.length > 1) throw new Error(`${metric} has ${lines.length} lines`);
      return (lines[0]?.points ?? []).map(([, value]) => value).filter((value) => value !== null);
    },
  };
}

/** Reads an answer to its end. */
export async function heard(response: Response): Promise<Heard> {
  const { status, headers } = response;
  return { status, headers, body: Buffer.from(await response.arrayBuffer()) };
}
