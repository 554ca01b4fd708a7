import {
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_SERVICE_VERSION,
} from '@sightglass/api/semconv';
import type { Answer, Scope } from '../scope.ts';
import { createBinder, type Source } from '../statement.ts';
import { foundTraces, type TraceSearch } from './found.ts';

/** A key and how many of the found traces hold each of its values. */
export interface Facet {
  key: string;
  values: { value: string; count: number }[];
}

/** Most values of one facet; the most frequent ones. */
const VALUES = 20;

/** Facets in the order they are answered: each an array of the different values among the spans of one trace. */
const VALUES_OF_TRACE: ReadonlyMap<string, string> = new Map([
  ['service', distinct('ServiceName')],
  ['name', "[argMin(toString(SpanName), (ParentSpanId != '', Timestamp, SpanId))]"],
  ['status', "[if(countIf(StatusCode = 'Error') > 0, 'error', 'ok')]"],
  [ATTR_HTTP_ROUTE, distinct('HttpRoute')],
  [ATTR_HTTP_RESPONSE_STATUS_CODE, 'groupUniqArrayIf(toString(HttpStatus), HttpStatus != 0)'],
  [ATTR_DEPLOYMENT_ENVIRONMENT_NAME, distinct('Environment')],
  [ATTR_SERVICE_VERSION, distinct('Release')],
  ['kind', distinct('lower(SpanKind)')],
]);

function distinct(column: string): string {
  return `groupUniqArrayIf(toString(${column}), ${column} != '')`;
}

interface CountRow {
  facet: number;
  value: string;
  count: string;
}

/** How many of the found traces hold each value of what people narrow by. */
export async function askFacets(
  source: Source,
  scope: Scope,
  search: TraceSearch,
): Promise<Answer<{ facets: Facet[]; total: number }>> {
  const bind = createBinder();
  const keys = [...VALUES_OF_TRACE.keys()];
  const arrays = [...VALUES_OF_TRACE.values()].map((values, i) => `arrayMap(v -> (${i}, v), ${values})`);
  // One more pair a trace, so that the same pass counts the traces.
  const pairs = `arrayConcat(${arrays.join(', ')}, [(${keys.length}, '')])`;
  const { rows } = await source.query<CountRow>(
    `SELECT toUInt8(pair.1) AS facet, pair.2 AS value, toString(count()) AS count
    FROM (SELECT arrayJoin(pairs) AS pair FROM (SELECT ${pairs} AS pairs ${foundTraces(source, bind, scope, search)}))
    GROUP BY facet, value ORDER BY facet, count() DESC, value LIMIT ${VALUES} BY facet`,
    bind.values,
  );
  const facets = keys.map((key, i) => ({
    key,
    values: rows.filter((row) => row.facet === i).map((row) => ({ value: row.value, count: Number(row.count) })),
  }));
  const total = Number(rows.find((row) => row.facet === keys.length)?.count ?? 0);
  return { range: scope.range, body: { facets, total } };
}
