import { loadPart } from '../load-part.ts';
import { startBunyanCapture } from './bunyan/index.ts';
import { BUNYAN_PATCHES } from './bunyan/patch.ts';
import type { Capture } from './capture.ts';
import { startConsoleCapture } from './console/index.ts';
import { DATABASE_CAPTURES } from './database/captures.ts';
import { startExpressCapture } from './express/index.ts';
import { EXPRESS_PATCHES } from './express/patch.ts';
import { startFastifyCapture } from './fastify/index.ts';
import { startGrpcCapture } from './grpc/index.ts';
import { GRPC_PATCHES } from './grpc/patch.ts';
import { startGraphqlCapture } from './graphql/index.ts';
import { startOpenaiCapture } from './openai/index.ts';
import { OPENAI_PATCHES } from './openai/patch.ts';
import { startAiCapture } from './ai/index.ts';
import { startHonoCapture } from './hono/index.ts';
import { HONO_PATCHES } from './hono/patch.ts';
import { startHttp2Capture } from './http2/index.ts';
import { startHttpCapture } from './http/index.ts';
import { requireHttpAgain } from './http/require-again.ts';
import { startKoaCapture } from './koa/index.ts';
import { KOA_PATCHES } from './koa/patch.ts';
import { startNestCapture } from './nest/index.ts';
import { NEST_PATCHES } from './nest/patch.ts';
import { startPinoCapture } from './pino/index.ts';
import { MACHINE_CAPTURES } from './machine/index.ts';
import { startThreadsCapture } from './threads/index.ts';
import { startUndiciCapture } from './undici/index.ts';
import { startWinstonCapture } from './winston/index.ts';
import { WINSTON_PATCHES } from './winston/patch.ts';

/** Everything that can be seen, in the order in which it starts. */
export const CAPTURES: readonly Capture[] = [
  {
    name: 'http',
    makes: ['traces', 'metrics', 'logs'],
    yieldsTo: ['@opentelemetry/instrumentation-http'],
    onYield: requireHttpAgain,
    start: startHttpCapture,
  },
  {
    name: 'undici',
    makes: ['traces', 'metrics', 'logs'],
    yieldsTo: ['@opentelemetry/instrumentation-undici'],
    start: startUndiciCapture,
  },
  { name: 'http2', makes: ['traces', 'metrics', 'logs'], start: startHttp2Capture },
  {
    name: 'dns',
    makes: ['traces'],
    byDefault: false,
    yieldsTo: ['@opentelemetry/instrumentation-dns'],
    start: (tools) => loadPart('network').startDnsCapture(tools),
  },
  {
    name: 'net',
    makes: ['traces'],
    byDefault: false,
    yieldsTo: ['@opentelemetry/instrumentation-net'],
    start: (tools) => loadPart('network').startNetCapture(tools),
  },
  { name: 'threads', makes: ['traces', 'logs'], start: startThreadsCapture },
  { name: 'fastify', makes: ['traces'], yieldsTo: ['@fastify/otel'], start: startFastifyCapture },
  {
    name: 'express',
    makes: ['traces'],
    patches: EXPRESS_PATCHES,
    yieldsTo: ['@opentelemetry/instrumentation-express', '@opentelemetry/instrumentation-router'],
    start: startExpressCapture,
  },
  {
    name: 'koa',
    makes: ['traces'],
    patches: KOA_PATCHES,
    yieldsTo: ['@opentelemetry/instrumentation-koa'],
    start: startKoaCapture,
  },
  { name: 'hono', makes: ['traces'], patches: HONO_PATCHES, start: startHonoCapture },
  {
    name: 'nestjs-core',
    makes: ['traces'],
    patches: NEST_PATCHES,
    yieldsTo: ['@opentelemetry/instrumentation-nestjs-core'],
    start: startNestCapture,
  },
  {
    name: 'ai',
    makes: ['traces', 'metrics'],
    start: startAiCapture,
  },
  {
    name: 'openai',
    makes: ['traces', 'metrics'],
    patches: OPENAI_PATCHES,
    yieldsTo: ['@opentelemetry/instrumentation-openai'],
    start: startOpenaiCapture,
  },
  {
    name: 'graphql',
    makes: ['traces'],
    yieldsTo: ['@opentelemetry/instrumentation-graphql'],
    start: startGraphqlCapture,
  },
  {
    name: 'grpc',
    makes: ['traces', 'metrics'],
    patches: GRPC_PATCHES,
    yieldsTo: ['@opentelemetry/instrumentation-grpc'],
    start: startGrpcCapture,
  },
  ...DATABASE_CAPTURES,
  { name: 'pino', makes: ['logs'], yieldsTo: ['@opentelemetry/instrumentation-pino'], start: startPinoCapture },
  {
    name: 'winston',
    makes: ['logs'],
    patches: WINSTON_PATCHES,
    yieldsTo: ['@opentelemetry/instrumentation-winston'],
    start: startWinstonCapture,
  },
  {
    name: 'bunyan',
    makes: ['logs'],
    patches: BUNYAN_PATCHES,
    yieldsTo: ['@opentelemetry/instrumentation-bunyan'],
    start: startBunyanCapture,
  },
  { name: 'console', makes: ['logs'], byDefault: false, start: startConsoleCapture },
  ...MACHINE_CAPTURES,
];
