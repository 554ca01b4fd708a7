/** What the stock span exporters sent, read back through the API: every field, by the string rules of the tables. */
import {
  createTraceState,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter as OverHttp } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as OverProto } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';
import { until } from '../../../test/kit/until.ts';

const SCHEMA = 'https://opentelemetry.io/schemas/1.45.0';
/** What the API calls each kind of the SDK. */
const KINDS: Readonly<Record<SpanKind, string>> = {
  [SpanKind.INTERNAL]: 'internal',
  [SpanKind.SERVER]: 'server',
  [SpanKind.CLIENT]: 'client',
  [SpanKind.PRODUCER]: 'producer',
  [SpanKind.CONSUMER]: 'consumer',
};
const ALL_KINDS: readonly SpanKind[] = [
  SpanKind.INTERNAL,
  SpanKind.SERVER,
  SpanKind.CLIENT,
  SpanKind.PRODUCER,
  SpanKind.CONSUMER,
];
const STATUSES = ['unset', 'ok', 'error'];

let server: TemporaryServer;
beforeAll(async () => {
  server = await startTemporary();
});
afterAll(() => server.close());

function strings(attributes: Attributes = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [
      key,
      Array.isArray(value) ? JSON.stringify(value) : String(value),
    ]),
  );
}

const nanos = ([seconds, rest]: readonly [number, number]): string =>
  (BigInt(seconds) * 1_000_000_000n + BigInt(rest)).toString();

/** A span of the SDK as the API has to answer it. */
function answered(span: ReadableSpan): object {
  const { spanId, traceState } = span.spanContext();
  const { name, version = '', schemaUrl = '' } = span.instrumentationScope;
  return {
    spanId,
    parentSpanId: span.parentSpanContext?.spanId ?? '',
    name: span.name,
    kind: KINDS[span.kind],
    service: String(span.resource.attributes['service.name']),
    startUnixNano: nanos(span.startTime),
    durationNano: nanos(span.duration),
    status: { code: STATUSES[span.status.code], message: span.status.message ?? '' },
    attributes: strings(span.attributes),
    resource: { attributes: strings(span.resource.attributes), schemaUrl: SCHEMA },
    scope: { name, version, schemaUrl, attributes: {} },
    events: span.events.map((event) => ({
      timeUnixNano: nanos(event.time),
      name: event.name,
      attributes: strings(event.attributes),
    })),
    links: span.links.map(({ context, attributes }) => ({
      traceId: context.traceId,
      spanId: context.spanId,
      traceState: context.traceState?.serialize() ?? '',
      attributes: strings(attributes),
    })),
    weight: 1,
    traceState: traceState?.serialize() ?? '',
    flags: 0x101 | (span.parentSpanContext?.isRemote === true ? 0x200 : 0),
    dropped: {
      attributes: span.droppedAttributesCount,
      events: span.droppedEventsCount,
      links: span.droppedLinksCount,
    },
  };
}

/** One trace in which every field of a span is used, with its awkward values. */
function makeTrace(tracer: Tracer): void {
  const caller = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
    traceState: createTraceState('vendor=1,other=two'),
  };
  const server = tracer.startSpan(
    'POST /orders/:id',
    {
      kind: SpanKind.SERVER,
      links: [
        { context: { ...caller, spanId: '00000000000000b1' }, attributes: { why: 'batch', weight: 0.5 } },
        { context: { ...caller, spanId: '00000000000000b2' } },
        { context: { ...caller, spanId: '00000000000000b3' } },
      ],
    },
    trace.setSpanContext(ROOT_CONTEXT, caller),
  );
  const inside = trace.setSpan(ROOT_CONTEXT, server);
  for (const kind of ALL_KINDS) {
    const child = tracer.startSpan(KINDS[kind], { kind }, inside);
    child.setAttributes({
      text: "líne\n\n'; DROP TABLE otel.otel_traces --",
      empty: '',
      whole: 2 ** 40,
      negative: -7,
      ratio: 1 / 3,
      tiny: 1e-7,
      yes: true,
      list: ['a', 'ü', ''],
      numbers: [1, 2.5],
      none: [],
      'one.too.many': 1,
    });
    child.addEvent('first', { attempt: 1 });
    child.addEvent('exception', { 'exception.message': 'nö "quotes"', 'exception.stacktrace': 'at a\n  at b' });
    child.addEvent('third');
    if (kind === SpanKind.CLIENT) child.setStatus({ code: SpanStatusCode.ERROR, message: 'timed out' });
    if (kind === SpanKind.INTERNAL) child.setStatus({ code: SpanStatusCode.OK });
    child.end();
  }
  server.end();
}

describe.each([
  ['http', OverHttp],
  ['proto', OverProto],
] as const)('the stock span exporter over %s', (name, Exporter) => {
  it('gets every span back from the API with all its fields', async () => {
    const sent = new InMemorySpanExporter();
    const provider = new TracerProvider({
      resource: resourceFromAttributes(
        {
          'service.name': `api-${name}`,
          'service.version': '1.2.3',
          'process.pid': 42,
          'process.command_args': ['a', 'b'],
        },
        { schemaUrl: SCHEMA },
      ),
      spanLimits: { attributeCountLimit: 10, eventCountLimit: 2, linkCountLimit: 2 },
      spanProcessors: [
        new BatchSpanProcessor({ exporter: new Exporter({ url: `${server.url}/v1/traces` }) }),
        new SimpleSpanProcessor({ exporter: sent }),
      ],
    });
    makeTrace(provider.getTracer('shop/orders', '2.0.0', { schemaUrl: SCHEMA }));
    await provider.forceFlush();
    const expected = sent.getFinishedSpans();
    await provider.shutdown();
    expect(expected).toHaveLength(1 + ALL_KINDS.length);

    // Both protocols continue the same caller's trace; the service tells them apart.
    const found = await until(
      15_000,
      async () => {
        const answer = await fetch(`${server.url}/api/v1/traces/0af7651916cd43dd8448eb211c80319c`);
        if (answer.status === 404) return undefined;
        const { spans } = (await answer.json()) as { spans: { spanId: string; service: string }[] };
        const own = spans.filter(({ service }) => service === `api-${name}`);
        return own.length === expected.length ? own : undefined;
      },
      'the spans',
    );
    for (const span of expected) {
      const wanted = answered(span);
      expect(found.find(({ spanId }) => spanId === span.spanContext().spanId)).toEqual(wanted);
      const alone = await fetch(
        `${server.url}/api/v1/traces/0af7651916cd43dd8448eb211c80319c/spans/${span.spanContext().spanId}`,
      );
      expect(((await alone.json()) as { span: unknown }).span).toEqual(wanted);
    }
  });
});
