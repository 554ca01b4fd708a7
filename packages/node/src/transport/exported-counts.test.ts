import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { SCOPE_NODE } from '@sightglass/api/semconv';
import { afterEach, expect, test } from 'vitest';
import { createExportedCounts } from './exported-counts.ts';

afterEach(() => metrics.disable());

test('tells how many records a receiver took and how many it refused, and why', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  metrics.setGlobalMeterProvider(provider);
  const traces = createExportedCounts({ signal: 'traces', url: 'http://collector:4318/v1/traces' });
  traces.add(10);
  traces.add(5, '413');
  traces.add(7);
  traces.add(0, 'rejected');
  await provider.forceFlush();
  await provider.shutdown();
  const { scopeMetrics = [] } = exporter.getMetrics().at(-1) ?? {};
  const found = scopeMetrics.filter(({ scope }) => scope.name === SCOPE_NODE).flatMap((of) => of.metrics);
  expect(found.map(({ descriptor }) => [descriptor.name, descriptor.unit])).toEqual([
    ['otel.sdk.exporter.span.exported', '{span}'],
  ]);
  const of = { 'otel.component.name': 'otlp_http_exporter/traces', 'otel.component.type': 'otlp_http_exporter' };
  expect(found[0]?.dataPoints.map(({ attributes, value }) => [attributes, value])).toEqual([
    [{ ...of, 'server.address': 'collector' }, 17],
    [{ ...of, 'server.address': 'collector', 'error.type': '413' }, 5],
  ]);
});
