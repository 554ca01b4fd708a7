import { ATTR_SIGHTGLASS_PROJECT } from '@sightglass/api/semconv';
import { z } from 'zod';
import { labelsOf } from '../../ask/metrics/describe.ts';
import { exemplarsOf } from '../../ask/metrics/exemplars.ts';
import { AGGS, aggsOf, KINDS, unitOf, type Agg, type MetricKind } from '../../ask/metrics/kinds.ts';
import { askMetrics } from '../../ask/metrics/list.ts';
import { recent } from '../../ask/metrics/recent.ts';
import { askMetricSeries } from '../../ask/metrics/series.ts';
import type { MetricRef } from '../../ask/metrics/points.ts';
import { spacingOf } from '../../ask/metrics/spacing.ts';
import { variantsOf, type Variant } from '../../ask/metrics/variants.ts';
import type { Scope, TimeRange } from '../../ask/scope.ts';
import { common, filters, paging, range, step } from '../parameters.ts';
import { badField, Problem } from '../problem.ts';
import { question, type Context, type Question } from '../question.ts';
import { nextPage, pageOf, scopeOf, stepOf, USUAL_POINTS } from '../scope-of.ts';
import { answerOf, attributes, listShape, named, points, unixNano } from '../shapes.ts';

const kind = z.enum(KINDS);
const agg = z.enum(AGGS);

const narrowed = {
  ...common,
  ...range,
  ...filters,
  where: filters.where.meta({
    description:
      'Only points with this label: key<op>value[,value…] with = != =~ !~ >= <= > <, key? or !key?; repeated ones must all hold.',
  }),
};

/** The stamp of the receiver is no label of anybody's. */
const HIDDEN = [ATTR_SIGHTGLASS_PROJECT];

const nature = {
  kind,
  unit: z
    .string()
    .meta({ description: 'UCUM, as it was sent; empty where none was.', examples: ['s', 'By', '{request}'] }),
  description: z.string(),
  temporality: z.enum(['delta', 'cumulative']).nullable().meta({
    description:
      'Whether points tell what came since the one before or since the start; null for gauges and summaries, and where points differ.',
  }),
  monotonic: z.boolean().nullable().meta({ description: 'Whether a sum never falls; null for other kinds.' }),
};

const item = named(
  'MetricSummary',
  z.strictObject({
    name: z.string(),
    ...nature,
    services: z.array(z.string()),
    series: z.number().int().meta({ description: 'Different combinations of labels and resource.' }),
    lastSeenUnixNano: unixNano,
  }),
);

/** `GET /metrics` */
export const metrics: Question = question({
  name: 'metrics',
  summary: 'Metrics that had points in the range, by name.',
  params: z.strictObject({
    ...narrowed,
    q: z.string().max(1000).optional().meta({ description: 'Words that the name holds, in any order and case.' }),
    ...paging(1000),
  }),
  answer: answerOf('Metrics', listShape(item)),
  async handle(context, params) {
    const page = await pageOf('metrics', context, params, 'points');
    const words = (params.q ?? '').split(/\s+/).filter((word) => word !== '');
    if (words.length > 10) throw badField('q', params.q, 'Search for at most 10 words.');
    const { range, body } = await askMetrics(context.source, page.scope, words, page.window);
    return { range, body: nextPage(page, body) };
  },
});

const name = z.string().min(1, 'Name a metric.').max(1000).meta({ description: 'Name of the metric.' });

const which = {
  name,
  kind: kind
    .optional()
    .meta({ description: 'Which kind, where points of several go by the name; by default the one seen last.' }),
  unit: z.string().max(100).optional().meta({ description: 'Which unit, where points of several go by the name.' }),
};

const label = named(
  'MetricLabel',
  z.strictObject({
    key: z.string(),
    source: z
      .enum(['attribute', 'resource'])
      .meta({ description: 'by= and where= take a label of the resource as resource.<key>.' }),
    distinct: z.number().int(),
    values: z.array(z.strictObject({ value: z.string(), count: z.number().int() })).meta({
      description: 'The 20 commonest, with the number of series that carry each.',
    }),
  }),
);

const aggsShape = z.array(agg).meta({ description: 'What fits the metric; the first is the usual one.' });

/** `GET /metrics/:name` */
export const metric: Question = question({
  name: 'metrics/:name',
  summary: 'One metric: what it is, how it can be asked, its labels.',
  params: z.strictObject({ ...narrowed, ...which }),
  answer: answerOf('Metric', {
    name: z.string(),
    ...nature,
    aggs: aggsShape,
    labels: z.array(label),
    variants: z
      .array(z.strictObject({ kind, unit: z.string(), series: z.number().int(), lastSeenUnixNano: unixNano }))
      .meta({
        description: 'Kinds and units that go by this name, the one seen last first; chosen by kind= and unit=.',
      }),
  }),
  async handle(context, params) {
    const scope = await scopeOf(context, params, undefined, 'points');
    const { variants, chosen, ref } = await chosenOf(context, scope, [scope.range], params);
    const labels = await labelsOf(context.source, scope, ref, HIDDEN);
    const { kind, unit, description, temporality, monotonic } = chosen;
    const shown = variants.map(({ kind, unit, series, lastSeenUnixNano }) => ({
      kind,
      unit,
      series,
      lastSeenUnixNano,
    }));
    const body = { kind, unit, description, temporality, monotonic, aggs: aggsOf(chosen), labels, variants: shown };
    return { range: scope.range, body: { name: params.name, ...body } };
  },
});

const line = named(
  'MetricLine',
  z.strictObject({
    name: z.string().meta({ description: 'Values of the labels; the name of the metric where there are none.' }),
    labels: z.record(z.string(), z.string()),
    points,
    last: z
      .number()
      .nullable()
      .meta({ description: 'Of the points, as are min, max and sum; null where there is none.' }),
    min: z.number().nullable(),
    max: z.number().nullable(),
    sum: z.number().nullable(),
  }),
);

const exemplar = named(
  'MetricExemplar',
  z.strictObject({
    timeMs: z.number().int(),
    value: z.number(),
    traceId: z.string(),
    spanId: z.string(),
    labels: z.record(z.string(), z.string()),
    attributes: attributes.meta({ description: 'What was known of the measurement beside the labels of its series.' }),
  }),
);

const LINES = 'Write a whole number from 1 to 100.';

/** `GET /metrics/:name/series` */
export const metricSeries: Question = question({
  name: 'metrics/:name/series',
  summary: 'One metric over time.',
  params: z.strictObject({
    ...narrowed,
    ...which,
    agg: agg
      .optional()
      .meta({ description: 'How points become one number a step; by default what is usual for the metric.' }),
    by: z.array(z.string().min(1).max(1000)).max(10, 'Give at most 10 labels.').default([]).meta({
      description: 'Labels that lines are told apart by: keys as in where=, repeatable. Without any there is one line.',
    }),
    step,
    limit: z.coerce.number(LINES).int(LINES).min(1, LINES).max(100, LINES).default(20).meta({
      description: 'Most lines; the greatest are answered.',
    }),
  }),
  answer: answerOf('MetricSeries', {
    name: z.string(),
    kind,
    unit: z
      .string()
      .meta({ description: 'Of the values: rates are a second, counts are 1.', examples: ['{request}/s'] }),
    agg,
    stepMs: z.number().int().meta({ description: 'Distance of the points.' }),
    total: z.number().int().meta({ description: 'Lines there were before the cut at limit.' }),
    series: z.array(line),
    exemplars: z
      .array(exemplar)
      .meta({ description: 'Single values with their traces: at most 20, the greatest of each stretch of the range.' }),
  }),
  async handle(context, params) {
    const scope = await scopeOf(context, params, undefined, 'points');
    const { chosen, ref } = await chosenOf(context, scope, [recent(scope.range), scope.range], params);
    const agg = aggOf(params.name, chosen, params.agg);
    const spacingMs = params.step === undefined ? await spacingOf(context.source, scope, ref) : 0;
    // Steps of twice the distance of the points: with less, one that is late by a hair leaves a step empty and fills the next one twice.
    const usual = Math.min(USUAL_POINTS, (scope.range.toMs - scope.range.fromMs) / (2 * spacingMs));
    const stepMs = stepOf(scope.range, params.step, usual);
    const grid = { range: scope.range, stepMs };
    const asked = { scope, metric: ref, agg, by: [...new Set(params.by)], grid, limit: params.limit };
    const [lines, exemplars] = await Promise.all([
      askMetricSeries(context.source, asked),
      exemplarsOf(context.source, asked),
    ]);
    if (lines === undefined) throw mixedSummaries(params.name, agg);
    const head = { name: params.name, kind: chosen.kind, unit: unitOf(agg, chosen.kind, chosen.unit), agg, stepMs };
    return { range: scope.range, body: { ...head, total: lines.total, series: lines.lines, exemplars } };
  },
});

interface Chosen {
  readonly variants: readonly Variant[];
  readonly chosen: Variant;
  readonly ref: MetricRef;
}

/** The metric that is meant, of those that go by its name in the first of some ranges that knows it. */
async function chosenOf(
  { source }: Context,
  { project }: Scope,
  ranges: readonly TimeRange[],
  { name, kind, unit }: { name: string; kind?: MetricKind | undefined; unit?: string | undefined },
): Promise<Chosen> {
  let variants: Variant[] = [];
  for (const range of ranges) {
    variants = await variantsOf(source, project, range, name);
    const chosen = variants.find((one) => one.kind === (kind ?? one.kind) && one.unit === (unit ?? one.unit));
    if (chosen) return { variants, chosen, ref: { name, kind: chosen.kind, unit: chosen.unit } };
  }
  if (variants.length === 0) {
    throw new Problem(404, `There is no metric ${name} in this range. GET /api/v1/metrics lists those there are.`);
  }
  const ofKind = variants.filter((one) => one.kind === (kind ?? one.kind));
  throw ofKind.length === 0
    ? badField('kind', kind, `${name} is sent as ${listOf(variants.map((one) => one.kind))}.`)
    : badField('unit', unit, `${name} is sent in ${listOf(ofKind.map((one) => JSON.stringify(one.unit)))}.`);
}

function aggOf(name: string, chosen: Variant, asked: Agg | undefined): Agg {
  const fitting = aggsOf(chosen);
  const agg = asked ?? fitting[0];
  if (agg !== undefined && fitting.includes(agg)) return agg;
  const sent = chosen.temporality === null ? '' : ` with ${chosen.temporality} points`;
  throw badField('agg', asked, `${name} is a ${chosen.kind}${sent}; it answers ${fitting.join(', ')}.`);
}

function mixedSummaries(name: string, agg: Agg): Problem {
  return badField(
    'agg',
    agg,
    `Quantiles of several series of the summary ${name} cannot be merged. Tell its series apart with by=, narrow them to one with where= or service=, or ask for rate, sum or avg.`,
  );
}

function listOf(words: readonly string[]): string {
  return [...new Set(words)].join(', ');
}
