/**
 * Which traces a search finds. A trace is found when one of its spans begins in the range and matches every filter and word at once; it is
 * then looked at in whole: duration, status and counts are those of the trace, not of the spans that matched.
 */
import { bounded } from '../bounds.ts';
import { filtersSql } from '../conditions.ts';
import type { Scope, TimeRange } from '../scope.ts';
import type { Binder, Source } from '../statement.ts';

/** What is searched besides the filters of the scope. */
export interface TraceSearch {
  /** Each of them in the name, service or status message of the span. */
  readonly words: readonly string[];
  /** `error`: with a failed span; `ok`: without one. */
  readonly status: 'ok' | 'error' | undefined;
  readonly minDurationMs: number | undefined;
  readonly maxDurationMs: number | undefined;
}

/** How far around the range the rest of a found trace is looked for while searching; traces that last longer are cut for it. */
const AROUND_MS = 5 * 60_000;

/** The range with what surrounds it. */
export function around({ fromMs, toMs }: TimeRange): TimeRange {
  return { fromMs: Math.max(0, fromMs - AROUND_MS), toMs: toMs + AROUND_MS };
}

/** Nanoseconds from the first start to the last end of the spans of a group. */
const DURATION = 'max(toUnixTimestamp64Nano(Timestamp) + toInt64(Duration)) - min(toUnixTimestamp64Nano(Timestamp))';

/** `FROM … GROUP BY TraceId HAVING …`: one group a found trace, over all of its spans. */
export function foundTraces(source: Source, bind: Binder, scope: Scope, search: TraceSearch): string {
  const matching = [...(filtersSql(bind, scope, 'spans') ?? []), ...search.words.map((word) => holds(bind, word))];
  const matched = `TraceId IN (SELECT TraceId ${bounded(source, bind, 'otel_traces', scope, matching)})`;
  const { fromMs, toMs } = scope.range;
  const inRange = `toUnixTimestamp64Milli(Timestamp) >= ${bind('Int64', fromMs)} AND toUnixTimestamp64Milli(Timestamp) < ${bind('Int64', toMs)}`;
  const having = [
    // Without a filter the set of all traces would only repeat what is grouped anyway.
    matching.length === 0 ? `countIf(${inRange}) > 0` : undefined,
    search.status === 'error' ? "countIf(StatusCode = 'Error') > 0" : undefined,
    search.status === 'ok' ? "countIf(StatusCode = 'Error') = 0" : undefined,
    search.minDurationMs === undefined ? undefined : `${DURATION} >= ${bind('Float64', search.minDurationMs * 1e6)}`,
    search.maxDurationMs === undefined ? undefined : `${DURATION} <= ${bind('Float64', search.maxDurationMs * 1e6)}`,
  ].filter((condition) => condition !== undefined);
  const rows = bounded(source, bind, 'otel_traces', { ...scope, range: around(scope.range) }, [
    "TraceId != ''",
    matching.length > 0 ? matched : undefined,
  ]);
  return `${rows} GROUP BY TraceId${having.length > 0 ? ` HAVING ${having.join(' AND ')}` : ''}`;
}

function holds(bind: Binder, word: string): string {
  const needle = bind('String', word);
  return ['SpanName', 'ServiceName', 'StatusMessage']
    .map((column) => `positionCaseInsensitiveUTF8(${column}, ${needle}) > 0`)
    .join(' OR ');
}

/** How found traces are sorted; the newest of equal ones first. */
export type TraceOrder = 'newest' | 'slowest' | 'spans' | 'errors';

/** What each order sorts by, largest first. */
export const SORT_BY: Readonly<Record<TraceOrder, string>> = {
  newest: 'min(toUnixTimestamp64Nano(Timestamp))',
  slowest: DURATION,
  spans: 'toInt64(uniqExact(SpanId))',
  errors: "toInt64(uniqExactIf(SpanId, StatusCode = 'Error'))",
};
