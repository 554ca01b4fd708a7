import { bounded } from '../bounds.ts';
import type { Answer, Page, Scope, TimeRange } from '../scope.ts';
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

/** Shorter ranges are not worth a second look. */
const MIN_PARTED_MS = 30 * 60_000;

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
  const part = recentPart(scope.range, search);
  const recent = part && (await pageIn(source, { ...scope, range: part }, search, part.fromMs));
  // One that really began earlier, and paused for longer than is looked around the part, has its place further down the list.
  const isWhole = part && recent?.items.every((item) => Number(item.startUnixNano) / 1e6 >= part.fromMs);
  const body = recent?.more === true && isWhole === true ? recent : await pageIn(source, scope, search, 0);
  return { range: scope.range, body };
}

/** The part of a range that is worth trying first for its newest traces: the last sixteenth before where the list goes on. */
function recentPart({ fromMs, toMs }: TimeRange, { order, after }: TracesPage): TimeRange | undefined {
  if (order !== 'newest' || toMs - fromMs < MIN_PARTED_MS) return undefined;
  const endMs = after ? Math.ceil(Number(after[1]) / 1e6) : toMs;
  const startMs = Math.floor(endMs - (toMs - fromMs) / 16);
  return startMs > fromMs ? { fromMs: startMs, toMs } : undefined;
}

async function pageIn(
  source: Source,
  scope: Scope,
  search: TraceSearch & TracesPage,
  sinceMs: number,
): Promise<FoundPage> {
  const places = await placesOf(source, scope, search, sinceMs);
  const shown = places.slice(0, search.limit);
  const items = await summaries(
    source,
    scope,
    shown.map(([, , traceId]) => traceId),
  );
  return { items, more: places.length > search.limit, last: shown.at(-1) };
}

/** Where the found traces that began at `sinceMs` or later stand in their list. */
async function placesOf(
  source: Source,
  scope: Scope,
  search: TraceSearch & TracesPage,
  sinceMs: number,
): Promise<TracePlace[]> {
  const bind = createBinder();
  const after = search.after ? ` AND ${isAfter(bind, search.after)}` : '';
  const { rows } = await source.query<{ place: TracePlace }>(
    `SELECT [toString(sortedBy), toString(start), TraceId] AS place FROM (
      SELECT TraceId, ${SORT_BY[search.order]} AS sortedBy, ${SORT_BY.newest} AS start ${foundTraces(source, bind, scope, search)}
    ) WHERE start >= ${bind('Int64', sinceMs)} * 1000000${after}
    ORDER BY sortedBy DESC, start DESC, TraceId LIMIT ${bind('UInt32', search.limit + 1)}`,
    bind.values,
  );
  return rows.map((row) => row.place);
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

/** Traces as a list shows them, in the order of their ids. */
export async function summaries(source: Source, scope: Scope, traceIds: readonly string[]): Promise<TraceSummary[]> {
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
