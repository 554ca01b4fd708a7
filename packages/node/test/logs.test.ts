import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from './run.ts';
import type { Ended } from './run.ts';
import { startSink } from './sink.ts';
import type { Sink, SinkLog } from './sink.ts';

let sink: Sink;
let plain: Ended;
let ended: Ended;

beforeAll(async () => {
  sink = await startSink();
  plain = await run('logging.cjs', {});
  ended = await run('logging.cjs', { agent: '--import', env: { SIGHTGLASS_ENDPOINT: sink.url } });
});
afterAll(() => sink.close());

const logOf = (body: string): SinkLog => {
  const found = sink.logs.filter((log) => log.body === body);
  expect(found).toHaveLength(1);
  return found[0]!;
};

test('leaves every printed byte as it was', () => {
  expect(plain.stdout.split('\n')).toHaveLength(16);
  expect(ended.stdout).toBe(plain.stdout);
  expect(ended.stderr).toBe(plain.stderr);
});

test('sends each printed line once, and none that was not printed', () => {
  expect(sink.logs.filter(({ scope }) => scope === '@sightglass/node/pino')).toHaveLength(15);
  expect(sink.logs.map(({ body }) => body)).not.toContain('never');
});

test('tells pino’s levels as severities', () => {
  const severities = ['fine', 'finer', 'hello ann', 'slow', 'too much', 'gone', 'level as text'].map((body) => {
    const { severityNumber, severityText } = logOf(body);
    return [severityNumber, severityText];
  });
  expect(severities).toEqual([
    [1, 'TRACE'],
    [5, 'DEBUG'],
    [9, 'INFO'],
    [13, 'WARN'],
    [17, 'ERROR'],
    [21, 'FATAL'],
    [13, 'WARN'],
  ]);
});

test('sends what pino redacts as pino prints it, but for secrets', () => {
  expect(logOf('hello ann').attributes).toEqual({
    password: 'REDACTED',
    user: { name: 'ann', card: '[Redacted]' },
    list: [1, 'a', null],
  });
  expect(JSON.stringify(sink.logs)).not.toMatch(/hunter2|visa4111/);
});

test('masks the query of a request’s address', () => {
  expect(logOf('slow').attributes).toEqual({ req: { method: 'GET', url: '/search?q=REDACTED&page=REDACTED' } });
});

test('names an error as OpenTelemetry does', () => {
  const exception = {
    'exception.type': 'RangeError',
    'exception.message': 'too much',
    'exception.stacktrace': 'RangeError: too much\n    at somewhere',
  };
  expect(logOf('too much').attributes).toEqual(exception);
  expect(logOf('gone').attributes).toEqual({ ...exception, order: 12 });
  expect(logOf('in a grandchild').attributes).toMatchObject(exception);
  expect(logOf('under problem').attributes).toEqual({
    ...exception,
    problem: { code: 'E_MUCH', details: { limit: 3 } },
  });
});

test('sends objects as pino prints them, circular ones too', () => {
  const line = plain.stdout.split('\n').find((text) => text.includes('"msg":"objects"'));
  const { order, odd } = JSON.parse(line!) as Record<string, unknown>;
  expect(JSON.stringify(order)).toContain('[Circular]');
  expect(logOf('objects').attributes).toEqual({ order, odd });
});

test('sends of a line that is too long to be taken apart its text and its beginning', () => {
  const line = plain.stdout.split('\n').find((text) => text.includes('"msg":"big"'));
  expect(line?.length).toBeGreaterThan(200_000);
  expect(logOf('big')).toMatchObject({ severityText: 'INFO' });
  expect(logOf('big').attributes).toEqual({ 'log.record.original': `${line!.slice(0, 16 * 1024)}…` });
});

test('knows child loggers, other message keys and long lines', () => {
  expect(logOf('in a child').attributes).toEqual({ part: 'cart' });
  expect(logOf('under another key').attributes).toEqual({});
  expect(logOf('in a grandchild').attributes).toMatchObject({ part: 'total', user: { id: 7 } });
  expect(Object.keys(logOf('long').attributes)).toEqual(['log.record.original']);
});

test('gives a line printed in a request the ids of its server span', () => {
  const server = sink.spans.find(({ kind }) => kind === 2);
  const log = logOf('in a request');
  expect([log.traceId, log.spanId]).toEqual([server?.traceId, server?.spanId]);
  expect(logOf('fine').traceId ?? '').toBe('');
});
