import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Context, Span, Tracer } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { contextWithSpan } from '../../tracer/context/storage.ts';
import { createFastTracerProvider } from '../../tracer/fast-tracer-provider.ts';
import { keepEverything, keepNothing } from '../../tracer/sampling.ts';
import type { SpanSampler } from '../../tracer/sampling.ts';
import { traceContextPropagator } from '../../tracer/trace-context.ts';
import { Described } from './described.ts';
import { startClientSpan } from './client-span.ts';

const tracerOf = (sampler: SpanSampler): Tracer =>
  createFastTracerProvider({ resource: resourceFromAttributes({}), sampler, onChunk: () => {} }).getTracer('tests');

/** A request below a span of the program, and what of it was described. */
function callBelow(tracer: Tracer): { parent: Span; span: Span; described: number; header: unknown } {
  const parent = tracer.startSpan('parent', {}, ROOT_CONTEXT);
  const context: Context = contextWithSpan(ROOT_CONTEXT, parent);
  let described = 0;
  const span = startClientSpan(tracer, 'GET', context, performance.now(), () => {
    described++;
    return new Described().add('url.full', 'http://there/').add('left.out', undefined);
  });
  const carrier: Record<string, unknown> = {};
  traceContextPropagator.inject(contextWithSpan(context, span), carrier, {
    set: (to: Record<string, unknown>, key, value) => (to[key] = value),
  });
  return { parent, span, described, header: carrier['traceparent'] };
}

test('a call in a trace that is kept has a span of its own, which is described once', () => {
  const { parent, span, described, header } = callBelow(tracerOf(keepEverything));
  const { traceId, spanId } = span.spanContext();
  expect(described).toBe(1);
  expect(span).toMatchObject({ attributes: { 'url.full': 'http://there/' }, kind: 2 });
  expect([traceId, spanId === parent.spanContext().spanId]).toEqual([parent.spanContext().traceId, false]);
  expect(header).toBe(`00-${traceId}-${spanId}-01`);
});

test('a call in a trace that is not kept describes nothing, and tells the other side that nothing is kept', () => {
  const { parent, span, described, header } = callBelow(tracerOf(keepNothing));
  const { traceId, spanId } = parent.spanContext();
  expect([described, span.isRecording()]).toEqual([0, false]);
  expect(header).toBe(`00-${traceId}-${spanId}-00`);
  // Ending it ends nothing of the parent's.
  span.end();
});

test('a sampler of the program’s own is asked about a call, with its attributes', () => {
  const seen: unknown[] = [];
  const tracer = tracerOf({
    shouldSample: (_context, _traceId, name, _kind, attributes) => {
      seen.push([name, attributes]);
      return { decision: name === 'parent' ? SamplingDecision.NOT_RECORD : SamplingDecision.RECORD_AND_SAMPLED };
    },
    toString: () => 'own',
  });
  expect(callBelow(tracer).span.isRecording()).toBe(true);
  expect(seen).toEqual([
    ['parent', {}],
    ['GET', { 'url.full': 'http://there/' }],
  ]);
});
