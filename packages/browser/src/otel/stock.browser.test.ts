/** The same calls on our tracer and on that of the stock SDK: what both make of them. */
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Context, Span, Tracer } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { SpanRecord } from '@sightglass/otlp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { record } from '../../test/recording-page.ts';
import type { RecordingPage } from '../../test/recording-page.ts';
import { setRunning } from '../tracing/running.ts';
import { createContextManager } from './context-manager.ts';
import { createTracerProvider } from './tracer-provider.ts';

/** A span as text has it; ids only as far as they tell who belongs to whom. */
interface Made {
  readonly name: string;
  readonly kind: number;
  readonly parent: string;
  readonly attributes: unknown;
  readonly events: unknown;
  readonly links: unknown;
  readonly status: unknown;
  readonly dropped: readonly number[];
  readonly traceState: string;
  /** Milliseconds since the Unix epoch. */
  readonly start: number;
  readonly end: number;
}

let page: RecordingPage;
let ours: SpanRecord[];
beforeEach(() => {
  ours = [];
  page = record(
    { name: 'none', start: () => {} },
    {
      addRecord: (_signal, _scope, span) => void ours.push(span as SpanRecord),
    },
  );
  setRunning(page);
});
afterEach(() => {
  page.stop();
  setRunning(undefined);
});

const START = 1_700_000_000_000;
const PARENT = trace.setSpanContext(ROOT_CONTEXT, {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: 1,
  isRemote: true,
});

const sorted = (attributes: object = {}): unknown =>
  Object.fromEntries(Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1)));
/** An attribute that holds a stack differs by where it was made. */
const event = (name: string, time: unknown, attributes: object = {}): unknown => {
  const { 'exception.stacktrace': stack, ...others }: Record<string, unknown> = { ...attributes };
  return [name, time, sorted(others), typeof stack];
};
const toMs = ([seconds, nanos]: readonly [number, number]): number => seconds * 1000 + nanos / 1e6;
const msOf = (time: SpanRecord['start']): number => (typeof time === 'number' ? time : toMs(time));

/** What both make of the same calls. */
function onBoth(run: (tracer: Tracer) => void): { ours: Made[]; stock: Made[] } {
  run(createTracerProvider(createContextManager()).getTracer('shop', '1'));
  const exporter = new InMemorySpanExporter();
  run(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }).getTracer('shop', '1'));
  const stock = exporter.getFinishedSpans();
  const nameOf = (spans: readonly { spanId: string; name: string }[], id: string | undefined): string =>
    spans.find(({ spanId }) => spanId === id)?.name ?? id ?? '';
  const flat = stock.map((span) => ({ name: span.name, spanId: span.spanContext().spanId }));
  return {
    ours: ours.map(({ name, kind, parentSpanId, attributes, events = [], links = [], status, ...span }) => ({
      name,
      kind,
      parent: nameOf(ours, parentSpanId),
      attributes: sorted(attributes),
      events: events.map((one) => event(one.name, msOf(one.time), one.attributes)),
      links: links.map(({ traceId, spanId, attributes }) => [traceId, spanId, sorted(attributes)]),
      status: { ...status },
      dropped: [span.droppedAttributes ?? 0, span.droppedEvents ?? 0, span.droppedLinks ?? 0],
      traceState: span.traceState ?? '',
      start: msOf(span.start),
      end: msOf(span.end),
    })),
    stock: stock.map((span) => ({
      name: span.name,
      kind: span.kind + 1,
      parent: nameOf(flat, span.parentSpanContext?.spanId),
      attributes: sorted(span.attributes),
      events: span.events.map((one) => event(one.name, toMs(one.time), one.attributes)),
      links: span.links.map(({ context, attributes }) => [context.traceId, context.spanId, sorted(attributes)]),
      status: { ...span.status },
      dropped: [span.droppedAttributesCount, span.droppedEventsCount, span.droppedLinksCount],
      traceState: span.spanContext().traceState?.serialize() ?? '',
      start: toMs(span.startTime),
      end: toMs(span.endTime),
    })),
  };
}

/** A span with fixed times, told something. */
const spanWith =
  (tell: (span: Span) => void, within: Context = ROOT_CONTEXT) =>
  (tracer: Tracer): void => {
    const span = tracer.startSpan('span', { startTime: START }, within);
    tell(span);
    span.end(START + 5);
  };

const link = (at: number): { context: ReturnType<Span['spanContext']> } => ({
  context: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: `b7ad6b71692${10_000 + at}`, traceFlags: 1 },
});

describe('a span is made as by the stock SDK', () => {
  const cases: Record<string, (tracer: Tracer) => void> = {
    'of each kind': (tracer) => {
      for (const kind of [SpanKind.INTERNAL, SpanKind.SERVER, SpanKind.CLIENT, SpanKind.PRODUCER, SpanKind.CONSUMER])
        tracer.startSpan(`kind ${kind}`, { kind, startTime: START }, ROOT_CONTEXT).end(START);
    },
    'within a remote parent': spanWith(() => {}, PARENT),
    'at the root, whatever is active': (tracer) =>
      tracer.startSpan('root', { root: true, startTime: START }, PARENT).end(START),
    'within a parent that is none': spanWith(
      () => {},
      trace.setSpanContext(ROOT_CONTEXT, { traceId: 'x', spanId: 'y', traceFlags: 1 }),
    ),
    'with attributes of all kinds': spanWith((span) => {
      span.setAttributes({ text: 'a', number: 1.5, yes: true, list: ['a', 'b'], none: undefined });
      span.setAttribute('text', 'b').setAttribute('', 'no key');
    }),
    'with more attributes than it takes': spanWith((span) => {
      for (let at = 0; at < 140; at++) span.setAttribute(`key ${at}`, at);
      span.setAttribute('key 1', 'again');
    }),
    'with more events than it takes': spanWith((span) => {
      for (let at = 0; at < 140; at++) span.addEvent(`event ${at}`, { at }, START + 1);
      span.addEvent('timed', new Date(START + 2)).addEvent('both', { a: 1 }, [1_700_000_001, 500]);
    }),
    'with more links than it takes': spanWith((span) => {
      span.addLink({ ...link(0), attributes: { why: 'first' } });
      span.addLinks(Array.from({ length: 140 }, (_, at) => link(at)));
    }),
    'with the last status, unless it was well': spanWith((span) => {
      span.setStatus({ code: SpanStatusCode.ERROR, message: 'one' });
      span.setStatus({ code: SpanStatusCode.UNSET });
      span.setStatus({ code: SpanStatusCode.ERROR, message: 'two' });
    }),
    'with what it was well': spanWith((span) => {
      span.setStatus({ code: SpanStatusCode.OK, message: 'not told' });
      span.setStatus({ code: SpanStatusCode.ERROR, message: 'late' });
    }),
    'with what was thrown': spanWith((span) => {
      span.recordException(new RangeError('too far'), START);
      span.recordException('a text', START);
      span.recordException({ code: 'E1', message: 'coded' }, START);
      span.recordException({ name: 'Named', message: 'and named' }, START);
    }),
    'with another name': spanWith((span) => span.updateName('other')),
    once: spanWith((span) => {
      span.end(START + 1);
      span.setAttribute('late', 1).addEvent('late').setStatus({ code: SpanStatusCode.ERROR }).updateName('late');
    }),
    'around others': (tracer) =>
      tracer.startActiveSpan('outer', { startTime: START }, PARENT, (outer) => {
        tracer.startSpan('inner', { startTime: START }, trace.setSpan(ROOT_CONTEXT, outer)).end(START);
        outer.end(START);
      }),
  };

  it.each(Object.entries(cases))('%s', (_, run) => {
    const made = onBoth(run);
    expect(made.ours.length).toBeGreaterThan(0);
    expect(made.ours).toEqual(made.stock);
  });
});
