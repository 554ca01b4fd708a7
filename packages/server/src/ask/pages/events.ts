import { bounded } from '../bounds.ts';
import { filtersSql } from '../conditions.ts';
import type { Scope } from '../scope.ts';
import { anyOf, type Binder, type Source } from '../statement.ts';

/**
 * `FROM … WHERE …`: events of pages by their names. Conditions on attributes are asked of log records, which hold all of them; the ids of
 * those that match then narrow the events.
 */
export function pageEvents(source: Source, bind: Binder, scope: Scope, names: readonly string[]): string {
  const named = anyOf(bind, 'EventName', names);
  const own = filtersSql(bind, { ...scope, where: [] }, 'logs') ?? [];
  const uid =
    "if(RecordUid = '', sipHash64(Timestamp, TraceId, SpanId, Body, mapSort(LogAttributes)), sipHash64(RecordUid))";
  const matching =
    scope.where.length === 0
      ? undefined
      : `Uid IN (SELECT ${uid} ${bounded(source, bind, 'otel_logs', scope, [named, ...(filtersSql(bind, scope, 'logs') ?? [])])})`;
  return bounded(source, bind, 'page_events', scope, [named, ...own, matching]);
}
