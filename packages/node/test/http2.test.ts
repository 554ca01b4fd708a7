import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from './run.ts';
import type { Ended } from './run.ts';
import { startSink } from './sink.ts';
import type { Sink, SinkSpan } from './sink.ts';

const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;

let sink: Sink;
let ended: Ended;
beforeAll(async () => {
  sink = await startSink();
  ended = await run('http2.mjs', { agent: '--import', env: { SIGHTGLASS_ENDPOINT: sink.url } });
}, 60_000);
afterAll(() => sink.close());

/** Of the path, or of the whole address, that ends so. */
const spanOf = (kind: number, path: string): SinkSpan | undefined =>
  sink.spans.find((span) => {
    const where = span.attributes[kind === SERVER ? 'url.path' : 'url.full'];
    return span.kind === kind && typeof where === 'string' && where.replace(/\?.*/, '').endsWith(path);
  });
const namesBelow = (parent: SinkSpan | undefined): string[] =>
  sink.spans.filter(({ parentSpanId }) => parentSpanId === parent?.spanId).map(({ name }) => name);

test('the program behaves as without the agent', async () => {
  const without = await run('http2.mjs', {});
  expect(ended).toMatchObject({ code: 0, stderr: '', stdout: without.stdout });
  expect(ended.stdout).toBe('200 200 200 503 no answer\n');
});

test.each(['/plain', '/read', '/broken', '/reset'])(
  'a stream is one trace from its caller to its server: %s',
  (path) => {
    const caller = sink.spans.find(({ name }) => name === 'caller');
    const [client, server] = [spanOf(CLIENT, path), spanOf(SERVER, path)];
    expect(caller).toBeDefined();
    expect([client?.parentSpanId, client?.traceId]).toEqual([caller?.spanId, caller?.traceId]);
    expect([server?.parentSpanId, server?.traceId]).toEqual([client?.spanId, caller?.traceId]);
  },
);

test('both ends say what the conventions ask for, and no value of a query', () => {
  const port = expect.any(Number) as number;
  expect(spanOf(CLIENT, '/plain')).toMatchObject({
    name: 'GET',
    attributes: {
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'network.protocol.version': '2',
      'network.peer.address': '127.0.0.1',
      'network.peer.port': port,
      'server.address': '127.0.0.1',
      'server.port': port,
    },
  });
  expect(spanOf(SERVER, '/plain')).toMatchObject({
    name: 'GET',
    attributes: {
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'network.protocol.version': '2',
      'network.peer.address': '127.0.0.1',
      'network.peer.port': port,
      'client.address': '127.0.0.1',
      'server.address': '127.0.0.1',
      'server.port': port,
      'url.scheme': 'http',
      'url.query': 'token=REDACTED',
    },
  });
  expect(JSON.stringify(sink.spans.map(({ attributes }) => attributes))).not.toContain('secret');
});

test('listeners run in the stream that they belong to, the body’s too', () => {
  expect([...new Set(namesBelow(spanOf(SERVER, '/read')))]).toEqual(['stream /read', 'data', 'end']);
  const caller = sink.spans.find(({ name }) => name === 'caller');
  expect(namesBelow(caller)).toEqual(expect.arrayContaining(['answered /plain?token=secret', 'answered /read']));
});

test('failures are told at both ends', () => {
  expect(spanOf(SERVER, '/broken')).toMatchObject({ status: { code: ERROR }, attributes: { 'error.type': '503' } });
  expect(spanOf(CLIENT, '/broken')).toMatchObject({ status: { code: ERROR }, attributes: { 'error.type': '503' } });
  expect(spanOf(SERVER, '/reset')).toMatchObject({ status: { code: ERROR }, attributes: { 'error.type': 'CANCEL' } });
  expect(spanOf(CLIENT, '/reset')?.status.code).toBe(ERROR);
});

test('the first stream of a process has its span at both ends, in traces of their own', () => {
  const [client, server] = [spanOf(CLIENT, '/first'), spanOf(SERVER, '/first')];
  expect(client?.parentSpanId).toBe('');
  expect(server?.parentSpanId).toBe('');
});

test('streams are counted', () => {
  const points = sink.metrics.findLast(({ name }) => name === 'http.server.request.duration')?.points ?? [];
  const counts = points.map(({ attributes, count }) => [attributes['http.response.status_code'], count]);
  expect(counts).toEqual(
    expect.arrayContaining([
      [200, 2],
      [503, 1],
    ]),
  );
  expect(sink.metrics.map(({ name }) => name)).toContain('http.client.request.duration');
});
