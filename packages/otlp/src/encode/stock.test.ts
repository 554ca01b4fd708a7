import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  createTraceState,
  trace,
  type HrTime,
  type SpanContext,
} from '@opentelemetry/api';
import { JsonLogsSerializer, JsonMetricsSerializer, JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Attributes, LogRecord, MetricRecord, Scope, SpanRecord } from '../records.ts';
import { meaningOf } from '../../test/protobuf.ts';
import { encodeLog } from './log.ts';
import { encodeMetric } from './metric.ts';
import { wrap } from './request.ts';
import { encodeSpan } from './span.ts';

const RESOURCE = { 'service.name': 'shop', 'process.pid': 42, 'host.ip': ['10.0.0.1', '::1'] };
const SCOPE: Scope = { name: 'checkout', version: '1.2.3' };
const NOW = Date.UTC(2026, 10, 21, 12, 0, 0, 250);
const TIME: HrTime = [1_790_000_000, 123_456_789];

/** Everything that OTLP can hold. */
const VALUES: Attributes = {
  text: 'Grüße, "Welt"\n\u2028 😀 \\ud800',
  empty: '',
  integer: 42,
  negative: -7,
  largest: Number.MAX_SAFE_INTEGER,
  beyond: 2 ** 60,
  double: 0.1,
  tiny: 5e-324,
  yes: true,
  no: false,
  bytes: new Uint8Array([0, 1, 250, 255]),
  mixed: ['a', 1, 1.5, false, null],
  map: { a: { b: [{ c: 'deep' }] }, 'key with "quotes"': 1 },
  nothing: null,
  emptyList: [],
  emptyMap: {},
};

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a log record', () => {
  const span: SpanContext = { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174', traceFlags: 1 };
  const { traceId, spanId, traceFlags } = span;

  function stock(records: readonly LogRecord[], scope: Scope = SCOPE): string {
    const exporter = new InMemoryLogRecordExporter();
    const provider = new LoggerProvider({
      resource: resourceFromAttributes(RESOURCE),
      processors: [new SimpleLogRecordProcessor({ exporter })],
    });
    const { name, version, attributes } = scope;
    const logger = provider.getLogger(name, version, attributes && { attributes });
    for (const { time, ...record } of records) {
      logger.emit({
        ...(record as object),
        ...(time !== undefined && { timestamp: time }),
        observedTimestamp: NOW,
        context: record.traceId === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, span),
      });
    }
    return text(JsonLogsSerializer.serializeRequest(exporter.getFinishedLogRecords()));
  }

  const RECORDS: readonly (readonly [string, LogRecord])[] = [
    [
      'with all fields',
      {
        time: TIME,
        eventName: 'cart.emptied',
        severityNumber: 9,
        severityText: 'INFO',
        body: 'gone',
        attributes: VALUES,
        traceId,
        spanId,
        traceFlags,
      },
    ],
    ['with a map as its body', { time: NOW - 1, body: VALUES }],
    ['with a time in milliseconds', { time: NOW - 0.5, body: 1.25 }],
    ['with nothing', {}],
  ];

  it.each(RECORDS)('%s means what the stock exporter writes', (_, record) => {
    const body = wrap('logs', RESOURCE, [[SCOPE, [encodeLog(record)]]]);
    expect(meaningOf('logs', body)).toEqual(meaningOf('logs', stock([record])));
  });

  it('stands beside others of its scope as the stock exporter writes them, attributes of the scope included', () => {
    const scope = { ...SCOPE, attributes: { 'build.id': 'abc' } };
    const records = RECORDS.map(([, record]) => record);
    const body = wrap('logs', RESOURCE, [[scope, records.map((record) => encodeLog(record))]]);
    expect(meaningOf('logs', body)).toEqual(meaningOf('logs', stock(records, scope)));
  });

  it('is given an id, unless it has one', () => {
    const uidOf = (record: LogRecord): unknown[] => {
      const { attributes } = JSON.parse(encodeLog(record, 'a new one')) as {
        attributes: { key: string; value: unknown }[];
      };
      return attributes.filter(({ key }) => key === 'log.record.uid').map(({ value }) => value);
    };
    expect(uidOf({ attributes: { a: 1 } })).toEqual([{ stringValue: 'a new one' }]);
    expect(uidOf({})).toEqual([{ stringValue: 'a new one' }]);
    expect(uidOf({ attributes: { 'log.record.uid': 'its own' } })).toEqual([{ stringValue: 'its own' }]);
  });

  it('is sent without a trace where the ids are none', () => {
    const zeros = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 };
    expect(JSON.parse(encodeLog({ ...zeros }))).not.toHaveProperty('traceId');
    expect(JSON.parse(encodeLog({ traceId: 'not hexadecimal', spanId }))).not.toHaveProperty('traceId');
    expect(JSON.parse(encodeLog({ traceId, spanId: 'short' }))).toMatchObject({ traceId });
  });
});

describe('a span', () => {
  function stock(make: (provider: TracerProvider) => void): [ReadableSpan[], string] {
    const exporter = new InMemorySpanExporter();
    make(
      new TracerProvider({
        resource: resourceFromAttributes(RESOURCE),
        spanLimits: { attributeCountLimit: 20, eventCountLimit: 2 },
        spanProcessors: [new SimpleSpanProcessor({ exporter })],
      }),
    );
    const spans = exporter.getFinishedSpans();
    return [spans, text(JsonTraceSerializer.serializeRequest(spans))];
  }

  /** What somebody who made the span would say of it. */
  function recordOf(span: ReadableSpan): SpanRecord {
    const { traceId, spanId, traceState, traceFlags } = span.spanContext();
    const parent = span.parentSpanContext;
    const state = traceState?.serialize();
    const remote = (context?: SpanContext): number => 0x100 | (context?.isRemote ? 0x200 : 0);
    return {
      traceId,
      spanId,
      ...(parent && { parentSpanId: parent.spanId }),
      ...(state !== undefined && { traceState: state }),
      flags: traceFlags | remote(parent),
      name: span.name,
      kind: (span.kind + 1) as SpanRecord['kind'],
      start: span.startTime,
      end: span.endTime,
      attributes: span.attributes,
      events: span.events.map(({ name, time, attributes }) => ({ name, time, ...(attributes && { attributes }) })),
      links: span.links.map(({ context, attributes }) => ({
        traceId: context.traceId,
        spanId: context.spanId,
        ...(context.traceState && { traceState: context.traceState.serialize() }),
        ...(attributes && { attributes }),
        flags: context.traceFlags | remote(context),
      })),
      status: { code: span.status.code, ...(span.status.message !== undefined && { message: span.status.message }) },
      droppedAttributes: span.droppedAttributesCount,
      droppedEvents: span.droppedEventsCount,
      droppedLinks: span.droppedLinksCount,
    };
  }

  it('with all fields means what the stock exporter writes', () => {
    const remote = trace.setSpanContext(ROOT_CONTEXT, {
      traceId: '5b8efff798038103d269b633813fc60c',
      spanId: 'eee19b7ec3c1b174',
      traceFlags: 1,
      isRemote: true,
      traceState: createTraceState('vendor=1,other="x"'),
    });
    const [spans, expected] = stock((provider) => {
      const tracer = provider.getTracer(SCOPE.name, SCOPE.version);
      const parent = tracer.startSpan('parent', { kind: SpanKind.SERVER, startTime: TIME, attributes: VALUES }, remote);
      for (let i = 0; i < 9; i++) parent.setAttribute(`more.${i}`, i);
      for (const name of ['one', 'two', 'three']) parent.addEvent(name, { at: name, n: 1 }, TIME);
      parent.addLink({ context: { ...parent.spanContext(), isRemote: true }, attributes: { why: 'batch' } });
      parent.addLink({ context: parent.spanContext() });
      parent.setStatus({ code: SpanStatusCode.ERROR, message: 'no "money"' });
      const child = tracer.startSpan('child', { kind: SpanKind.CLIENT, startTime: NOW }, trace.setSpan(remote, parent));
      child.end(NOW + 5);
      parent.end([TIME[0] + 1, 0]);
    });
    const parent = spans.find(({ name }) => name === 'parent');
    expect(parent?.droppedAttributesCount).toBeGreaterThan(0);
    expect(parent?.droppedEventsCount).toBe(1);
    const body = wrap('traces', RESOURCE, [[SCOPE, spans.map((span) => encodeSpan(recordOf(span)))]]);
    expect(meaningOf('traces', body)).toEqual(meaningOf('traces', expected));
  });

  it('says nothing that is so without it', () => {
    const ids = { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174' };
    expect(JSON.parse(encodeSpan({ ...ids, name: 'work', kind: 1, start: NOW, end: NOW + 0.25 }))).toEqual({
      ...ids,
      name: 'work',
      kind: 1,
      startTimeUnixNano: `${NOW}000000`,
      endTimeUnixNano: `${NOW}250000`,
    });
  });

  it('is none without ids, and leaves out links that are none', () => {
    const ids = { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174' };
    const span: SpanRecord = { ...ids, name: 'work', kind: 1, start: NOW, end: NOW };
    expect(encodeSpan({ ...span, spanId: '0000000000000000' })).toBe('');
    expect(encodeSpan({ ...span, traceId: ids.traceId.slice(1) })).toBe('');
    const linked = encodeSpan({ ...span, parentSpanId: 'none', links: [{ ...ids, traceId: '' }, ids] });
    expect(JSON.parse(linked)).toMatchObject({ links: [ids] });
    expect(JSON.parse(linked)).not.toHaveProperty('parentSpanId');
  });
});

describe('a metric', () => {
  const DIMENSIONS = { 'http.route': '/cart', ok: true, n: 3 };

  /** What the stock SDK collects from instruments that somebody used. */
  async function collected(use: (provider: MeterProvider) => void): Promise<ResourceMetrics> {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
    const provider = new MeterProvider({
      resource: resourceFromAttributes(RESOURCE),
      readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
    });
    use(provider);
    await provider.forceFlush();
    const [first] = exporter.getMetrics();
    await provider.shutdown();
    if (first === undefined) throw new Error('nothing was collected');
    return first;
  }

  /** The times that the stock SDK has put on a metric. */
  function times(metrics: ResourceMetrics, name: string): { start: HrTime; time: HrTime } {
    const metric = metrics.scopeMetrics[0]?.metrics.find(({ descriptor }) => descriptor.name === name);
    const point = metric?.dataPoints[0];
    if (point === undefined) throw new Error(`${name} was not collected`);
    return { start: point.startTime, time: point.endTime };
  }

  it('of each kind means what the stock exporter writes', async () => {
    const metrics = await collected((provider) => {
      const meter = provider.getMeter(SCOPE.name, SCOPE.version);
      const counter = meter.createCounter('done', { unit: '{item}', description: 'how "much"' });
      counter.add(2.5, DIMENSIONS);
      counter.add(1);
      meter.createUpDownCounter('waiting').add(-3);
      meter.createGauge('heat', { unit: 'Cel' }).record(36.6, DIMENSIONS);
      const histogram = meter.createHistogram('took', {
        unit: 's',
        advice: { explicitBucketBoundaries: [0.1, 0.5, 1] },
      });
      for (const value of [0.05, 0.2, 7]) histogram.record(value, DIMENSIONS);
    });
    const at = (name: string): { start: HrTime; time: HrTime } => times(metrics, name);
    const took = { bounds: [0.1, 0.5, 1], bucketCounts: [1, 1, 0, 1], count: 3, sum: 7.25, min: 0.05, max: 7 };
    const ours: readonly MetricRecord[] = [
      {
        name: 'done',
        unit: '{item}',
        description: 'how "much"',
        kind: 'sum',
        isMonotonic: true,
        points: [
          { ...at('done'), value: 2.5, attributes: DIMENSIONS },
          { ...at('done'), value: 1 },
        ],
      },
      { name: 'waiting', kind: 'sum', isMonotonic: false, points: [{ ...at('waiting'), value: -3 }] },
      { name: 'heat', unit: 'Cel', kind: 'gauge', points: [{ ...at('heat'), value: 36.6, attributes: DIMENSIONS }] },
      { name: 'took', unit: 's', kind: 'histogram', points: [{ ...at('took'), ...took, attributes: DIMENSIONS }] },
    ];
    const body = wrap('metrics', RESOURCE, [[SCOPE, ours.map(encodeMetric)]]);
    const expected = text(JsonMetricsSerializer.serializeRequest(metrics));
    expect(meaningOf('metrics', body)).toEqual(meaningOf('metrics', expected));
  });

  it('writes what is no number of JSON as protobuf does, where the stock exporter writes null', () => {
    const points = [NaN, Infinity, -Infinity, -0].map((value) => ({ start: NOW - 1000, time: NOW, value }));
    const { gauge } = JSON.parse(encodeMetric({ kind: 'gauge', name: 'heat', points })) as {
      gauge: { dataPoints: { asDouble: unknown }[] };
    };
    expect(gauge.dataPoints.map(({ asDouble }) => asDouble)).toEqual(['NaN', 'Infinity', '-Infinity', 0]);
  });
});
