import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { expect, test } from 'vitest';
import { createFastTracerProvider } from './fast-tracer-provider.ts';
import { keepNothing } from './sampling.ts';
import { startSpanMetrics } from './span-metrics.ts';

class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

async function read(reader: Reader): Promise<unknown[]> {
  const { resourceMetrics } = await reader.collect();
  return resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
    metrics.flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ attributes, value }) => [descriptor.name, ...Object.values(attributes), value]),
    ),
  );
}

test('tells how many spans were started, by parent and sampling, and how many are open', async () => {
  const reader = new Reader();
  const meter = new MeterProvider({ readers: [reader] }).getMeter('tests');
  const provider = createFastTracerProvider({ resource: resourceFromAttributes({}), onChunk: () => {} });
  const stop = startSpanMetrics(meter, provider);
  const tracer = provider.getTracer('tests');
  const remote = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1, isRemote: true };
  const entry = tracer.startSpan('entry', {}, trace.setSpanContext(ROOT_CONTEXT, remote));
  tracer.startSpan('root', {}, ROOT_CONTEXT).end();
  tracer.startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, entry));
  expect(await read(reader)).toEqual([
    ['otel.sdk.span.started', 'none', 'RECORD_AND_SAMPLE', 1],
    ['otel.sdk.span.started', 'local', 'RECORD_AND_SAMPLE', 1],
    ['otel.sdk.span.started', 'remote', 'RECORD_AND_SAMPLE', 1],
    ['otel.sdk.span.live', 'RECORD_ONLY', 0],
    ['otel.sdk.span.live', 'RECORD_AND_SAMPLE', 2],
  ]);
  stop();
  tracer.startSpan('after the stop', {}, ROOT_CONTEXT);
  expect(await read(reader)).toContainEqual(['otel.sdk.span.started', 'none', 'RECORD_AND_SAMPLE', 1]);
});

test('spans that are not sampled count as started and dropped', async () => {
  const reader = new Reader();
  const meter = new MeterProvider({ readers: [reader] }).getMeter('tests');
  const resource = resourceFromAttributes({});
  const provider = createFastTracerProvider({ resource, sampler: keepNothing, onChunk: () => {} });
  startSpanMetrics(meter, provider);
  provider.getTracer('tests').startSpan('root', {}, ROOT_CONTEXT);
  expect(await read(reader)).toContainEqual(['otel.sdk.span.started', 'none', 'DROP', 1]);
});
