import type { Question } from '../question.ts';
import { audit } from './audit.ts';
import { attributeKeys, attributeValues } from './attributes.ts';
import { findings } from './findings.ts';
import { logContext, logFacets, logHistogram, logs } from './logs.ts';
import { keeping } from './keeping.ts';
import { keys } from './keys.ts';
import { meta } from './meta.ts';
import { projects } from './projects.ts';
import { refused } from './refused.ts';
import { session } from './session.ts';
import { oneSession, sessionReplay, sessions } from './sessions.ts';
import { metric, metrics, metricSeries } from './metrics.ts';
import { dependencies, deployments, instances } from './service.ts';
import { operations, series, services, serviceSeries } from './services.ts';
import { spanOfTrace, trace } from './trace.ts';
import { traceFacets, traces } from './traces.ts';
import { views } from './views.ts';
import { pages, resources, vitals, vitalSeries } from './vitals.ts';

/** Every question of the API. A route without parameters in its path stands before one that would swallow it. */
export const questions: readonly Question[] = [
  services,
  operations,
  series,
  serviceSeries,
  dependencies,
  instances,
  deployments,
  findings,
  traces,
  traceFacets,
  trace,
  spanOfTrace,
  logs,
  logHistogram,
  logFacets,
  logContext,
  sessions,
  oneSession,
  sessionReplay,
  vitals,
  vitalSeries,
  pages,
  resources,
  attributeKeys,
  attributeValues,
  metrics,
  metric,
  metricSeries,
  meta,
  refused,
  keeping,
  session,
  projects,
  keys,
  audit,
  views,
];
