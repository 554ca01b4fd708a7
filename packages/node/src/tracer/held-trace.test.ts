import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { expect, test } from 'vitest';
import { decode } from '../../test/oracle.ts';
import { createFastTracerProvider } from './fast-tracer-provider.ts';
import type { FastTracerProvider } from './fast-tracer-provider.ts';
import { rootSampler } from './sampling.ts';

interface Rig {
  readonly provider: FastTracerProvider;
  readonly start: (name: string, parent?: Context) => { span: Span; context: Context };
  readonly sent: () => string[];
}

/** Keeps no trace by its id, and those whose root has the attribute `slow` or which hold an error at their end. */
function rig(): Rig {
  const chunks: Uint8Array[] = [];
  const provider = createFastTracerProvider({
    resource: resourceFromAttributes({}),
    sampler: rootSampler({
      keeps: () => false,
      state: undefined,
      keepsLate: (root, hasError) => hasError || root.attributes['slow'] === true,
      toString: () => 'late',
    }),
    onChunk: (bytes) => chunks.push(bytes),
  });
  const tracer = provider.getTracer('tests');
  return {
    provider,
    start: (name, parent = ROOT_CONTEXT) => {
      const span = tracer.startSpan(name, {}, parent);
      return { span, context: trace.setSpan(parent, span) };
    },
    sent: () => {
      provider.flush();
      return chunks.flatMap((bytes) => decode(bytes)).map(({ name }) => name);
    },
  };
}

test('a trace that nobody kept is written when its root ends, if one of its spans failed', () => {
  const { start, sent, provider } = rig();
  const bad = start('bad root');
  const child = start('bad child', bad.context);
  const grandchild = start('bad grandchild', child.context);
  grandchild.span.setAttribute('kept', true).setStatus({ code: SpanStatusCode.ERROR });
  const good = start('good root');
  const goodChild = start('good child', good.context);
  for (const { span } of [grandchild, goodChild, child, good]) span.end();
  expect(sent()).toEqual([]);
  bad.span.end();
  expect(sent()).toEqual(['bad grandchild', 'bad child', 'bad root']);
  expect(provider.counts.live).toEqual([
    { samplingResult: 'RECORD_ONLY', count: 0 },
    { samplingResult: 'RECORD_AND_SAMPLE', count: 0 },
  ]);
});

test('what ends after its root follows the decision', () => {
  const { start, sent } = rig();
  const slow = start('slow root');
  const slowChild = start('slow child', slow.context);
  slow.span.setAttribute('slow', true).end();
  slowChild.span.end();
  const quick = start('quick root');
  const quickChild = start('quick child', quick.context);
  quick.span.end();
  quickChild.span.setStatus({ code: SpanStatusCode.ERROR }).end();
  expect(sent()).toEqual(['slow root', 'slow child']);
});

test('other services are told that nothing is sampled, and what they began unsampled is held here too', () => {
  const { start, sent } = rig();
  expect(start('root').span.spanContext().traceFlags).toBe(0);
  const remote = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 0, isRemote: true };
  const entry = start('entry', trace.setSpanContext(ROOT_CONTEXT, remote));
  const child = start('child', entry.context);
  child.span.setStatus({ code: SpanStatusCode.ERROR }).end();
  entry.span.end();
  expect(sent()).toEqual(['child', 'entry']);
});

test('a trace holds a bounded number of spans, and what does not fit is counted', () => {
  const { start, sent, provider } = rig();
  const root = start('root');
  for (let at = 0; at < 1200; at++) start('child', root.context).span.end();
  root.span.setAttribute('slow', true).end();
  expect(sent()).toHaveLength(1001);
  expect(provider.droppedSpans).toBe(200);
});
