import { createRequire } from 'node:module';
import { context, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type Pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from '../../../test/kit/free-port.ts';
import { has } from '../../../test/kit/peers.ts';
import { type Postgres, startPostgres } from '../../../test/kit/postgres.ts';
import { startPgCapture } from '../src/capture/pg/index.ts';
import { PG_PATCHES } from '../src/capture/pg/patch.ts';

import { startHook } from '../src/hook/start-hook.ts';
import { FastContextManager } from '../src/tracer/context/context-manager.ts';

class Reader extends MetricReader {
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}
}

const ended: ReadableSpan[] = [];
const spans = new TracerProvider({
  spanProcessors: [
    {
      onStart: () => {},
      onEnd: (span) => ended.push(span),
      forceFlush: async () => {},
      shutdown: async () => {},
    },
  ],
});
const reader = new Reader({ aggregationTemporalitySelector: () => AggregationTemporality.CUMULATIVE });
const meters = new MeterProvider({ readers: [reader] });

/** What the metric says of each set of attributes: a number, or how many were counted. */
async function pointsOf(metric: string): Promise<{ attributes: object; value: unknown }[]> {
  const { resourceMetrics } = await reader.collect();
  const found = resourceMetrics.scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .find(({ descriptor }) => descriptor.name === metric);
  return (found?.dataPoints ?? []).map(({ attributes, value }) => ({
    attributes,
    value: typeof value === 'object' ? value.count : value,
  }));
}

/** Runs in a span of its own, whose name tells the contexts apart. */
function under<Result>(name: string, work: (span: Span) => Result): Result {
  return spans.getTracer('test').startActiveSpan(name, work);
}
const here = (): string | undefined => (trace.getActiveSpan() as unknown as ReadableSpan | undefined)?.name;

describe.runIf(has('postgres', 'what pg’s capture tells beside queries'))('calls of pg', () => {
  let postgres: Postgres;
  let pg: typeof Pg;
  const stops: (() => unknown)[] = [];
  const options = (): Pg.PoolConfig => ({
    host: '127.0.0.1',
    port: postgres.port,
    user: 'tester',
    database: 'postgres',
  });

  beforeAll(async () => {
    context.setGlobalContextManager(new FastContextManager());
    stops.push(startHook(PG_PATCHES));
    pg = createRequire(import.meta.url)('pg') as typeof Pg;
    const [tracer, meter] = [spans.getTracer('pg'), meters.getMeter('pg')];
    stops.push(startPgCapture({ tracer, meter, settings: { database: { queryText: true } } } as never));
    postgres = await startPostgres();
  });
  beforeEach(() => {
    ended.length = 0;
  });
  afterAll(async () => {
    for (const stop of stops) stop();
    await postgres.stop();
  });

  test('events of a query fire in the context of the one who asked, whoever opened the connection', async () => {
    const client = new pg.Client(options());
    await under('opens', () => client.connect());
    const seen: unknown[] = [];
    await new Promise<void>((resolve) => {
      under('asks', () => {
        const query = client.query(new pg.Query('SELECT generate_series(1, 2) AS n'));
        query.on('row', (row: { n: number }) => seen.push([row.n, here()]));
        query.on('end', () => {
          seen.push(here());
          resolve();
        });
      });
    });
    await new Promise<void>((resolve) => {
      under('fails', () => {
        const query = client.query(new pg.Query('SELECT * FROM nowhere'));
        query.on('error', (error: Error) => {
          seen.push([error.message, here()]);
          resolve();
        });
      });
    });
    await client.end();
    expect(seen).toEqual([[1, 'asks'], [2, 'asks'], 'asks', ['relation "nowhere" does not exist', 'fails']]);
    expect(ended.map(({ name, status }) => [name, status.code])).toEqual([
      ['connect postgres', 0],
      ['SELECT', 0],
      ['SELECT nowhere', 2],
    ]);
  });

  test('what is submitted instead of a text is followed to its end', async () => {
    const client = new pg.Client(options());
    await client.connect();
    // As pg-cursor and pg-query-stream do: an object that the client works off by calling its methods.
    class Counting extends pg.Query {
      rows = 0;
    }
    const counting = new Counting('SELECT generate_series(1, 5) AS n');
    counting.on('row', () => (counting.rows += 1));
    client.query(counting);
    await new Promise((resolve) => counting.on('end', resolve));
    await client.end();
    expect(counting.rows).toBe(5);
    expect(ended.map(({ name }) => name)).toEqual(['connect postgres', 'SELECT']);
    // Nothing is left on the object that a program could trip over.
    expect(Object.keys(counting)).not.toContain('emit');
  });

  test('durations are counted by server, database and kind of query, and errors by their code', async () => {
    const pool = new pg.Pool({ ...options(), max: 2 });
    for (const id of [1, 2, 3]) await pool.query('SELECT $1::int AS counted_here FROM pg_class LIMIT 1', [id]);
    await pool.query('SELECT * FROM missing_here').catch(() => {});
    await pool.end();
    const points = await pointsOf('db.client.operation.duration');
    const place = {
      'db.system.name': 'postgresql',
      'db.namespace': 'postgres',
      'server.address': '127.0.0.1',
      'server.port': postgres.port,
    };
    expect(points).toContainEqual({ attributes: { ...place, 'db.query.summary': 'SELECT pg_class' }, value: 3 });
    expect(points).toContainEqual({
      attributes: {
        ...place,
        'db.query.summary': 'SELECT missing_here',
        'error.type': '42P01',
        'db.response.status_code': '42P01',
      },
      value: 1,
    });
  });

  test('a pool tells its connections, its limit, who waits and for how long', async () => {
    const pool = new pg.Pool({ ...options(), max: 2 });
    const [first, second] = [await pool.connect(), await pool.connect()];
    const third = pool.connect();
    const name = { 'db.client.connection.pool.name': `127.0.0.1:${postgres.port}/postgres` };
    const pools = async (metric: string): Promise<unknown[]> =>
      (await pointsOf(metric)).filter(({ attributes }) => JSON.stringify(attributes).includes(String(postgres.port)));

    expect(await pools('db.client.connection.count')).toContainEqual({
      attributes: { ...name, 'db.client.connection.state': 'used' },
      value: 2,
    });
    expect(await pools('db.client.connection.pending_requests')).toContainEqual({ attributes: name, value: 1 });
    expect(await pools('db.client.connection.limit')).toContainEqual({ attributes: name, value: 2 });
    const before = (await pools('db.client.connection.wait_time')) as { value: number }[];
    first?.release();
    (await third).release();
    second?.release();
    const after = (await pools('db.client.connection.wait_time')) as { value: number }[];
    expect((after[0]?.value ?? 0) - (before[0]?.value ?? 0)).toBe(1);
    await pool.end();
  });

  test('a query through a pool stands below who asked, whoever has the connection and whatever was put before its methods', async () => {
    class Preparing extends pg.Pool {
      override connect(): Promise<Pg.PoolClient>;
      override connect(
        told: (error: Error | undefined, client: Pg.PoolClient | undefined, done: (release?: unknown) => void) => void,
      ): void;
      override connect(told?: (...given: never[]) => void): Promise<Pg.PoolClient> | void {
        if (told === undefined) return super.connect();
        super.connect((error, client, done) => {
          client?.query('SET statement_timeout = 5000', () => Reflect.apply(told, this, [error, client, done]));
        });
      }
    }
    const plain = new pg.Pool({ ...options(), max: 1 });
    const preparing = new Preparing({ ...options(), max: 1 });
    const deferring = new pg.Pool({ ...options(), max: 1 });
    deferring.on('connect', (client) => {
      const query: unknown = Reflect.get(client, 'query');
      if (typeof query !== 'function') return;
      Reflect.set(
        client,
        'query',
        (...given: unknown[]) => void setImmediate(() => Reflect.apply(query, client, given)),
      );
    });
    const seen: unknown[] = [];
    for (const pool of [plain, preparing, deferring]) {
      const ask = (name: string): Promise<unknown> =>
        under(name, async (span) => {
          await pool.query('SELECT 1');
          seen.push([name, here()]);
          await new Promise<void>((resolve) => {
            pool.query('SELECT 2', () => {
              seen.push([name, here()]);
              resolve();
            });
          });
          span.end();
        });
      await Promise.all(['first', 'second', 'third'].map(ask));
      await pool.end();
    }
    expect(seen).toHaveLength(18);
    for (const [name, found] of seen as [string, string][]) expect(found).toBe(name);
    const names = new Map(ended.map((span) => [span.spanContext().spanId, span.name]));
    const below = (caller: string): unknown[] =>
      ended.filter(
        ({ name, parentSpanContext }) => name === 'SELECT' && names.get(parentSpanContext?.spanId ?? '') === caller,
      );
    for (const caller of ['first', 'second', 'third']) expect(below(caller)).toHaveLength(6);
  });

  test('waiting in vain is a span and counted, though no connection was tried', async () => {
    const pool = new pg.Pool({ ...options(), max: 1, connectionTimeoutMillis: 50 });
    const only = await pool.connect();
    ended.length = 0;
    const failed = under('waits', () => pool.query('SELECT 1').catch((error: Error) => error.message));
    expect(await failed).toBe('timeout exceeded when trying to connect');
    only.release();
    await pool.end();
    expect(ended).toMatchObject([
      { name: 'connect postgres', status: { code: 2 }, attributes: { 'error.type': 'Error' } },
    ]);
    const [seconds = 0, nanoseconds = 0] = ended[0]?.duration ?? [];
    expect(seconds * 1000 + nanoseconds / 1e6).toBeGreaterThanOrEqual(45);
    expect(await pointsOf('db.client.connection.timeouts')).toMatchObject([{ value: 1 }]);
  });

  test('a server that is away shows below the request', async () => {
    const port = await freePort();
    const pool = new pg.Pool({ ...options(), port });
    await under('asks', () => pool.query('SELECT 1')).catch(() => {});
    await pool.end();
    expect(ended).toMatchObject([
      {
        name: 'connect postgres',
        status: { code: 2 },
        attributes: { 'error.type': 'ECONNREFUSED', 'server.port': port },
      },
    ]);
    expect(ended[0]?.attributes).not.toHaveProperty('db.response.status_code');
  });

  test('calls that throw at once throw as before', () => {
    const client = new pg.Client(options());
    expect(() => client.query(null as never)).toThrow('Client was passed a null or undefined query');
    expect(() => client.query({ text: 'SELECT 1', callback: 7 } as never)).toThrow('callback is not a function');
    expect(ended.map(({ status }) => status.code)).toEqual([2, 2]);
  });
});
