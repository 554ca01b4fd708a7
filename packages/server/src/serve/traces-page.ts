import type { Scope } from '../ask/scope.ts';
import type { TraceOrder, TraceSearch } from '../ask/traces/found.ts';
import type { FoundPage, TracesPage, TraceSummary } from '../ask/traces/search.ts';
import { markOf, readCursor, writeCursor } from './cursor.ts';
import { badField } from './problem.ts';
import type { Context } from './question.ts';
import { scopeOf, type ScopeParams } from './scope-of.ts';

interface SearchParams extends ScopeParams {
  q?: string | undefined;
  status?: 'ok' | 'error' | undefined;
  minDurationMs?: number | undefined;
  maxDurationMs?: number | undefined;
}

/** Scope and search of a question about traces. */
export async function tracesScopeOf(
  context: Context,
  params: SearchParams,
  range?: Scope['range'],
): Promise<[Scope, TraceSearch]> {
  const { minDurationMs, maxDurationMs } = params;
  if (minDurationMs !== undefined && maxDurationMs !== undefined && minDurationMs > maxDurationMs) {
    throw badField('minDurationMs', minDurationMs, `Give at most maxDurationMs, which is ${maxDurationMs}.`);
  }
  const words = (params.q ?? '').split(/\s+/).filter((word) => word !== '');
  if (words.length > 10) throw badField('q', params.q, 'Search for at most 10 words.');
  return [await scopeOf(context, params, range), { words, status: params.status, minDurationMs, maxDurationMs }];
}

/** A page of `GET /traces`. */
export interface TracesPageOf {
  readonly scope: Scope;
  readonly question: TraceSearch & TracesPage;
  readonly mark: string;
}

/** Reads filters, order, limit and cursor. */
export async function tracesPageOf(
  context: Context,
  params: SearchParams & { order: TraceOrder; limit: number; cursor?: string | undefined },
): Promise<TracesPageOf> {
  const mark = markOf('traces', { ...params });
  const cursor = params.cursor === undefined ? undefined : readCursor(params.cursor, mark);
  if (cursor && typeof cursor.place === 'number') {
    throw badField('cursor', params.cursor, 'Give the `next` of the answer before, unchanged.');
  }
  const [scope, search] = await tracesScopeOf(context, params, cursor);
  const after = Array.isArray(cursor?.place) ? cursor.place : undefined;
  return { scope, question: { ...search, order: params.order, limit: params.limit, after }, mark };
}

/** Items with the cursor of the page after them. */
export function nextTraces(page: TracesPageOf, answer: FoundPage): { items: TraceSummary[]; next: string | null } {
  const { fromMs, toMs } = page.scope.range;
  const next = answer.more && answer.last ? writeCursor(page.mark, { fromMs, toMs, place: answer.last }) : null;
  return { items: answer.items, next };
}
