import type { LogSearch } from '../ask/logs/found.ts';
import type { FoundLines, LogOrder, LogsPage } from '../ask/logs/lines.ts';
import type { LogLine } from '../ask/logs/line.ts';
import { parseText } from '../ask/logs/text.ts';
import type { Scope } from '../ask/scope.ts';
import { markOf, readCursor, writeCursor } from './cursor.ts';
import { badField } from './problem.ts';
import type { Context } from './question.ts';
import { scopeOf, type ScopeParams } from './scope-of.ts';

const MAX_TERMS = 20;

interface SearchParams extends ScopeParams {
  q?: string | undefined;
}

/** Scope and search of a question about logs. */
export async function logsScopeOf(
  context: Context,
  params: SearchParams,
  range?: Scope['range'],
): Promise<[Scope, LogSearch]> {
  const terms = parseText(params.q ?? '');
  if (terms.length > MAX_TERMS) throw badField('q', params.q, `Search for at most ${MAX_TERMS} words and phrases.`);
  return [await scopeOf(context, params, range, 'logs'), { terms }];
}

/** A page of `GET /logs`. */
export interface LogsPageOf {
  readonly scope: Scope;
  readonly question: LogSearch & LogsPage;
  readonly mark: string;
}

/** Reads filters, order, limit and cursor. */
export async function logsPageOf(
  context: Context,
  params: SearchParams & { order: LogOrder; limit: number; cursor?: string | undefined },
): Promise<LogsPageOf> {
  const mark = markOf('logs', { ...params });
  const cursor = params.cursor === undefined ? undefined : readCursor(params.cursor, mark);
  if (cursor && typeof cursor.place === 'number') {
    throw badField('cursor', params.cursor, 'Give the `next` of the answer before, unchanged.');
  }
  const [scope, search] = await logsScopeOf(context, params, cursor);
  const after = Array.isArray(cursor?.place) ? ([cursor.place[0], cursor.place[1]] as const) : undefined;
  return { scope, question: { ...search, order: params.order, limit: params.limit, after }, mark };
}

/** Items with the cursor of the page after them. */
export function nextLines(page: LogsPageOf, answer: FoundLines): { items: LogLine[]; next: string | null } {
  const { fromMs, toMs } = page.scope.range;
  const next =
    answer.more && answer.last
      ? writeCursor(page.mark, { fromMs, toMs, place: [...answer.last, page.question.order] })
      : null;
  return { items: answer.items, next };
}
