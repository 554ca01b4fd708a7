import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { context, diag, DiagLogLevel, isSpanContextValid, logs, metrics, trace } from '@opentelemetry/api';
import type { LogRecord } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MetricReader } from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FastMeterProvider } from '../metrics/meter-provider.ts';
import { createFastTracerProvider } from '../tracer/fast-tracer-provider.ts';
import { createHealth } from './health.ts';
import type { Health } from './health.ts';
import type { HealthHandler } from './report.ts';

class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

let health: Health;
let reader: Reader;
let events: LogRecord[];
let ends: (() => void)[];
let server: Server | undefined;

beforeEach(() => {
  health = createHealth();
  reader = new Reader();
  events = [];
  ends = [];
  metrics.setGlobalMeterProvider(new FastMeterProvider({ resource: resourceFromAttributes({}), readers: [reader] }));
  const logger = { emit: (record: LogRecord) => void events.push(record), enabled: () => true };
  logs.setGlobalLoggerProvider({ getLogger: () => logger });
});
afterEach(async () => {
  for (const end of ends) end();
  metrics.disable();
  logs.disable();
  diag.disable();
  await new Promise<void>((resolve) => {
    if (server === undefined) resolve();
    else server.close(() => resolve());
  });
  server = undefined;
});

const check = (...given: Parameters<Health['check']>): void => void ends.push(health.check(...given));
const states = (): (readonly [string, string])[] =>
  Object.entries(health.report().checks).map(([name, { state }]) => [name, state]);
const changes = (): unknown[] =>
  events.map(({ eventName, attributes }) => [
    eventName,
    attributes?.['sightglass.health.check'],
    attributes?.['sightglass.health.state'],
  ]);

describe('what a function says', () => {
  test.each<[string, () => unknown, string]>([
    ['nothing', () => undefined, 'up'],
    ['true', () => true, 'up'],
    ['false', () => false, 'down'],
    ['a state', () => 'degraded', 'degraded'],
    ['a state with a reason', () => ({ state: 'degraded', reason: 'slow' }), 'degraded'],
    ['a promise', async () => 'down', 'down'],
    [
      'an error',
      () => {
        throw new RangeError('no room');
      },
      'down',
    ],
    [
      'a promise that is rejected',
      async () => {
        throw new Error('refused');
      },
      'down',
    ],
  ])('%s', async (_name, fn, expected) => {
    check('it', fn);
    expect(states()).toEqual([['it', 'unknown']]);
    await vi.waitFor(() => expect(states()).toEqual([['it', expected]]));
  });
});

test('each change of a state is an event, with the reason in its body; what stays is none', async () => {
  const answers: unknown[] = [true, true, new TypeError('host db-7 refused'), 'degraded', 'degraded', 'up'];
  let runs = 0;
  const fn = (): unknown => {
    const answer = answers[Math.min(runs++, answers.length - 1)];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  check('db', fn, { intervalMs: 1 });
  await vi.waitFor(() => expect(runs).toBeGreaterThan(answers.length));
  expect(changes()).toEqual([
    ['health.changed', 'db', 'up'],
    ['health.changed', 'db', 'down'],
    ['health.changed', 'db', 'degraded'],
    ['health.changed', 'db', 'up'],
  ]);
  const [up, down] = events;
  expect(up).toMatchObject({ body: 'db is up', severityNumber: 9 });
  expect(down).toMatchObject({ body: 'db is down: host db-7 refused', severityNumber: 17 });
  expect(down?.attributes).toMatchObject({ 'error.type': 'TypeError' });
  expect(down?.attributes?.['log.record.uid']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
});

test('a check that takes too long is down, its signal is aborted, and no second run joins it', async () => {
  let runs = 0;
  let aborted = '';
  let release = (): void => {};
  check(
    'slow',
    async ({ signal }) => {
      runs += 1;
      signal.addEventListener('abort', () => (aborted = (signal.reason as Error).name));
      await new Promise<void>((resolve) => (release = resolve));
    },
    { timeoutMs: 20, intervalMs: 1 },
  );
  await vi.waitFor(() => expect(states()).toEqual([['slow', 'down']]));
  expect(aborted).toBe('TimeoutError');
  expect(events[0]?.body).toBe('slow is down: it took longer than 20 ms');
  await new Promise((resolve) => void setTimeout(resolve, 30));
  expect(runs).toBe(1);
  release();
  await vi.waitFor(() => expect(runs).toBeGreaterThan(1));
});

test('states and durations are metrics: 1 for the state that a check is in, 0 for the others', async () => {
  check('db', () => 'degraded');
  check('cache', () => true);
  await vi.waitFor(() => expect(events).toHaveLength(2));
  const { resourceMetrics } = await reader.collect();
  const all = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  const status = all.find(({ descriptor }) => descriptor.name === 'sightglass.health.status');
  expect(
    status?.dataPoints.map(({ attributes, value }) => [...Object.values(attributes), value].join(' ')).toSorted(),
  ).toEqual(['cache degraded 0', 'cache down 0', 'cache up 1', 'db degraded 1', 'db down 0', 'db up 0']);
  const duration = all.find(({ descriptor }) => descriptor.name === 'sightglass.health.duration');
  expect(duration?.descriptor.unit).toBe('s');
  expect(duration?.dataPoints.map(({ value }) => (value as { count: number }).count)).toEqual([1, 1]);
});

test('a check makes no spans and belongs to no request', async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const provider = createFastTracerProvider({ resource: resourceFromAttributes({}), onChunk: () => {} });
  const tracer = provider.getTracer('t');
  const seen: unknown[] = [];
  tracer.startActiveSpan('request', (span) => {
    check('db', () => {
      seen.push(trace.getActiveSpan());
      seen.push(isSpanContextValid(tracer.startSpan('query').spanContext()));
    });
    span.end();
  });
  await vi.waitFor(() => expect(seen).toEqual([undefined, false]));
  context.disable();
});

describe('over HTTP', () => {
  async function answerOf(
    handler: HealthHandler,
    method = 'GET',
  ): Promise<{ status: number; body: string; headers: Headers }> {
    server = createServer(handler);
    await new Promise<void>((resolve) => void server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/`, { method, headers: { connection: 'close' } });
    return { status: response.status, body: await response.text(), headers: response.headers };
  }

  test('readyz answers 503 until all have run, then with what they say and without reasons', async () => {
    let isUp = false;
    check('db', () => (isUp ? 'up' : { state: 'down', reason: 'password of root' }), { intervalMs: 1 });
    check('optional', () => 'down', { readiness: false });
    const before = health.report();
    expect(before).toMatchObject({ isOk: false, state: 'unknown' });
    await vi.waitFor(() => expect(states()).toEqual([['db', 'down']]));
    const down = await answerOf(health.readyz());
    expect(down.status).toBe(503);
    expect(JSON.parse(down.body)).toEqual({
      status: 'down',
      checks: { db: { state: 'down', since: expect.stringMatching(/^2.*Z$/), durationMs: expect.any(Number) } },
    });
    isUp = true;
    await vi.waitFor(() => expect(states()).toEqual([['db', 'up']]));
    server?.close();
    const up = await answerOf(health.readyz());
    expect(up.status).toBe(200);
    expect(up.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(up.headers.get('cache-control')).toBe('no-store');
  });

  test('degraded is ready, and said', async () => {
    check('db', () => 'degraded');
    await vi.waitFor(() => expect(events).toHaveLength(1));
    const { status, body } = await answerOf(health.readyz());
    expect([status, JSON.parse(body).status]).toEqual([200, 'degraded']);
  });

  test('livez asks only checks of liveness, and one that has not run yet counts as alive', async () => {
    check('db', () => 'down');
    let state = 'up';
    check('loop', () => state, { liveness: true, readiness: false, intervalMs: 1 });
    expect(health.report('liveness').isOk).toBe(true);
    await vi.waitFor(() => expect(events).toHaveLength(2));
    expect((await answerOf(health.livez())).status).toBe(200);
    server?.close();
    state = 'down';
    await vi.waitFor(() => expect(events).toHaveLength(3));
    const { status, body } = await answerOf(health.livez());
    expect([status, Object.keys(JSON.parse(body).checks)]).toEqual([503, ['loop']]);
  });

  test('without checks both answer 200; HEAD has no body', async () => {
    expect((await answerOf(health.livez())).status).toBe(200);
    server?.close();
    const { status, body, headers } = await answerOf(health.readyz(), 'HEAD');
    expect([status, body]).toEqual([200, '']);
    expect(Number(headers.get('content-length'))).toBeGreaterThan(0);
  });

  test('a response that was answered already does not throw', async () => {
    const handler = health.readyz();
    server = createServer((request, response) => {
      response.writeHead(204).end();
      expect(() => handler(request, response)).not.toThrow();
    });
    await new Promise<void>((resolve) => void server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await fetch(`http://127.0.0.1:${port}/`).catch(() => {});
    server.closeAllConnections();
  });
});

test('a program with checks ends when it has nothing else to do', async () => {
  const program = `
    const { health } = await import(${JSON.stringify(new URL('health.ts', import.meta.url).href)});
    health.check('db', () => process.stdout.write('ran'));
    health.check('hangs', () => new Promise(() => {}));`;
  const args = ['--conditions=@sightglass/source', '--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: {}, timeout: 20_000 });
  expect(stdout).toBe('ran');
});

test('a name that is given again belongs to the new check; what ended is not told any more', async () => {
  let old = 0;
  check('db', () => void old++, { intervalMs: 1 });
  await vi.waitFor(() => expect(old).toBeGreaterThan(1));
  check('db', () => 'down');
  await vi.waitFor(() => expect(states()).toEqual([['db', 'down']]));
  const then = old;
  await new Promise((resolve) => void setTimeout(resolve, 20));
  expect(old).toBe(then);
  // The first one's end does not take its successor along.
  ends[0]?.();
  expect(states()).toEqual([['db', 'down']]);
  ends[1]?.();
  expect(states()).toEqual([]);
});

test.each<[unknown[], string]>([
  [['', () => {}], 'health.check(): the name must be a text of 1 to 255 characters, got ""; nothing is checked'],
  [['db', 7], 'health.check(): "db": give a function to call, got 7; nothing is checked'],
  [
    ['db', () => {}, { timeoutMs: 0 }],
    'health.check(): "db": timeoutMs is 0, give milliseconds, above 0 and at most 2147483647; nothing is checked',
  ],
  [
    ['db', () => {}, { every: 5 }],
    'health.check(): "db": unknown option every; known are intervalMs, timeoutMs, readiness, liveness; nothing is checked',
  ],
])('%j is told and not checked', (given, message) => {
  const warn = vi.fn<(message: string) => void>();
  const nothing = (): void => {};
  diag.setLogger(
    { warn, error: nothing, info: nothing, debug: nothing, verbose: nothing },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const end = health.check(...(given as Parameters<Health['check']>));
  expect(warn.mock.calls).toEqual([[message]]);
  expect(health.report().checks).toEqual({});
  expect(end).not.toThrow();
});
