import { ATTR_DEPLOYMENT_STATUS, EVENT_DEPLOYMENT_FINISHED } from '@sightglass/api/semconv';
import { bounded } from '../bounds.ts';
import type { Answer, Page, Scope } from '../scope.ts';
import { anyOf, createBinder, type Source } from '../statement.ts';

/** A release that came to an environment. */
export interface Deployment {
  release: string;
  environment: string;
  atUnixNano: string;
  /** `reported` by a delivery, else known by the first span that carries the release. */
  source: 'first seen' | 'reported';
  /** As it was reported; `null` when it was not. */
  status: string | null;
}

const MINUTE_MS = 60_000;

/** How far before the range a release must not have been seen to count as new in it. */
const KNOWN_MS = 30 * 24 * 3_600_000;

const MOST = 500;

/** Deployments of the one service that the scope names, the newest first. One that was reported is not told again as first seen. */
export async function askDeployments(source: Source, scope: Scope): Promise<Answer<Page<Deployment>>> {
  const [reported, firstMinutes] = await Promise.all([reportedIn(source, scope), firstMinutesIn(source, scope)]);
  const told = new Set(reported.map(keyOf));
  const seen = await momentsIn(
    source,
    scope,
    firstMinutes.filter((one) => !told.has(keyOf(one))),
  );
  const items = [...reported, ...seen].toSorted((a, b) => Number(BigInt(b.atUnixNano) - BigInt(a.atUnixNano)));
  return { range: scope.range, body: { items: items.slice(0, MOST), more: items.length > MOST } };
}

function keyOf({ release, environment }: { release: string; environment: string }): string {
  return JSON.stringify([release, environment]);
}

async function reportedIn(source: Source, scope: Scope): Promise<Deployment[]> {
  const bind = createBinder();
  const { rows } = await source.query<Deployment>(
    `SELECT Release AS release, Environment AS environment, toString(toUnixTimestamp64Nano(toDateTime64(Timestamp, 9, 'UTC'))) AS atUnixNano,
      'reported' AS source, nullIf(Attributes[${bind('String', ATTR_DEPLOYMENT_STATUS)}], '') AS status
    ${bounded(source, bind, 'delivery_events', scope, [
      `EventName = ${bind('String', EVENT_DEPLOYMENT_FINISHED)}`,
      anyOf(bind, 'ServiceName', scope.services),
      anyOf(bind, 'Environment', scope.environments),
      anyOf(bind, 'Release', scope.releases),
    ])} ORDER BY Timestamp DESC, Uid LIMIT 1 BY Uid LIMIT ${MOST}`,
    bind.values,
  );
  return rows;
}

/** A release, an environment, and the minute of its first request, in seconds since the epoch. */
interface FirstMinute {
  release: string;
  environment: string;
  minute: number;
}

async function firstMinutesIn(source: Source, scope: Scope): Promise<FirstMinute[]> {
  const bind = createBinder();
  const { fromMs, toMs } = scope.range;
  const range = { fromMs: Math.max(0, fromMs - KNOWN_MS), toMs };
  const from = Math.floor(fromMs / MINUTE_MS) * 60;
  const { rows } = await source.query<FirstMinute>(
    `SELECT Release AS release, Environment AS environment, toUInt32(toUnixTimestamp(min(Time))) AS minute
    ${bounded(source, bind, 'otel_traces_services', { ...scope, range }, [
      'Seconds = 60',
      anyOf(bind, 'ServiceName', scope.services),
      anyOf(bind, 'Environment', scope.environments),
      anyOf(bind, 'Release', scope.releases),
      "Release != ''",
    ])} GROUP BY release, environment HAVING minute >= ${bind('UInt32', from)} ORDER BY minute DESC LIMIT ${MOST}`,
    bind.values,
  );
  return rows;
}

/** The first spans of releases: the roll-up knows them to the minute. */
async function momentsIn(source: Source, scope: Scope, minutes: readonly FirstMinute[]): Promise<Deployment[]> {
  if (minutes.length === 0) return [];
  const bind = createBinder();
  const times = minutes.map(({ minute }) => minute * 1000);
  const range = {
    fromMs: Math.max(scope.range.fromMs, Math.min(...times)),
    toMs: Math.min(scope.range.toMs, Math.max(...times) + MINUTE_MS),
  };
  const wanted = minutes.map(
    ({ release, environment, minute }) =>
      `(${bind('String', release)}, ${bind('String', environment)}, ${bind('UInt32', minute)})`,
  );
  const { rows } = await source.query<Deployment>(
    `SELECT Release AS release, Environment AS environment, toString(toUnixTimestamp64Nano(min(Timestamp))) AS atUnixNano,
      'first seen' AS source, NULL AS status
    ${bounded(source, bind, 'otel_traces', { ...scope, range }, [
      anyOf(bind, 'ServiceName', scope.services),
      `(Release, Environment, toUnixTimestamp(toStartOfMinute(Timestamp))) IN (${wanted.join(', ')})`,
    ])} GROUP BY release, environment`,
    bind.values,
  );
  return rows;
}
