import { expect, test } from 'vitest';
import { setHeader } from './undici-request.ts';

const request = (headers: unknown): { headers: unknown; added: string[] } & Parameters<typeof setHeader>[0] => {
  const added: string[] = [];
  return { origin: 'http://a', path: '/', method: 'GET', headers, added, addHeader: (...pair) => added.push(...pair) };
};

test('a header takes the place of those of its name, however they are written', () => {
  const sent = request(['Accept', '*/*', 'TraceParent', 'old', 'tracepar', 'x', 'traceparent', 'older']);
  setHeader(sent, 'traceparent', 'new');
  expect(sent.headers).toEqual(['Accept', '*/*', 'tracepar', 'x', 'traceparent', 'new']);
  expect(sent.added).toEqual([]);
});

test('undici itself judges a value that may not be one', () => {
  const sent = request(['Baggage', 'old']);
  setHeader(sent, 'baggage', 'a=b\r\nx: y');
  expect(sent.headers).toEqual([]);
  expect(sent.added).toEqual(['baggage', 'a=b\r\nx: y']);
});

test('headers that are one text, as in undici 5, are added by undici, or in that text', () => {
  const sent = request('accept: */*\r\n');
  setHeader(sent, 'traceparent', 'new');
  expect(sent.added).toEqual(['traceparent', 'new']);
  const old = { origin: 'http://a', path: '/', method: 'GET', headers: 'accept: */*\r\n' };
  setHeader(old, 'traceparent', 'new');
  expect(old.headers).toBe('accept: */*\r\ntraceparent: new\r\n');
});
