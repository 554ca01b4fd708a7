import { z } from 'zod';
import { askDependencies } from '../../ask/service/dependencies.ts';
import { askDeployments } from '../../ask/service/deployments.ts';
import { askInstances } from '../../ask/service/instances.ts';
import { common, filtersOfService, range, serviceOfPath, step } from '../parameters.ts';
import { question, type Question } from '../question.ts';
import { scopeOf, stepOf } from '../scope-of.ts';
import { amount, answerOf, durationMs, listShape, named, points, ratio, unixNano } from '../shapes.ts';

const ofService = { ...common, service: serviceOfPath, ...range, ...filtersOfService };

const edge = {
  requests: amount.meta({ description: 'Calls, each span weighted by what it stands for.' }),
  errors: amount,
  requestsPerSecond: amount,
  errorRate: ratio,
  p50Ms: durationMs,
  p95Ms: durationMs,
};

const caller = named('Caller', z.strictObject({ service: z.string(), ...edge }));

const call = named(
  'Call',
  z.strictObject({
    name: z
      .string()
      .meta({ description: 'The service; the database system and its namespace; the messaging system; the address.' }),
    kind: z.enum(['service', 'database', 'queue', 'external']),
    ...edge,
  }),
);

/** `GET /services/:service/dependencies` */
export const dependencies: Question = question({
  name: 'services/:service/dependencies',
  summary: 'Who calls a service, and what it calls, busiest first.',
  params: z.strictObject(ofService),
  answer: answerOf('Dependencies', { callers: z.array(caller), calls: z.array(call) }),
  async handle(context, params) {
    return askDependencies(context.source, await scopeOf(context, { ...params, service: [params.service] }));
  },
});

const measure = z.number().nullable();

const instance = named(
  'Instance',
  z.strictObject({
    instance: z
      .string()
      .meta({ description: 'service.instance.id; else the pod, the container, or host and process.' }),
    host: z.string(),
    release: z.string(),
    environment: z.string(),
    lastSeenUnixNano: unixNano,
    cpuUtilization: measure.meta({
      description: 'Processors in use: 1 is one core. null where it was not measured, as in all below.',
    }),
    memoryBytes: measure,
    heapUsedBytes: measure,
    eventLoopUtilization: measure.meta({ description: 'Share of time in which the event loop was busy.' }),
    eventLoopDelayP99Ms: measure,
    requestsPerSecond: measure.meta({ description: 'Over the last hour, where the range is longer.' }),
    cpu: points,
    memory: points,
    eventLoopDelay: points,
  }),
);

/** Sparklines: as many points as a line of a table has room for. */
const POINTS_OF_INSTANCE = 40;

/** `GET /services/:service/instances` */
export const instances: Question = question({
  name: 'services/:service/instances',
  summary: 'Running copies of a service, with what they use.',
  params: z.strictObject({ ...ofService, step }),
  answer: answerOf('Instances', {
    stepMs: z.number().int().meta({ description: 'Distance of the points.' }),
    ...listShape(instance),
  }),
  async handle(context, params) {
    const scope = await scopeOf(context, { ...params, service: [params.service] });
    return askInstances(context.source, scope, stepOf(scope.range, params.step, POINTS_OF_INSTANCE));
  },
});

const deployment = named(
  'Deployment',
  z.strictObject({
    release: z.string(),
    environment: z.string(),
    atUnixNano: unixNano,
    source: z.enum(['first seen', 'reported']).meta({
      description:
        'Reported by a delivery, or known by the first span of a release that had not been seen for 30 days.',
    }),
    status: z.string().nullable().meta({ description: 'As reported: succeeded or failed.' }),
  }),
);

/** `GET /services/:service/deployments` */
export const deployments: Question = question({
  name: 'services/:service/deployments',
  summary: 'Releases of a service that came to an environment, newest first.',
  params: z.strictObject({
    ...common,
    service: serviceOfPath,
    ...range,
    environment: filtersOfService.environment,
    release: filtersOfService.release,
  }),
  answer: answerOf('Deployments', listShape(deployment)),
  async handle(context, params) {
    const scope = await scopeOf(context, { ...params, service: [params.service], where: [] });
    const { range, body } = await askDeployments(context.source, scope);
    return { range, body: { items: body.items, next: null } };
  },
});
