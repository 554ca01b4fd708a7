import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { provideLibraries } from './oracle-apps/libraries.ts';
import { run } from './run.ts';
import type { Ended } from './run.ts';
import { startSink } from './sink.ts';
import type { Sink, SinkLog } from './sink.ts';

beforeAll(provideLibraries);

interface Tried {
  readonly plain: Ended;
  readonly ended: Ended;
  readonly sink: Sink;
  /** The one record with that body. */
  readonly logOf: (body: string) => SinkLog;
  readonly severities: (bodies: readonly string[]) => unknown[];
}

/** Runs the program of loggers with that logger without the agent and with it. */
async function tryLogger(name: string, env: Readonly<Record<string, string>> = {}): Promise<Tried> {
  const sink = await startSink();
  const [plain, ended] = await Promise.all([
    run('loggers.cjs', { args: [name] }),
    run('loggers.cjs', { args: [name], agent: '--import', env: { SIGHTGLASS_ENDPOINT: sink.url, ...env } }),
  ]);
  const logOf = (body: string): SinkLog => {
    const found = sink.logs.filter((log) => log.body === body);
    expect(found.map((log) => log.body)).toEqual([body]);
    return found[0]!;
  };
  const severities = (bodies: readonly string[]): unknown[] =>
    bodies.map((body) => {
      const { severityNumber, severityText } = logOf(body);
      return [severityNumber ?? 0, severityText];
    });
  return { plain, ended, sink, logOf, severities };
}

/** Lets the tests of a group work on one run. */
function runOnce(name: string, env?: Readonly<Record<string, string>>): Tried {
  const tried = {} as Tried;
  beforeAll(async () => void Object.assign(tried, await tryLogger(name, env)));
  afterAll(() => tried.sink.close());
  return tried;
}

function sharedTests(tried: Tried, lines: number, scope: string): void {
  test('leaves every printed byte as it was', () => {
    expect(tried.plain).toMatchObject({ code: 0, signal: null });
    expect([tried.ended.stdout, tried.ended.stderr]).toEqual([tried.plain.stdout, tried.plain.stderr]);
  });

  test('sends each printed line once, and none that was not printed', () => {
    expect(tried.sink.logs.map((log) => log.scope)).toEqual(Array.from({ length: lines }, () => scope));
    expect(JSON.stringify(tried.sink.logs)).not.toContain('never');
  });

  test('gives a line printed in a request the ids of its server span', () => {
    const server = tried.sink.spans.find(({ kind }) => kind === 2);
    const log = tried.logOf('in a request');
    expect(server?.traceId).toMatch(/^[\da-f]{32}$/);
    expect([log.traceId, log.spanId]).toEqual([server?.traceId, server?.spanId]);
  });

  test('sends of a long text its beginning', () => {
    expect(tried.logOf(`${'x'.repeat(16 * 1024)}…`).attributes['exception.type']).toBe(undefined);
  });
}

const EXCEPTION = {
  'exception.type': 'RangeError',
  'exception.message': 'too much',
  'exception.stacktrace': 'RangeError: too much\n    at somewhere',
};
const TYPE_ERROR = {
  ...EXCEPTION,
  'exception.type': 'TypeError',
  'exception.stacktrace': 'TypeError: too much\n    at somewhere',
};
const ORDER = {
  id: 7,
  when: '1970-01-01T00:00:00.000Z',
  tags: ['a'],
  prices: { x: '1' },
  self: '[Circular]',
};

describe('winston', () => {
  const tried = runOnce('winston');
  sharedTests(tried, 16, '@sightglass/node/winston');

  test('tells levels as severities, and of the program’s own their names', () => {
    expect(tried.severities(['at error', 'at warn', 'at info', 'at http', 'at verbose', 'at own'])).toEqual([
      [17, 'ERROR'],
      [13, 'WARN'],
      [9, 'INFO'],
      [8, 'HTTP'],
      [6, 'VERBOSE'],
      [0, 'OWN'],
    ]);
  });

  test('sends what the format of the logger made, and masks secrets', () => {
    expect(tried.logOf('hello ann').attributes).toEqual({ card: '****', password: 'REDACTED', list: [1, 'a', null] });
    expect(JSON.stringify(tried.sink.logs)).not.toMatch(/hunter2|visa4111|sid=1|hush/);
  });

  test('sends fields of every kind', () => {
    expect(tried.logOf('an object').attributes).toMatchObject({ order: ORDER });
    expect(tried.logOf('in a child').attributes).toEqual({ part: 'cart', more: 1 });
  });

  test('masks the query of a request’s address, and its cookies', () => {
    expect(tried.logOf('request').attributes).toEqual({
      req: { method: 'GET', url: '/search?q=REDACTED', headers: { cookie: 'REDACTED' } },
    });
  });

  test('names an error as OpenTelemetry does, wherever it was given', () => {
    expect(tried.logOf('after the message too much').attributes).toEqual(EXCEPTION);
    expect(tried.logOf('in a field').attributes).toEqual({ ...EXCEPTION, route: '/pay' });
    expect(tried.logOf('too much').attributes).toEqual(TYPE_ERROR);
  });

  test('sends what is printed in colours without them', () => {
    expect(tried.plain.stdout).toContain('\u001B[33mcoloured');
    expect(tried.severities(['coloured'])).toEqual([[13, 'WARN']]);
  });
});

describe('bunyan', () => {
  const tried = runOnce('bunyan');
  sharedTests(tried, 13, '@sightglass/node/bunyan');

  test('tells levels as severities', () => {
    expect(tried.severities(['at debug', 'at info', 'at warn', 'at error', 'at fatal'])).toEqual([
      [5, 'DEBUG'],
      [9, 'INFO'],
      [13, 'WARN'],
      [17, 'ERROR'],
      [21, 'FATAL'],
    ]);
  });

  test('sends what serializers of the program made, and masks secrets', () => {
    const attributes = { name: 'shop', card: '****', password: 'REDACTED', list: [1, 'a', null] };
    expect(tried.logOf('hello ann').attributes).toEqual(attributes);
    expect(JSON.stringify(tried.sink.logs)).not.toMatch(/hunter2|visa4111|sid=1|q=shoes/);
  });

  test('sends fields of every kind, also of child loggers', () => {
    expect(tried.logOf('an object').attributes).toMatchObject({ order: ORDER });
    expect(tried.logOf('in a child').attributes).toEqual({ name: 'shop', part: 'cart', more: 1 });
  });

  test('names an error as OpenTelemetry does', () => {
    expect(tried.logOf('after the error').attributes).toEqual({ name: 'shop', ...EXCEPTION });
    expect(tried.logOf('in a field').attributes).toEqual({ name: 'shop', route: '/pay', ...TYPE_ERROR });
  });
});

describe('console, where it is asked for', () => {
  const tried = runOnce('console', { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,console' });
  sharedTests(tried, 9, '@sightglass/node/console');

  test('tells methods as severities', () => {
    expect(tried.severities(['at debug', 'at log', 'at info', 'at warn', 'at error'])).toEqual([
      [5, 'DEBUG'],
      [9, 'INFO'],
      [9, 'INFO'],
      [13, 'WARN'],
      [17, 'ERROR'],
    ]);
  });

  test('sends the line as it is printed, and the error that was given', () => {
    tried.logOf('hello ann, 3 { a: [ 1 ] }');
    expect(tried.logOf('failed RangeError: too much\n    at somewhere').attributes).toEqual(EXCEPTION);
  });
});

test('the console is left alone where nobody asks for it', async () => {
  const { plain, ended, sink } = await tryLogger('console');
  expect(sink.spans.length).toBeGreaterThan(0);
  expect(sink.logs).toEqual([]);
  expect(ended.stdout).toBe(plain.stdout);
  await sink.close();
});

describe('with logs.injectTraceContext', () => {
  test.each([
    ['pino', 4],
    ['winston', 1],
    ['bunyan', 1],
  ])('lines of %s that are printed in a span hold its ids, all others stay as they were', async (name, inRequest) => {
    const { plain, ended, sink } = await tryLogger(name, { SIGHTGLASS_LOGS_INJECT_TRACE_CONTEXT: 'true' });
    const server = sink.spans.find(({ kind }) => kind === 2)!;
    const ids = { trace_id: server.traceId, span_id: server.spanId, trace_flags: '01' };
    const [before, after] = [plain.stdout.split('\n'), ended.stdout.split('\n')];
    const at = before.findIndex((line) => line.includes('in a request'));
    expect(after).toHaveLength(before.length);
    const from = name === 'pino' ? at - 1 : at;
    expect(after.filter((_, line) => line < from || line >= from + inRequest)).toEqual(
      before.filter((_, line) => line < from || line >= from + inRequest),
    );
    const lines = (all: readonly string[]): unknown[] =>
      all.slice(from, from + inRequest).map((line) => JSON.parse(line) as unknown);
    expect(lines(after)).toEqual(lines(before).map((line) => ({ ...(line as object), ...ids })));
    // In the record they have fields of their own.
    expect(sink.logs.map(({ attributes }) => Object.keys(attributes).filter((key) => key in ids)).flat()).toEqual([]);
    await sink.close();
  });
});
