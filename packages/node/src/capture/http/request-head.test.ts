import { expect, test } from 'vitest';
import { createHeadReader } from './request-head.ts';

const read = createHeadReader(['traceparent', 'tracestate', 'baggage']);

test('a request without trace, baggage and body has neither', () => {
  const raw = ['Host', 'a', 'User-Agent', 'b', 'Accept', '*/*', 'Content-Length', '0', 'X-Baggage', 'c'];
  expect(read(raw)).toEqual({ isCalled: false, hasBody: false });
  expect(read([])).toEqual({ isCalled: false, hasBody: false });
});

test.each(['traceparent', 'Traceparent', 'TRACESTATE', 'baggage'])('%s says that it was called', (name) => {
  expect(read(['Host', 'a', name, 'x'])).toEqual({ isCalled: true, hasBody: false });
});

test.each([
  ['Content-Length', '3'],
  ['content-length', ''],
  ['Transfer-Encoding', 'chunked'],
])('%s: %s announces a body', (name, value) => {
  expect(read(['Host', 'a', name, value])).toEqual({ isCalled: false, hasBody: true });
  expect(read([name, value, 'TraceParent', 'x'])).toEqual({ isCalled: true, hasBody: true });
});

test('values are never taken for names', () => {
  expect(read(['Host', 'traceparent', 'X-Of', 'transfer-encoding'])).toEqual({ isCalled: false, hasBody: false });
});
