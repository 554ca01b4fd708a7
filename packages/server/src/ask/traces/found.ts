/**
 * Which traces a search finds. A trace is found when one of its spans begins in the range and matches every filter and word at once, and
 * none of its spans is what a negated filter (`!=`, `!~`, `!key?`) rules out: nearly every trace has some other span, so that asked of one
 * span these would find everything. It is then looked at in whole: duration, status and counts are those of the trace.
 */
import { bounded } from '../bounds.ts';
import { conditionSql, filtersSql } from '../conditions.ts';
import type { Scope, TimeRange } from '../scope.ts';
import { anyOf, type Binder, type Source } from '../statement.ts';
import { ruledOutBy } from '../where.ts';

/** What is searched besides the filters of the scope. */
export interface TraceSearch {
  /** Each of them in the name, service or status message of the span. */
  readonly words: readonly string[];
  /** `error`: with a failed span; `ok`: without one. */
  readonly status: 'ok' | 'error' | undefined;
  readonly minDurationMs: number | undefined;
  readonly maxDurationMs: number | undefined;
  /** Only these traces. @defaultValue all */
  readonly among?: readonly string[];
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
  const matching = matchingSpans(bind, scope, search);
  const { fromMs, toMs } = scope.range;
  const inRange = `toUnixTimestamp64Milli(Timestamp) >= ${bind('Int64', fromMs)} AND toUnixTimestamp64Milli(Timestamp) < ${bind('Int64', toMs)}`;
  const having = [
    // Without a filter the set of all traces would only repeat what is grouped anyway.
    ...(matching.length === 0 ? [`countIf(${inRange}) > 0`] : []),
    ...wholeTrace(bind, search),
  ];
  const rows = bounded(source, bind, 'otel_traces', { ...scope, range: around(scope.range) }, [
    "TraceId != ''",
    anyOf(bind, 'TraceId', search.among ?? []),
    matching.length > 0
      ? `TraceId IN (SELECT TraceId ${bounded(source, bind, 'otel_traces', scope, matching)})`
      : undefined,
    ...withoutRuledOut(source, bind, scope),
  ]);
  return `${rows} GROUP BY TraceId${having.length > 0 ? ` HAVING ${having.join(' AND ')}` : ''}`;
}

/** `FROM … WHERE …`: the spans of found traces that begin in the range. Costs no group a trace unless whole traces are asked about. */
export function spansOfFound(source: Source, bind: Binder, scope: Scope, search: TraceSearch): string {
  const matching = matchingSpans(bind, scope, search);
  const isAboutTraces = wholeTrace(bind, search).length > 0;
  const matched = isAboutTraces
    ? foundTraces(source, bind, scope, search)
    : bounded(source, bind, 'otel_traces', scope, matching);
  return bounded(source, bind, 'otel_traces', scope, [
    "TraceId != ''",
    isAboutTraces || matching.length > 0 ? `TraceId IN (SELECT TraceId ${matched})` : undefined,
    ...(isAboutTraces ? [] : withoutRuledOut(source, bind, scope)),
  ]);
}

/** What one span must fulfil for its trace to be found. */
function matchingSpans(bind: Binder, scope: Scope, search: TraceSearch): string[] {
  const asked = { ...scope, where: scope.where.filter((condition) => ruledOutBy(condition) === undefined) };
  return [...(filtersSql(bind, asked, 'spans') ?? []), ...search.words.map((word) => holds(bind, word))];
}

/** Leaves out the traces with a span that a negated filter rules out. */
function withoutRuledOut(source: Source, bind: Binder, scope: Scope): string[] {
  const anywhere = { ...scope, range: around(scope.range) };
  return scope.where.flatMap((condition) => {
    const ruledOut = ruledOutBy(condition);
    if (ruledOut === undefined) return [];
    const spans = bounded(source, bind, 'otel_traces', anywhere, [conditionSql(bind, ruledOut, 'spans')]);
    return [`TraceId NOT IN (SELECT TraceId ${spans})`];
  });
}

/** What a whole trace must fulfil. */
function wholeTrace(bind: Binder, { status, minDurationMs, maxDurationMs }: TraceSearch): string[] {
  const failed = "countIf(StatusCode = 'Error')";
  return [
    ...(status === undefined ? [] : [`${failed} ${status === 'error' ? '>' : '='} 0`]),
    ...(minDurationMs === undefined ? [] : [`${DURATION} >= ${bind('Float64', minDurationMs * 1e6)}`]),
    ...(maxDurationMs === undefined ? [] : [`${DURATION} <= ${bind('Float64', maxDurationMs * 1e6)}`]),
  ];
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
