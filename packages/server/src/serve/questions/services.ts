import { z } from 'zod';
import { askOperations } from '../../ask/operations.ts';
import { askServiceSeries, askSeries } from '../../ask/series.ts';
import { askServices } from '../../ask/services.ts';
import { common, filters, filtersOfService, paging, range, serviceOfPath, step } from '../parameters.ts';
import { question, type Question } from '../question.ts';
import { amount, answerOf, durationMs, listShape, named, points, ratio, unixNano } from '../shapes.ts';
import { nextPage, pageOf, scopeOf, stepOf } from '../scope-of.ts';

const traffic = {
  requests: amount.meta({ description: 'Requests, each span weighted by what it stands for.' }),
  errors: amount.meta({ description: 'Requests that failed.' }),
  requestsPerSecond: amount,
  errorRate: ratio,
  p50Ms: durationMs,
  p95Ms: durationMs,
  p99Ms: durationMs,
  lastSeenUnixNano: unixNano,
};

const service = named(
  'Service',
  z
    .strictObject({
      service: z.string(),
      namespace: z.string(),
      ...traffic,
      releases: z.array(z.string()),
      environments: z.array(z.string()),
      slot: z
        .number()
        .int()
        .min(0)
        .meta({ description: 'Number of its colour within the project: given when it was first seen, never changed.' }),
    })
    .meta({
      description: 'What a service answered: its server and consumer spans, or its root spans when it has neither.',
    }),
);

/** `GET /services` */
export const services: Question = question({
  name: 'services',
  summary: 'Services with their requests, failures and durations, busiest first.',
  params: z.strictObject({ ...common, ...range, ...filters, ...paging(1000) }),
  answer: answerOf('Services', listShape(service)),
  async handle(context, params) {
    const page = await pageOf('services', context, params);
    const { range, body } = await askServices(context.source, page.scope, page.window);
    const names = body.items.map((item) => item.service);
    const slots = await context.keep.slots.of(params.project, names);
    const items = body.items.map((item) => ({ ...item, slot: slots.get(item.service) ?? 0 }));
    return { range, body: nextPage(page, { ...body, items }) };
  },
});

const operation = named(
  'Operation',
  z.strictObject({
    operation: z.string(),
    kind: z.string(),
    ...traffic,
    timeShare: ratio.meta({ description: 'Of the time that all operations of the service took together.' }),
  }),
);

/** `GET /services/:service/operations` */
export const operations: Question = question({
  name: 'services/:service/operations',
  summary: 'Operations of one service with their requests, failures and durations, busiest first.',
  params: z.strictObject({ ...common, service: serviceOfPath, ...range, ...filtersOfService, ...paging(200) }),
  answer: answerOf('Operations', listShape(operation)),
  async handle(context, params) {
    const page = await pageOf('operations', context, { ...params, service: [params.service] });
    const { range, body } = await askOperations(context.source, page.scope, page.window);
    return { range, body: nextPage(page, body) };
  },
});

const line = named(
  'Line',
  z.strictObject({
    name: z.enum(['requestsPerSecond', 'errorRate', 'p50Ms', 'p95Ms', 'p99Ms']),
    labels: z.strictObject({ service: z.string() }),
    unit: z.enum(['1/s', 'ratio', 'ms']),
    points,
  }),
);

const seriesShape = {
  stepMs: z.number().int().meta({ description: 'Distance of the points.' }),
  series: z.array(line),
};

/** `GET /services/:service/series` */
export const series: Question = question({
  name: 'services/:service/series',
  summary: 'Requests, failures and durations of one service over time.',
  params: z.strictObject({ ...common, service: serviceOfPath, ...range, ...filtersOfService, step }),
  answer: answerOf('Series', seriesShape),
  async handle(context, params) {
    const scope = await scopeOf(context, { ...params, service: [params.service] });
    return askSeries(context.source, scope, stepOf(scope.range, params.step));
  },
});

const exemplar = named(
  'Exemplar',
  z
    .strictObject({
      timeMs: z.number().meta({ description: 'When it began, milliseconds since the epoch.' }),
      durationMs: z.number(),
      traceId: z.string(),
      service: z.string(),
      error: z.boolean(),
    })
    .meta({ description: 'One request worth looking at: slow, or failed.' }),
);

/** `GET /service-series` */
export const serviceSeries: Question = question({
  name: 'service-series',
  summary: 'Requests, failures and durations of all services over time, with slow and failed requests to look at.',
  params: z.strictObject({ ...common, ...range, ...filters, step }),
  answer: answerOf('ServiceSeries', { ...seriesShape, exemplars: z.array(exemplar) }),
  async handle(context, params) {
    const scope = await scopeOf(context, params);
    return askServiceSeries(context.source, scope, stepOf(scope.range, params.step));
  },
});
