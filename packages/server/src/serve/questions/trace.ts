import { z } from 'zod';
import { askSpan, askTrace, askTraceColumns } from '../../ask/trace/trace.ts';
import { columns, common, range, spanId, traceId } from '../parameters.ts';
import { Problem } from '../problem.ts';
import { question, type Question } from '../question.ts';
import { answerOf, attributes, named, unixNano } from '../shapes.ts';

const event = z.strictObject({ timeUnixNano: unixNano, name: z.string(), attributes });

const link = z.strictObject({ traceId: z.string(), spanId: z.string(), traceState: z.string(), attributes });

const span = named(
  'Span',
  z.strictObject({
    spanId: z.string(),
    parentSpanId: z.string().meta({ description: 'Empty: a root.' }),
    name: z.string(),
    kind: z.enum(['unspecified', 'internal', 'server', 'client', 'producer', 'consumer']),
    service: z.string(),
    startUnixNano: unixNano,
    durationNano: z.string().meta({ description: 'Nanoseconds.' }),
    status: z.strictObject({ code: z.enum(['unset', 'ok', 'error']), message: z.string() }),
    attributes,
    resource: z.strictObject({ attributes, schemaUrl: z.string() }),
    scope: z.strictObject({ name: z.string(), version: z.string(), attributes, schemaUrl: z.string() }),
    events: z.array(event),
    links: z.array(link),
    weight: z.number().meta({ description: 'How many spans this one stands for: 1 / sampling probability.' }),
    traceState: z.string(),
    flags: z.number().int(),
    dropped: z
      .strictObject({ attributes: z.number().int(), events: z.number().int(), links: z.number().int() })
      .meta({ description: 'What the SDK counted as dropped from this span.' }),
  }),
);

const head = {
  traceId: z.string(),
  total: z.number().int().meta({ description: 'Spans stored.' }),
  truncated: z.boolean().meta({ description: 'Whether spans were left out; the earliest 50 000 are answered.' }),
};

const objects = answerOf('Trace', { ...head, spans: z.array(span) });

const inColumns = answerOf('TraceColumns', {
  ...head,
  startUnixNano: unixNano,
  durationNano: z.string(),
  strings: z
    .strictObject({
      names: z.array(z.string()),
      services: z.array(z.string()),
      messages: z.array(z.string()),
      kinds: z.array(z.string()),
    })
    .meta({ description: 'What the numbers of the columns name, service, kind and message point to.' }),
  columns: z
    .strictObject({
      spanId: z.array(z.string()),
      parentSpanId: z.array(z.string()),
      name: z.array(z.number().int()),
      service: z.array(z.number().int()),
      kind: z.array(z.number().int()),
      startOffsetNano: z.array(z.number()),
      durationNano: z.array(z.number()),
      status: z.array(z.number().int()).meta({ description: '0 unset, 1 ok, 2 error.' }),
      message: z.array(z.number().int()).meta({ description: '-1: none.' }),
      events: z.array(z.number().int()),
      links: z.array(z.number().int()),
    })
    .meta({ description: 'One entry a span in each, in the order of their starts.' }),
});

/** `GET /traces/:traceId` */
export const trace: Question = question({
  name: 'traces/:traceId',
  summary: 'One trace: its spans with everything they carry, or with columns=1 in columns for drawing.',
  params: z.strictObject({ ...common, traceId, columns, ...range }),
  answer: z.union([objects, inColumns]),
  async handle(context, params) {
    const ask = params.columns === '1' ? askTraceColumns : askTrace;
    return (
      (await ask(context.source, params.project, params.traceId.toLowerCase())) ?? notFound(`trace ${params.traceId}`)
    );
  },
});

/** `GET /traces/:traceId/spans/:spanId` */
export const spanOfTrace: Question = question({
  name: 'traces/:traceId/spans/:spanId',
  summary: 'One span with everything it carries.',
  params: z.strictObject({ ...common, traceId, spanId, ...range }),
  answer: answerOf('SpanAnswer', { traceId: z.string(), span }),
  async handle(context, params) {
    const found = await askSpan(
      context.source,
      params.project,
      params.traceId.toLowerCase(),
      params.spanId.toLowerCase(),
    );
    return found ?? notFound(`span ${params.spanId} of trace ${params.traceId}`);
  },
});

function notFound(what: string): never {
  throw new Problem(404, `There is no ${what} here: it has not arrived, or its time in the store is over.`);
}
