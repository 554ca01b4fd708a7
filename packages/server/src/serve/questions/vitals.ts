import { z } from 'zod';
import { askPages } from '../../ask/pages/pages.ts';
import { askResources } from '../../ask/pages/resources.ts';
import { VITALS } from '../../ask/vitals/measures.ts';
import { askVitalSeries } from '../../ask/vitals/series.ts';
import { askVitals } from '../../ask/vitals/vitals.ts';
import { common, filters, paging, range, step } from '../parameters.ts';
import { question, type Question } from '../question.ts';
import { nextPage, pageOf, scopeOf, stepOf } from '../scope-of.ts';
import { answerOf, durationMs, listShape, named, points } from '../shapes.ts';

const count = z.number().int().min(0);

const name = z.enum(VITALS, `Write one of ${VITALS.join(', ')}.`);

/** Milliseconds, or a score; `where=` speaks of the log records. */
const ofPages = { ...common, ...range, ...filters };

const vital = named(
  'Vital',
  z
    .strictObject({
      key: z
        .string()
        .meta({ description: 'The page (its route, else its path), device, release or service; empty for all.' }),
      name,
      p50: z.number().meta({ description: 'Milliseconds; of cls a score.' }),
      p75: z.number(),
      p95: z.number(),
      count: count.meta({ description: 'Measures: one a page view.' }),
      good: count,
      needsImprovement: count,
      poor: count,
    })
    .meta({
      description:
        'Rated by lcp 2500/4000, inp 200/500, fcp 1800/3000, ttfb 800/1800 ms, cls 0.1/0.25: good up to the first, poor above the second.',
    }),
);

/** `GET /vitals` */
export const vitals: Question = question({
  name: 'vitals',
  summary: 'Web vitals by page, device, release or service, the busiest first; at most 200 of them.',
  params: z.strictObject({
    ...ofPages,
    by: z
      .enum(['page', 'device', 'release', 'service', 'none'], 'Write page, device, release, service or none.')
      .default('none')
      .meta({ description: 'By what they are told apart.' }),
  }),
  answer: answerOf('Vitals', {
    items: z.array(vital),
    isTruncated: z.boolean().meta({ description: 'Whether there are more than 200 pages or releases.' }),
  }),
  async handle(context, params) {
    const scope = await scopeOf(context, params, undefined, 'logs');
    const { range: covered, body } = await askVitals(context.source, scope, params.by);
    return { range: covered, body: { items: body.items, isTruncated: body.more } };
  },
});

const line = named(
  'VitalLine',
  z.strictObject({ name, labels: z.record(z.string(), z.string()), unit: z.enum(['ms', '1']), points }),
);

/** `GET /vitals/series` */
export const vitalSeries: Question = question({
  name: 'vitals/series',
  summary: 'The 75th percentile of one web vital over time.',
  params: z.strictObject({ ...ofPages, name: name.meta({ description: 'Which vital.' }), step }),
  answer: answerOf('VitalSeries', {
    stepMs: z.number().int().meta({ description: 'Distance of the points.' }),
    series: z.array(line).meta({ description: 'One line; none where nothing was measured.' }),
  }),
  async handle(context, params) {
    const scope = await scopeOf(context, params, undefined, 'logs');
    return askVitalSeries(context.source, scope, params.name, stepOf(scope.range, params.step));
  },
});

const page = named(
  'PageSummary',
  z.strictObject({
    route: z.string().meta({ description: 'sightglass.page.route, else the path.' }),
    views: count,
    sessions: count.meta({ description: 'Sessions that viewed it.' }),
    errors: count.meta({ description: 'Exceptions on it.' }),
    lcpP75: durationMs,
    inpP75: durationMs,
    clsP75: z.number().nullable(),
  }),
);

/** `GET /pages` */
export const pages: Question = question({
  name: 'pages',
  summary: 'Pages by their routes with views, sessions, errors and vitals, the most viewed first.',
  params: z.strictObject({ ...ofPages, ...paging(100) }),
  answer: answerOf('Pages', listShape(page)),
  async handle(context, params) {
    const asked = await pageOf('pages', context, params, 'logs');
    const { range: covered, body } = await askPages(context.source, asked.scope, asked.window);
    return { range: covered, body: nextPage(asked, body) };
  },
});

const resource = named(
  'ResourceSummary',
  z.strictObject({
    url: z.string().meta({ description: 'Without its query.' }),
    kind: z.string().meta({ description: 'Who asked for it: script, img, css, fetch and others.' }),
    count: count.meta({ description: 'Loads; of a sample each stands for as many as it says.' }),
    p75Ms: durationMs.meta({ description: 'null where only failures were told; weighted, as p95Ms is.' }),
    p95Ms: durationMs,
    failed: count,
    transferBytes: count.meta({ description: 'On the wire, of all loads together.' }),
  }),
);

/** `GET /resources` */
export const resources: Question = question({
  name: 'resources',
  summary: 'Scripts, pictures, styles and whatever else pages load.',
  params: z.strictObject({
    ...ofPages,
    sort: z
      .enum(['slowest', 'largest', 'failed'], 'Write slowest, largest or failed.')
      .default('slowest')
      .meta({ description: 'By the 75th percentile of their time, their bytes, or how often they failed.' }),
    ...paging(100),
  }),
  answer: answerOf('Resources', listShape(resource)),
  async handle(context, params) {
    const asked = await pageOf('resources', context, params, 'logs');
    const { range: covered, body } = await askResources(context.source, asked.scope, params.sort, asked.window);
    return { range: covered, body: nextPage(asked, body) };
  },
});
