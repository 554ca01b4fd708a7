import {
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_SERVICE_VERSION,
} from '@sightglass/api/semconv';
import type { Answer, Scope } from '../scope.ts';
import { createBinder, type Source } from '../statement.ts';
import { spansOfFound, type TraceSearch } from './found.ts';

/** A key and how many of the found traces hold each of its values. */
export interface Facet {
  key: string;
  values: { value: string; count: number }[];
}

/** Most values of one facet; the most frequent ones. */
const VALUES = 20;

/** Exact up to some thirty thousand traces, within 0.2 % beyond, in a megabyte: https://clickhouse.com/docs/sql-reference/aggregate-functions/reference/uniqcombined */
const TRACES = 'uniqCombined64(20)(trace)';

/** Facets in the order they are answered, with the value that one span holds; empty or 0 where it holds none. */
const VALUE_OF_SPAN: ReadonlyMap<string, string> = new Map([
  ['service', 'ServiceName'],
  ['name', "if(ParentSpanId = '', SpanName, '')"],
  ['status', "StatusCode = 'Error'"],
  [ATTR_HTTP_ROUTE, 'HttpRoute'],
  [ATTR_HTTP_RESPONSE_STATUS_CODE, 'HttpStatus'],
  [ATTR_DEPLOYMENT_ENVIRONMENT_NAME, 'Environment'],
  [ATTR_SERVICE_VERSION, 'Release'],
  ['kind', 'lower(SpanKind)'],
]);

const KEYS = [...VALUE_OF_SPAN.keys()];
const COLUMNS = KEYS.map((_, i) => `f${i}`);
/** The one value that a row is about, as text: in the others of its columns stands what stands for none. */
const VALUE = `arrayStringConcat(arrayFilter(text -> text NOT IN ('', '0'), [${COLUMNS.map((column) => `toString(${column})`).join(', ')}]))`;

interface CountRow {
  /** A bit for each facet that the row is not about, the first facet highest. */
  others: string;
  value: string;
  count: string;
}

/** How many of the found traces hold each value of what people narrow by: one pass over their spans that begin in the range. */
export async function askFacets(
  source: Source,
  scope: Scope,
  search: TraceSearch,
): Promise<Answer<{ facets: Facet[]; total: number }>> {
  const bind = createBinder();
  const values = [...VALUE_OF_SPAN.values()].map((value, i) => `${value} AS f${i}`);
  const sets = [...COLUMNS.map((column) => `(${column})`), '()'];
  const { rows } = await source.query<CountRow>(
    `SELECT toString(mask) AS others, value, toString(n) AS count FROM (
      SELECT grouping(${COLUMNS.join(', ')}) AS mask, ${VALUE} AS value, ${TRACES} AS n
      FROM (SELECT cityHash64(TraceId) AS trace, ${values.join(', ')} ${spansOfFound(source, bind, scope, search)})
      GROUP BY GROUPING SETS (${sets.join(', ')})
    ) WHERE value != '' OR mask = ${maskOf(undefined)} ORDER BY mask, n DESC, value LIMIT ${VALUES} BY mask`,
    bind.values,
  );
  const total = countOf(rows.find((row) => row.others === maskOf(undefined)));
  const facets = KEYS.map((key, i) => {
    const own = rows.filter((row) => row.others === maskOf(i));
    return { key, values: own.map((row) => ({ value: key === 'status' ? 'error' : row.value, count: countOf(row) })) };
  });
  return {
    range: scope.range,
    body: { facets: facets.map((facet) => (facet.key === 'status' ? withOk(facet, total) : facet)), total },
  };
}

/** What `grouping` says of the rows of one facet; of the row of all traces when there is none. */
function maskOf(facet: number | undefined): string {
  const all = 2 ** KEYS.length - 1;
  return String(facet === undefined ? all : all - 2 ** (KEYS.length - 1 - facet));
}

function countOf(row: CountRow | undefined): number {
  return Number(row?.count ?? 0);
}

/** A trace is ok when none of its spans failed: no span alone says so. */
function withOk({ key, values }: Facet, total: number): Facet {
  const ok = total - (values[0]?.count ?? 0);
  return {
    key,
    values: [...values, { value: 'ok', count: ok }]
      .filter(({ count }) => count > 0)
      .toSorted((a, b) => b.count - a.count),
  };
}
