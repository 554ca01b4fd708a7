/** A program with the stock OpenTelemetry SDK: all three signals, every kind of metric that it can make. */
import { ROOT_CONTEXT, SeverityNumber, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  AggregationType,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

/** What one round of work makes; `points` of a metric are those of its delta and its cumulative stream together. */
export const PER_ROUND = { spans: 40, logs: 20, sum: 6, gauge: 2, histogram: 2, exponential: 2 } as const;

export interface StockProgram {
  /** Does a round of work and sends all of its telemetry; resolves when it has been taken, rejects when it was not. */
  work(): Promise<void>;
}

/** Starts one that sends OTLP/HTTP as protobuf. @param url address of a server or a Collector, without a path */
export function startStockProgram(url: string, service: string): StockProgram {
  const resource = resourceFromAttributes({ 'service.name': service, 'service.version': '1.2.3', 'process.pid': 42 });
  // Longer than any pause that a test makes on the other side.
  const timeoutMillis = 60_000;
  const traces = new TracerProvider({
    resource,
    spanLimits: { attributeCountLimit: 4, eventCountLimit: 2 },
    spanProcessors: [
      new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${url}/v1/traces`, timeoutMillis }) }),
    ],
  });
  const logs = new LoggerProvider({
    resource,
    processors: [
      new BatchLogRecordProcessor({ exporter: new OTLPLogExporter({ url: `${url}/v1/logs`, timeoutMillis }) }),
    ],
  });
  const metrics = new MeterProvider({
    resource,
    readers: [AggregationTemporality.DELTA, AggregationTemporality.CUMULATIVE].map(
      (temporalityPreference) =>
        new PeriodicExportingMetricReader({
          exporter: new OTLPMetricExporter({ url: `${url}/v1/metrics`, timeoutMillis, temporalityPreference }),
          exportIntervalMillis: 3_600_000,
          exportTimeoutMillis: timeoutMillis,
        }),
    ),
    views: [{ instrumentName: 'work.size', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  });
  const tracer = traces.getTracer('work', '2.0.0', { schemaUrl: 'https://opentelemetry.io/schemas/1.45.0' });
  const logger = logs.getLogger('work.log', '10');
  const meter = metrics.getMeter('work.meter', '3');
  const done = meter.createCounter('work.done', { unit: '{item}', description: 'how much' });
  const waiting = meter.createUpDownCounter('work.waiting');
  const heat = meter.createGauge('work.heat', { unit: 'Cel' });
  const duration = meter.createHistogram('work.duration', {
    unit: 'ms',
    advice: { explicitBucketBoundaries: [1, 5, 10] },
  });
  const size = meter.createHistogram('work.size', { unit: 'By' });

  function item(i: number): void {
    const root = tracer.startSpan(`POST /items/${i % 7}`, { kind: SpanKind.SERVER });
    const inside = trace.setSpan(ROOT_CONTEXT, root);
    const attributes = { rows: i, ratio: i / 3, ok: i % 2 === 0, tags: ['a', 'ü'], dropped: 'the fifth' };
    const links = [{ context: root.spanContext(), attributes: { why: 'batch' } }];
    const child = tracer.startSpan('query', { kind: SpanKind.CLIENT, attributes, links }, inside);
    for (let attempt = 1; attempt <= 3; attempt++) child.addEvent('retry', { attempt });
    child.setStatus(i % 5 === 0 ? { code: SpanStatusCode.ERROR, message: 'timed out' } : { code: SpanStatusCode.OK });
    logger.emit({
      severityNumber: i % 5 === 0 ? SeverityNumber.ERROR : SeverityNumber.INFO,
      severityText: i % 5 === 0 ? 'ERROR' : 'INFO',
      body: i % 3 === 0 ? { item: i, parts: ['a', 1, true, null] } : `item ${i}, 50 % "done"\n`,
      attributes: { i, nested: { deep: [1, { x: 'y' }] } },
      eventName: i % 4 === 0 ? 'item.done' : '',
      context: inside,
    });
    done.add(1.5, { route: `/r${i % 2}` });
    waiting.add(i % 2 === 0 ? 3 : -2);
    heat.record(20.25 + i);
    duration.record(i / 2);
    size.record(2 ** i - 1);
    child.end();
    root.end();
  }

  return {
    async work() {
      for (let i = 0; i < 20; i++) item(i);
      await Promise.all([
        traces.forceFlush({ timeoutMillis }),
        logs.forceFlush({ timeoutMillis }),
        metrics.forceFlush({ timeoutMillis }),
      ]);
    },
  };
}
