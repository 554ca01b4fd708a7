import { bounded } from '../bounds.ts';
import type { Answer, Page, Scope } from '../scope.ts';
import { anyOf, createBinder, type Source } from '../statement.ts';
import { timesOf } from '../trace/times.ts';
import { around, foundTraces, SORT_BY, type TraceOrder, type TraceSearch } from './found.ts';

/** Where a trace stands in its list: what it is sorted by, its start, its id. */
export type TracePlace = [string, string, string];

/** Which of the found traces are answered. */
export interface TracesPage {
  readonly order: TraceOrder;
  readonly limit: number;
  /** The last trace of the page before. */
  readonly after: TracePlace | undefined;
}

/** One trace in a list. */
export interface TraceSummary {
  traceId: string;
  rootService: string;
  rootName: string;
  startUnixNano: string;
  durationMs: number;
  spans: number;
  errors: number;
  services: string[];
}

/** A page of traces with the place of its last one. */
export interface FoundPage extends Page<TraceSummary> {
  readonly last: TracePlace | undefined;
}

/** Traces with a span that matches. */
export async function askTraces(
  source: Source,
  scope: Scope,
  search: TraceSearch & TracesPage,
): Promise<Answer<FoundPage>> {
  const bind = createBinder();
  const { rows } = await source.query<{ place: TracePlace }>(
    `SELECT [toString(sortedBy), toString(start), TraceId] AS place FROM (
      SELECT TraceId, ${SORT_BY[search.order]} AS sortedBy, ${SORT_BY.newest} AS start ${foundTraces(source, bind, scope, search)}
    ) ${search.after ? `WHERE ${isAfter(bind, search.after)}` : ''}
    ORDER BY sortedBy DESC, start DESC, TraceId LIMIT ${bind('UInt32', search.limit + 1)}`,
    bind.values,
  );
  const shown = rows.slice(0, search.limit).map((row) => row.place);
  const items = await summaries(
    source,
    scope,
    shown.map(([, , traceId]) => traceId),
  );
  return { range: scope.range, body: { items, more: rows.length > search.limit, last: shown.at(-1) } };
}

function isAfter(bind: ReturnType<typeof createBinder>, [sortedBy, start, traceId]: TracePlace): string {
  const place = `(-${bind('Int64', sortedBy)}, -${bind('Int64', start)}, ${bind('String', traceId)})`;
  return `(-sortedBy, -start, TraceId) > ${place}`;
}

interface SummaryRow {
  traceId: string;
  root: [string, string];
  startNano: string;
  durationNano: string;
  spans: string;
  errors: string;
  services: string[];
}

async function summaries(source: Source, scope: Scope, traceIds: readonly string[]): Promise<TraceSummary[]> {
  if (traceIds.length === 0) return [];
  const times = await timesOf(source, scope.project, traceIds);
  const bind = createBinder();
  const { rows } = await source.query<SummaryRow>(
    `SELECT TraceId AS traceId, argMin([toString(ServiceName), toString(SpanName)], (ParentSpanId != '', Timestamp, SpanId)) AS root,
      toString(min(toUnixTimestamp64Nano(Timestamp))) AS startNano, toString(${SORT_BY.slowest}) AS durationNano,
      toString(${SORT_BY.spans}) AS spans, toString(${SORT_BY.errors}) AS errors, arraySort(groupUniqArray(toString(ServiceName))) AS services
    ${bounded(source, bind, 'otel_traces', { ...scope, range: times ?? around(scope.range) }, [anyOf(bind, 'TraceId', traceIds)])}
    GROUP BY traceId`,
    bind.values,
  );
  const found = new Map(rows.map((row) => [row.traceId, row]));
  return traceIds.flatMap((traceId) => {
    const row = found.get(traceId);
    return row ? [itemOf(row)] : [];
  });
}

function itemOf(row: SummaryRow): TraceSummary {
  return {
    traceId: row.traceId,
    rootService: row.root[0],
    rootName: row.root[1],
    startUnixNano: row.startNano,
    durationMs: Number(row.durationNano) / 1e6,
    spans: Number(row.spans),
    errors: Number(row.errors),
    services: row.services,
  };
}
