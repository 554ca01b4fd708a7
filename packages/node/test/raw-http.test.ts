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
  ended = await run('raw-http.mjs', { agent: '--import', env: { SIGHTGLASS_ENDPOINT: sink.url } });
}, 60_000);
afterAll(() => sink.close());

/** Server spans of that path, in the order of their queries. */
function served(path: string): SinkSpan[] {
  return sink.spans
    .filter(({ kind, attributes }) => kind === SERVER && attributes['url.path'] === path)
    .sort((one, other) => String(one.attributes['url.query']).localeCompare(String(other.attributes['url.query'])));
}

const namesBelow = (parent: SinkSpan | undefined): string[] =>
  sink.spans.filter(({ parentSpanId }) => parentSpanId === parent?.spanId).map(({ name }) => name);

test('the program behaves as without the agent', async () => {
  const without = await run('raw-http.mjs', {});
  expect(ended).toMatchObject({ code: 0, stderr: '', stdout: without.stdout });
  expect(ended.stdout).toBe('HTTP/1.1 101 Switching Protocols; HTTP/1.1 200 Connected; HTTP/1.1 400 Bad Request\n');
});

test('requests of one kept connection, one after the other or at once, have traces of their own', () => {
  const spans = [...served('/kept'), ...served('/pipelined')];
  expect(spans).toHaveLength(4);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(4);
  expect(spans.map(({ parentSpanId }) => parentSpanId)).toEqual(['', '', '', '']);
});

test('what a pipelined request starts stays in its trace', () => {
  const [first, second] = served('/pipelined');
  expect(namesBelow(first)).toEqual(['timer of /pipelined?1']);
  expect(namesBelow(second)).toEqual(['timer of /pipelined?2']);
});

test.each(['POST', 'PUT'])('listeners of a body that comes later than the head run in the request: %s', (method) => {
  const span = served('/late').find(({ attributes }) => attributes['http.request.method'] === method);
  expect([...new Set(namesBelow(span))]).toEqual(['late data', 'late end']);
  expect(sink.spans.filter(({ name, parentSpanId }) => name.startsWith('late') && parentSpanId === '')).toEqual([]);
});

test('upgrades, CONNECT and what is not HTTP have no span and are answered as before', () => {
  expect(served('/upgraded')).toEqual([]);
  expect(sink.spans.filter(({ attributes }) => attributes['http.request.method'] === 'CONNECT')).toEqual([]);
});

test('a whole address and the asterisk are told as what was asked for', () => {
  expect(served('/absolute')[0]?.attributes).toMatchObject({
    'url.query': 'a=REDACTED',
    'server.address': 'raw.example',
  });
  expect(served('*')[0]).toMatchObject({ name: 'OPTIONS', attributes: { 'http.response.status_code': 200 } });
});

test('a request that waits for 100 Continue is one span', () => {
  expect(served('/continued').map(({ attributes }) => attributes['http.response.status_code'])).toEqual([200]);
});

test('a caller that goes away before an answer leaves a failed span without a status code', () => {
  const spans = served('/gone');
  expect(spans).toHaveLength(2);
  for (const span of spans) {
    expect(span).toMatchObject({ status: { code: ERROR }, attributes: { 'error.type': 'ECONNRESET' } });
    expect(span.attributes).not.toHaveProperty('http.response.status_code');
  }
});

test('a caller that goes away in the middle of an answer leaves a failed span with the status that was sent', () => {
  expect(served('/half')).toMatchObject([
    { status: { code: ERROR }, attributes: { 'error.type': 'ECONNRESET', 'http.response.status_code': 200 } },
  ]);
});

test('a call that the program gives up is one failed span, with the server’s below it', () => {
  const calls = sink.spans.filter(({ kind }) => kind === CLIENT);
  expect(calls).toMatchObject([{ status: { code: ERROR, message: 'socket hang up' } }]);
  expect(sink.spans.filter(({ parentSpanId }) => parentSpanId === calls[0]?.spanId)).toHaveLength(1);
});

test('requests are counted by how they ended', () => {
  const points = sink.metrics.findLast(({ name }) => name === 'http.server.request.duration')?.points ?? [];
  const gone = points.filter(({ attributes }) => attributes['http.response.status_code'] === undefined);
  expect(gone).toMatchObject([{ count: 2, attributes: { 'error.type': 'ECONNRESET' } }]);
  const active = sink.metrics.findLast(({ name }) => name === 'http.server.active_requests')?.points ?? [];
  expect(active.length).toBeGreaterThan(0);
  expect(active.every(({ value }) => value === 0)).toBe(true);
});
