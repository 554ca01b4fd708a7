import { z } from 'zod';
import { askNewTraces } from '../../ask/traces/arriving.ts';
import { askFacets } from '../../ask/traces/facets.ts';
import { askTraces } from '../../ask/traces/search.ts';
import { arrivalsShape, arrivingRange, following, followingOf } from '../live/following.ts';
import { boundMs, common, filters, paging, range } from '../parameters.ts';
import { question, type Question } from '../question.ts';
import { nextTraces, tracesPageOf, tracesScopeOf } from '../traces-page.ts';
import { answerOf, listShape, named, unixNano } from '../shapes.ts';

const search = {
  q: z.string().max(1000).optional().meta({
    description:
      'Words that one span of the trace holds in its name, service or status message, in any order and case.',
  }),
  status: z.enum(['ok', 'error'], 'Write ok or error.').optional().meta({
    description: 'error: traces with a failed span; ok: traces without one.',
  }),
  minDurationMs: boundMs('Only traces at least this long.'),
  maxDurationMs: boundMs('Only traces at most this long.'),
};

const item = named(
  'TraceSummary',
  z.strictObject({
    traceId: z.string(),
    rootService: z
      .string()
      .meta({ description: 'Service of the root span; of the earliest span where the root is missing.' }),
    rootName: z.string(),
    startUnixNano: unixNano,
    durationMs: z.number().meta({ description: 'From the first start to the last end.' }),
    spans: z.number().int(),
    errors: z.number().int().meta({ description: 'Failed spans.' }),
    services: z.array(z.string()),
  }),
);

/** `GET /traces` */
export const traces: Question = question({
  name: 'traces',
  summary: 'Traces with a span that matches, each in whole.',
  params: z.strictObject({
    ...common,
    ...range,
    ...filters,
    ...search,
    order: z
      .enum(['newest', 'slowest', 'spans', 'errors'], 'Write newest, slowest, spans or errors.')
      .default('newest'),
    ...paging(50),
  }),
  answer: answerOf('Traces', listShape(item)),
  async handle(context, params) {
    const page = await tracesPageOf(context, params);
    const { range, body } = await askTraces(context.source, page.scope, page.question);
    return { range, body: nextTraces(page, body) };
  },
});

/** Traces with spans that arrived since some span: what a live stream asks again and again. No route of its own. */
export const newTraces: Question = question({
  name: 'traces',
  summary: 'Traces of which spans arrived.',
  params: z.strictObject({ ...common, ...range, ...filters, ...search, ...following }),
  answer: answerOf('NewTraces', arrivalsShape(item)),
  async handle(context, params) {
    const [scope, wanted] = await tracesScopeOf(context, params, arrivingRange(context, params));
    const { range, body } = await askNewTraces(context.source, scope, wanted, followingOf(params));
    return { range, body: { ...body } };
  },
});

const facet = named(
  'Facet',
  z.strictObject({
    key: z.string(),
    values: z.array(z.strictObject({ value: z.string(), count: z.number().int() })),
  }),
);

/** `GET /traces/facets` */
export const traceFacets: Question = question({
  name: 'traces/facets',
  summary: 'How many of the found traces hold each service, root operation, status, route …',
  params: z.strictObject({ ...common, ...range, ...filters, ...search }),
  answer: answerOf('TraceFacets', {
    facets: z.array(facet),
    total: z.number().int().meta({ description: 'Traces found.' }),
  }),
  handle: async (context, params) => askFacets(context.source, ...(await tracesScopeOf(context, params))),
});
