import { afterAll, beforeAll, expect } from 'vitest';
import type { Answers } from '../../../ui/src/ask/api.d.ts';
import { startTemporary, type TemporaryServer } from '../../../../test/kit/server.ts';
import { point, sendPoints, type TestPoint } from './points.ts';

/** The answer of `metrics/:name/series`. */
export type Series = Answers['metrics/:name/series'];

export const MINUTE = 60_000;
/** A whole hour, long enough ago for everything to lie in the past. */
export const START: number = Math.floor(Date.now() / (60 * MINUTE)) * 60 * MINUTE - 3 * 60 * MINUTE;
export const WEEK_AGO: number = START - 6 * 24 * 60 * MINUTE;

export const nano = (ms: number): bigint => BigInt(ms) * 1_000_000n;

/** One server for the tests of a file. */
export interface Serving {
  /** Has points sent before the tests begin. */
  readonly given: (points: readonly TestPoint[]) => void;
  /** Sends points now; they can be asked for when it resolves. */
  readonly send: (points: readonly TestPoint[]) => Promise<void>;
  readonly get: (path: string) => Promise<{ status: number; body: unknown }>;
  /** Asks and expects an answer. */
  readonly ask: <T>(path: string) => Promise<T>;
  /** The values of the one line that an answer has, by the minute after START. */
  readonly minutes: (name: string, query: string, fromMinute?: number, toMinute?: number) => Promise<(number | null)[]>;
  /** Asks the engine itself. */
  readonly query: <T>(sql: string) => Promise<T[]>;
}

/** Starts a server before the tests of the file, and stops it after them. */
export function serving(): Serving {
  let server: TemporaryServer;
  const all: TestPoint[] = [];
  const send = async (points: readonly TestPoint[]): Promise<void> => {
    await sendPoints(server.url, points);
    await server.store.flush();
  };
  beforeAll(async () => {
    server = await startTemporary();
    await send(all);
  });
  afterAll(() => server.close());
  const get = async (path: string): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${server.url}/api/v1/${path}`);
    return { status: response.status, body: await response.json() };
  };
  const ask = async <T>(path: string): Promise<T> => {
    const { status, body } = await get(path);
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    return body as T;
  };
  return {
    given: (points) => void all.push(...points),
    send,
    get,
    ask,
    async minutes(name, query, fromMinute = 0, toMinute = 10) {
      const range = `from=${START + fromMinute * MINUTE}&to=${START + toMinute * MINUTE}&step=1m`;
      const { series } = await ask<Series>(`metrics/${name}/series?${range}&${query}`);
      expect(series.length).toBeLessThanOrEqual(1);
      return series[0]?.points.map(([, value]) => value) ?? [];
    },
    query: async <T>(sql: string) => (await server.store.query<T>(sql)).rows,
  };
}

/** Points of a counter at the 30th second of minutes. */
export function counter(
  name: string,
  values: [minute: number, value: number][],
  given: Partial<TestPoint> = {},
): TestPoint[] {
  return values.map(([minute, value]) =>
    point({
      name,
      kind: 'sum',
      startNano: nano(WEEK_AGO),
      timeNano: nano(START + minute * MINUTE + 30_000),
      value,
      ...given,
    }),
  );
}

/** A histogram with the points of one minute. */
export const explicit = (
  name: string,
  minute: number,
  counts: number[],
  bounds: number[],
  given: Partial<TestPoint> = {},
): TestPoint =>
  point({
    name,
    kind: 'histogram',
    temporality: 'delta',
    startNano: nano(START + (minute - 1) * MINUTE + 30_000),
    timeNano: nano(START + minute * MINUTE + 30_000),
    counts,
    bounds,
    count: counts.reduce((sum, count) => sum + count, 0),
    sum: 0,
    ...given,
  });

/** An exponential histogram with the points of one minute. */
export const exponential = (name: string, minute: number, given: Partial<TestPoint>): TestPoint =>
  point({
    name,
    kind: 'exponentialHistogram',
    temporality: 'delta',
    startNano: nano(START + (minute - 1) * MINUTE + 30_000),
    timeNano: nano(START + minute * MINUTE + 30_000),
    sum: 0,
    count:
      (given.zeroCount ?? 0) +
      [...(given.positive?.counts ?? []), ...(given.negative?.counts ?? [])].reduce((a, b) => a + b, 0),
    ...given,
  });
