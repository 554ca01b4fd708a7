import { ATTR_DEPLOYMENT_ENVIRONMENT_NAME, ATTR_SERVICE_VERSION } from '@sightglass/api/semconv';
import { bounded } from '../bounds.ts';
import type { Answer, Scope } from '../scope.ts';
import { createBinder, type Source } from '../statement.ts';
import { sampledRows } from '../sample.ts';
import { conditionsOf, foundLines, type LogSearch } from './found.ts';
import { SEVERITY_NAME } from './severity.ts';

/** A key and how many of the found lines hold each of its values. */
export interface LogFacet {
  key: string;
  /** Whether every found line was counted; otherwise the counts are scaled up from a sample. */
  exact: boolean;
  values: { value: string; count: number }[];
}

/** Most values of one facet; the most frequent ones. */
const VALUES = 20;
/** Most facets of attributes; those that the most lines hold. */
const ATTRIBUTES = 12;
/** Of more lines than this, attributes are counted in a sample: reading them costs a hundred times what reading a column does. */
const SAMPLE = 100_000;

/** What every line can say, with the column that holds it; empty where it does not. */
const VALUE_OF_LINE: ReadonlyMap<string, string> = new Map([
  ['service', 'ServiceName'],
  ['severity', SEVERITY_NAME],
  [ATTR_DEPLOYMENT_ENVIRONMENT_NAME, 'Environment'],
  [ATTR_SERVICE_VERSION, 'Release'],
  ['event', 'EventName'],
  ['scope', 'ScopeName'],
]);

const KEYS = [...VALUE_OF_LINE.keys()];

interface CountRow {
  key: string;
  value: string;
  count: string;
}

/** How many of the found lines hold each value of what people narrow by. */
export async function askLogFacets(
  source: Source,
  scope: Scope,
  search: LogSearch,
): Promise<Answer<{ facets: LogFacet[]; total: number }>> {
  const { total, facets } = await builtIn(source, scope, search);
  return {
    range: scope.range,
    body: { total, facets: [...facets, ...(await ofAttributes(source, scope, search, total))] },
  };
}

async function builtIn(
  source: Source,
  scope: Scope,
  search: LogSearch,
): Promise<{ total: number; facets: LogFacet[] }> {
  const bind = createBinder();
  const columns = KEYS.map((_, i) => `f${i}`);
  const sets = [...columns.map((column) => `(${column})`), '()'];
  const { rows } = await source.query<CountRow>(
    `SELECT key, value, toString(n) AS count FROM (
      SELECT grouping(${columns.join(', ')}) AS mask, indexOf([${KEYS.map((_, i) => maskOf(i)).join(', ')}], mask) AS at,
        [${['', ...KEYS].map((key) => bind('String', key)).join(', ')}][at + 1] AS key,
        ['', ${columns.map((column) => `toString(${column})`).join(', ')}][at + 1] AS value, count() AS n
      FROM (SELECT ${[...VALUE_OF_LINE.values()].map((value, i) => `${value} AS f${i}`).join(', ')} ${await foundLines(source, bind, scope, search)})
      GROUP BY GROUPING SETS (${sets.join(', ')})
    ) WHERE value != '' OR at = 0 ORDER BY key, n DESC, value LIMIT ${VALUES} BY key`,
    bind.values,
  );
  const facets = KEYS.map((key) => ({ key, exact: true, values: valuesOf(rows, key, 1) }));
  const total = Number(rows.find(({ key }) => key === '')?.count ?? 0);
  return { total, facets: facets.filter(({ values }) => values.length > 0) };
}

/** What `grouping` says of the rows of one facet. */
function maskOf(facet: number): number {
  return 2 ** KEYS.length - 1 - 2 ** (KEYS.length - 1 - facet);
}

function valuesOf(rows: readonly CountRow[], key: string, share: number): LogFacet['values'] {
  return rows
    .filter((row) => row.key === key)
    .map(({ value, count }) => ({ value, count: Math.round(Number(count) / share) }));
}

async function ofAttributes(source: Source, scope: Scope, search: LogSearch, total: number): Promise<LogFacet[]> {
  if (total === 0) return [];
  const bind = createBinder();
  const conditions = await conditionsOf(source, bind, scope, search);
  const sampled = sampledRows(bind, total, SAMPLE);
  const from = bounded(source, bind, 'otel_logs', scope, [...conditions, sampled]);
  // A key whose values are nearly all different (an id, a duration) narrows nothing.
  const { rows } = await source.query<CountRow & { lines: string }>(
    `WITH pairs AS (
      SELECT pair.1 AS key, pair.2 AS value, count() AS n FROM (SELECT arrayJoin(LogAttributes) AS pair ${from}) GROUP BY key, value
    )
    SELECT key, value, toString(n) AS count, toString((SELECT count() ${from})) AS lines FROM pairs
    WHERE key IN (SELECT key FROM pairs GROUP BY key HAVING count() * 2 <= sum(n) OR count() <= ${VALUES} ORDER BY sum(n) DESC, key LIMIT ${ATTRIBUTES})
    ORDER BY sum(n) OVER (PARTITION BY key) DESC, key, n DESC, value LIMIT ${VALUES} BY key`,
    bind.values,
  );
  const keys = [...new Set(rows.map(({ key }) => key))];
  const share = sampled === undefined ? 1 : Number(rows[0]?.lines ?? total) / total;
  return keys.map((key) => ({ key, exact: sampled === undefined, values: valuesOf(rows, key, share) }));
}
