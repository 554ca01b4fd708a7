import { ROOT_CONTEXT } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { expect, test } from 'vitest';
import { createFastTracerProvider } from '../../tracer/fast-tracer-provider.ts';
import { addOpen, openServerSpans, removeOpen } from './open-requests.ts';
import { ServedRequest } from './served-request.ts';

const tracer = createFastTracerProvider({ resource: resourceFromAttributes({}), onChunk: () => {} }).getTracer('tests');
const serve = (name: string): ServedRequest => {
  const span = tracer.startSpan(name, {}, ROOT_CONTEXT);
  const served = new ServedRequest(ROOT_CONTEXT, span, 0, 'GET', 'http', '1.1');
  addOpen(served);
  return served;
};
const names = (): unknown[] => openServerSpans().map((span) => Reflect.get(span, 'name'));

test('requests that are being served are listed, whichever of them ends first', () => {
  const [a, b, c, d] = [serve('a'), serve('b'), serve('c'), serve('d')];
  expect(names()).toEqual(['d', 'c', 'b', 'a']);
  removeOpen(c);
  expect(names()).toEqual(['d', 'b', 'a']);
  removeOpen(a);
  removeOpen(d);
  expect(names()).toEqual(['b']);
  // A second time is once too often, and does no harm.
  removeOpen(d);
  expect(names()).toEqual(['b']);
  const e = serve('e');
  removeOpen(b);
  expect(names()).toEqual(['e']);
  removeOpen(e);
  expect(names()).toEqual([]);
});

test('a span that the program has ended by itself is not listed', () => {
  const served = serve('ended');
  served.span.end();
  expect(names()).toEqual([]);
  removeOpen(served);
});
