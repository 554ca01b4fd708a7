/** The stock exporters of OpenTelemetry as clients; what the SDK says it exported is the other side of every comparison. */
import {
  ROOT_CONTEXT,
  SeverityNumber,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
} from '@opentelemetry/api';
import { OTLPLogExporter as LogsOverGrpc } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as LogsOverHttp } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as LogsOverProto } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter as MetricsOverGrpc } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPMetricExporter as MetricsOverHttp } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as MetricsOverProto } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as TracesOverGrpc } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as TracesOverHttp } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as TracesOverProto } from '@opentelemetry/exporter-trace-otlp-proto';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchLogRecordProcessor,
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
  type LogRecordExporter,
} from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  AggregationType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';

let server: TemporaryServer;
beforeAll(async () => {
  server = await startTemporary();
});
afterAll(() => server.close());

interface Clients {
  traces: (url: string) => SpanExporter;
  logs: (url: string) => LogRecordExporter;
  metrics: (url: string) => PushMetricExporter;
}

const compression = CompressionAlgorithm.GZIP;

const clients: Record<string, Clients> = {
  grpc: {
    traces: (url) => new TracesOverGrpc({ url }),
    logs: (url) => new LogsOverGrpc({ url, compression }),
    metrics: (url) => new MetricsOverGrpc({ url, compression }),
  },
  http: {
    traces: (url) => new TracesOverHttp({ url: `${url}/v1/traces` }),
    logs: (url) => new LogsOverHttp({ url: `${url}/v1/logs` }),
    metrics: (url) => new MetricsOverHttp({ url: `${url}/v1/metrics` }),
  },
  proto: {
    traces: (url) => new TracesOverProto({ url: `${url}/v1/traces` }),
    logs: (url) => new LogsOverProto({ url: `${url}/v1/logs` }),
    metrics: (url) => new MetricsOverProto({ url: `${url}/v1/metrics` }),
  },
};

/** Attribute values as strings; what the SDK accepts is simpler than what OTLP can carry. */
function strings(attributes: Attributes): Record<string, string> {
  const sorted = Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    sorted.map(([key, value]) => [key, Array.isArray(value) ? JSON.stringify(value) : String(value)]),
  );
}

function time([seconds, nanos]: readonly [number, number]): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')}.${String(nanos).padStart(9, '0')}`;
}

const KINDS = {
  [SpanKind.INTERNAL]: 'Internal',
  [SpanKind.SERVER]: 'Server',
  [SpanKind.CLIENT]: 'Client',
  [SpanKind.PRODUCER]: 'Producer',
  [SpanKind.CONSUMER]: 'Consumer',
};
const STATUSES = { [SpanStatusCode.UNSET]: 'Unset', [SpanStatusCode.OK]: 'Ok', [SpanStatusCode.ERROR]: 'Error' };

function spanRow(span: ReadableSpan): Record<string, unknown> {
  const { traceId, spanId, traceState } = span.spanContext();
  return {
    Timestamp: time(span.startTime),
    TraceId: traceId,
    SpanId: spanId,
    ParentSpanId: span.parentSpanContext?.spanId ?? '',
    TraceState: traceState?.serialize() ?? '',
    SpanName: span.name,
    SpanKind: KINDS[span.kind],
    ServiceName: String(span.resource.attributes['service.name']),
    ResourceAttributes: strings(span.resource.attributes),
    ScopeName: span.instrumentationScope.name,
    ScopeVersion: span.instrumentationScope.version ?? '',
    ScopeSchemaUrl: span.instrumentationScope.schemaUrl ?? '',
    SpanAttributes: strings(span.attributes),
    Duration: String(BigInt(span.duration[0]) * 1_000_000_000n + BigInt(span.duration[1])),
    StatusCode: STATUSES[span.status.code],
    StatusMessage: span.status.message ?? '',
    'Events.Timestamp': span.events.map((event) => time(event.time)),
    'Events.Name': span.events.map((event) => event.name),
    'Events.Attributes': span.events.map((event) => strings(event.attributes ?? {})),
    'Links.TraceId': span.links.map((link) => link.context.traceId),
    'Links.SpanId': span.links.map((link) => link.context.spanId),
    'Links.Attributes': span.links.map((link) => strings(link.attributes ?? {})),
    DroppedAttributes: span.droppedAttributesCount,
    DroppedEvents: span.droppedEventsCount,
    DroppedLinks: span.droppedLinksCount,
  };
}

const LEVELS = [SeverityNumber.TRACE, SeverityNumber.INFO, SeverityNumber.WARN2, SeverityNumber.FATAL4];

async function rows(table: string, service: string, order: string): Promise<Record<string, unknown>[]> {
  await server.store.flush();
  const sql = `SELECT * FROM otel.${table} WHERE ServiceName = {service:String} ORDER BY ${order}`;
  return (await server.store.query<Record<string, unknown>>(sql, { service })).rows;
}

describe.each(Object.entries(clients))('stock exporters over %s', (name, client) => {
  const service = `exporters-${name}`;
  const resource = resourceFromAttributes({
    'service.name': service,
    'service.version': '1.2.3',
    'process.pid': 42,
    'deployment.environment.name': 'test',
  });

  it('deliver every span with all its fields', async () => {
    const sent = new InMemorySpanExporter();
    const provider = new TracerProvider({
      resource,
      spanLimits: { attributeCountLimit: 8, eventCountLimit: 2, linkCountLimit: 1 },
      spanProcessors: [
        new BatchSpanProcessor({ exporter: client.traces(server.url) }),
        new SimpleSpanProcessor({ exporter: sent }),
      ],
    });
    const tracer = provider.getTracer('shop/checkout', '2.0.0', {
      schemaUrl: 'https://opentelemetry.io/schemas/1.45.0',
    });
    for (let i = 0; i < 700; i++) {
      const remote = {
        traceId: `${i.toString(16).padStart(31, '0')}a`,
        spanId: '00000000000000b1',
        traceFlags: TraceFlags.SAMPLED,
        isRemote: true,
      };
      const root = tracer.startSpan(`GET /items/${i % 7}`, {
        kind: SpanKind.SERVER,
        links: [{ context: remote, attributes: { why: 'batch' } }, { context: remote }],
      });
      const child = tracer.startSpan(
        'query',
        {
          kind: SpanKind.CLIENT,
          attributes: {
            'db.system.name': 'postgresql',
            rows: i,
            ratio: i / 3,
            ok: i % 2 === 0,
            tags: ['a', 'ü'],
            big: 2 ** 40,
            text: 'líne\n\n; DROP TABLE',
          },
        },
        trace.setSpan(ROOT_CONTEXT, root),
      );
      child.addEvent('retry', { attempt: 1 });
      child.addEvent('retry', { attempt: 2 });
      child.addEvent('retry', { attempt: 3 });
      for (let n = 0; n < 3; n++) child.setAttribute(`more.${n}`, n);
      child.setStatus(i % 5 === 0 ? { code: SpanStatusCode.ERROR, message: 'timed out' } : { code: SpanStatusCode.OK });
      child.end();
      root.end();
    }
    await provider.forceFlush();
    const expected = sent.getFinishedSpans().map(spanRow);
    await provider.shutdown();
    expect(expected).toHaveLength(1400);
    const key = (row: Record<string, unknown>): string => `${String(row['TraceId'])} ${String(row['SpanId'])}`;
    const stored = new Map((await rows('otel_traces', service, 'Timestamp')).map((row) => [key(row), row]));
    expect(stored.size).toBe(1400);
    for (const span of expected) expect(stored.get(key(span))).toMatchObject(span);
  });

  it('deliver every log record with all its fields', async () => {
    const sent = new InMemoryLogRecordExporter();
    const provider = new LoggerProvider({
      resource,
      processors: [
        new BatchLogRecordProcessor({ exporter: client.logs(server.url) }),
        new SimpleLogRecordProcessor({ exporter: sent }),
      ],
    });
    const logger = provider.getLogger('pino', '10');
    const context = trace.setSpanContext(ROOT_CONTEXT, {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceFlags: 1,
    });
    for (let i = 0; i < 300; i++) {
      logger.emit({
        severityNumber: LEVELS[i % LEVELS.length] ?? SeverityNumber.INFO,
        severityText: 'INFO',
        body: i % 3 === 0 ? { order: i, items: ['a', 1, true, null] } : `line ${i}`,
        eventName: i % 2 === 0 ? 'order.placed' : '',
        attributes: { index: i, nested: { deep: [1, { x: 'y' }] } },
        ...(i % 4 === 0 ? {} : { context }),
      });
    }
    await provider.forceFlush();
    const expected = sent.getFinishedLogRecords().map((record) => ({
      Timestamp: time(record.hrTime),
      TraceId: record.spanContext?.traceId ?? '',
      SpanId: record.spanContext?.spanId ?? '',
      TraceFlags: record.spanContext?.traceFlags ?? 0,
      SeverityNumber: record.severityNumber,
      SeverityText: record.severityText,
      Body:
        typeof record.body === 'string'
          ? record.body
          : '{"items":["a",1,true,null],"order":' + String(record.attributes['index']) + '}',
      EventName: record.eventName ?? '',
      LogAttributes: { index: String(record.attributes['index']), nested: '{"deep":[1,{"x":"y"}]}' },
      ScopeName: 'pino',
      ScopeVersion: '10',
      ResourceAttributes: strings(resource.attributes),
    }));
    await provider.shutdown();
    const index = (row: Record<string, unknown>): number =>
      Number((row['LogAttributes'] as Record<string, string>)['index']);
    const stored = (await rows('otel_logs', service, 'Timestamp')).toSorted((a, b) => index(a) - index(b));
    expect(stored).toHaveLength(300);
    expect(stored).toMatchObject(expected);
  });

  it('deliver every metric point with all its fields', async () => {
    const kept = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const often = { exportIntervalMillis: 3_600_000 };
    const provider = new MeterProvider({
      resource,
      readers: [
        new PeriodicExportingMetricReader({ exporter: client.metrics(server.url), ...often }),
        new PeriodicExportingMetricReader({ exporter: kept, ...often }),
      ],
      views: [{ instrumentName: 'latency.exponential', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
    });
    const meter = provider.getMeter('meter', '3');
    const requests = meter.createCounter('requests', { unit: '{request}', description: 'how many' });
    const queue = meter.createUpDownCounter('queue');
    const gauge = meter.createGauge('temperature', { unit: 'Cel' });
    const latency = meter.createHistogram('latency', { unit: 'ms', advice: { explicitBucketBoundaries: [1, 5, 10] } });
    const exponential = meter.createHistogram('latency.exponential');
    for (let i = 0; i < 50; i++) {
      requests.add(1.5, { route: `/r${i % 2}` });
      queue.add(i % 2 === 0 ? 3 : -2);
      gauge.record(20.25 + i);
      latency.record(i / 2);
      exponential.record(i);
    }
    await provider.forceFlush();
    const [exported] = kept.getMetrics();
    const metrics = new Map(exported?.scopeMetrics[0]?.metrics.map((metric) => [metric.descriptor.name, metric]));
    const sums = await rows('otel_metrics_sum', service, 'MetricName, Attributes');
    expect(
      sums.map((row) => [
        row['MetricName'],
        row['Attributes'],
        row['Value'],
        row['IsMonotonic'],
        row['AggregationTemporality'],
      ]),
    ).toEqual([
      ['queue', {}, 25, false, 2],
      ['requests', { route: '/r0' }, 37.5, true, 2],
      ['requests', { route: '/r1' }, 37.5, true, 2],
    ]);
    expect(sums[1]).toMatchObject({
      MetricUnit: '{request}',
      MetricDescription: 'how many',
      ScopeName: 'meter',
      ScopeVersion: '3',
      ResourceAttributes: strings(resource.attributes),
    });
    expect(await rows('otel_metrics_gauge', service, 'TimeUnix')).toMatchObject([
      { MetricName: 'temperature', MetricUnit: 'Cel', Value: 69.25 },
    ]);
    const [histogram] = await rows('otel_metrics_histogram', service, 'TimeUnix');
    expect(histogram).toMatchObject({
      MetricName: 'latency',
      Count: '50',
      Sum: 612.5,
      Min: 0,
      Max: 24.5,
      Present: 7,
      BucketCounts: ['3', '8', '10', '29'],
      ExplicitBounds: [1, 5, 10],
    });
    const [stored] = await rows('otel_metrics_exp_histogram', service, 'TimeUnix');
    const value = metrics.get('latency.exponential')?.dataPoints[0]?.value as {
      count: number;
      sum: number;
      scale: number;
      zeroCount: number;
      positive: { offset: number; bucketCounts: number[] };
    };
    expect(stored).toMatchObject({
      Count: String(value.count),
      Sum: value.sum,
      Scale: value.scale,
      ZeroCount: String(value.zeroCount),
      PositiveOffset: value.positive.offset,
      PositiveBucketCounts: value.positive.bucketCounts.map(String),
    });
    // Exports once more.
    await provider.shutdown();
  });
});
