import {
  ATTR_BROWSER_WEB_VITAL_ID,
  ATTR_BROWSER_WEB_VITAL_NAME,
  ATTR_BROWSER_WEB_VITAL_VALUE,
  ATTR_BROWSER_MOBILE,
  ATTR_SIGHTGLASS_PAGE_ROUTE,
  ATTR_URL_PATH,
  ATTR_USER_AGENT_ORIGINAL,
  EVENT_BROWSER_WEB_VITAL,
} from '@sightglass/api/semconv';
import { bounded } from '../bounds.ts';
import { filtersSql } from '../conditions.ts';
import type { Scope } from '../scope.ts';
import type { Binder, Source } from '../statement.ts';

/** The web vitals: milliseconds, but for `cls`, which is a score. */
export const VITALS = ['lcp', 'inp', 'cls', 'fcp', 'ttfb'] as const;

/** One of {@link VITALS}. */
export type VitalName = (typeof VITALS)[number];

/** Up to where a vital is good, and above what it is poor. https://web.dev/articles/defining-core-web-vitals-thresholds */
export const THRESHOLDS: Readonly<Record<VitalName, readonly [good: number, poor: number]>> = {
  lcp: [2500, 4000],
  inp: [200, 500],
  cls: [0.1, 0.25],
  fcp: [1800, 3000],
  ttfb: [800, 1800],
};

/** By what vitals are told apart. */
export type VitalKey = 'page' | 'device' | 'release' | 'service' | 'none';

/** The columns that a question needs of a vital; the route of its page where that is known, else its path. */
const KEYS: Readonly<Record<VitalKey, string>> = {
  page: "if(Route = '', Path, toString(Route))",
  device: 'toString(Device)',
  release: 'toString(Release)',
  service: 'toString(ServiceName)',
  none: "''",
};

/**
 * The measures of a scope, as a SELECT: `name`, `key`, `value` and `timeMs`, one row each. A page that is shown again measures again under
 * the same id: its last value counts, at the time of that. Conditions on attributes are answered from log records, all else from the narrow table.
 */
export function measuresOf(
  source: Source,
  bind: Binder,
  scope: Scope,
  by: VitalKey,
  names: readonly VitalName[] = VITALS,
): string {
  const isKnown = `Name IN (${names.map((name) => bind('String', name)).join(', ')})`;
  const columns = `any(Name) AS name, argMax(${KEYS[by]}, Timestamp) AS key, argMax(Value, Timestamp) AS value, max(toUnixTimestamp64Milli(Timestamp)) AS timeMs`;
  const id = "cityHash64(ServiceName, if(MeasureId = '', Uid, MeasureId))";
  if (scope.where.length === 0) {
    const from = bounded(source, bind, 'web_vitals', scope, [isKnown, ...(filtersSql(bind, scope, 'logs') ?? [])]);
    return `SELECT ${columns} ${from} GROUP BY ${id}`;
  }
  return `SELECT ${columns} FROM (SELECT ${recordColumns(bind)} ${bounded(source, bind, 'otel_logs', scope, [
    `EventName = ${bind('String', EVENT_BROWSER_WEB_VITAL)}`,
    ...(filtersSql(bind, scope, 'logs') ?? []),
  ])}) WHERE ${isKnown} GROUP BY ${id}`;
}

/** What the narrow table holds, out of a log record; as its view has it. */
function recordColumns(bind: Binder): string {
  const own = (key: string): string => `LogAttributes[${bind('String', key)}]`;
  const resource = (key: string): string => `ResourceAttributes[${bind('String', key)}]`;
  const agent = resource(ATTR_USER_AGENT_ORIGINAL);
  const device = `multiIf(match(${agent}, 'iPad|Tablet'), 'tablet', ${resource(ATTR_BROWSER_MOBILE)} = 'true' OR match(${agent}, 'Mobi|Opera Mini'), 'mobile', match(${agent}, 'Android'), 'tablet', 'desktop')`;
  return `Timestamp, ServiceName, Release, if(RecordUid = '', toString(Arrived), RecordUid) AS Uid, ${own(ATTR_BROWSER_WEB_VITAL_ID)} AS MeasureId, ${own(ATTR_BROWSER_WEB_VITAL_NAME)} AS Name,
    toFloat64OrZero(${own(ATTR_BROWSER_WEB_VITAL_VALUE)}) AS Value, ${own(ATTR_SIGHTGLASS_PAGE_ROUTE)} AS Route, ${own(ATTR_URL_PATH)} AS Path, ${device} AS Device`;
}
