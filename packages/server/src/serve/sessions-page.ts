import { ANY_TIME } from '../ask/bounds.ts';
import type { Scope, TimeRange } from '../ask/scope.ts';
import type { SessionOrder, SessionSearch, SessionTrait } from '../ask/sessions/found.ts';
import type { FoundSessions, SessionPlace, SessionsPage } from '../ask/sessions/list.ts';
import type { SessionSummary } from '../ask/sessions/summaries.ts';
import { timeOfId } from '../receive/once/id-time.ts';
import { markOf, readCursor, writeCursor } from './cursor.ts';
import { badField } from './problem.ts';
import type { Context } from './question.ts';
import { scopeOf, type ScopeParams } from './scope-of.ts';

const MAX_WORDS = 10;

interface SearchParams extends ScopeParams {
  has?: SessionTrait | undefined;
  user?: string | undefined;
  q?: string | undefined;
  sort: SessionOrder;
  limit: number;
  cursor?: string | undefined;
}

/** A page of `GET /sessions`. */
export interface SessionsPageOf {
  readonly scope: Scope;
  readonly question: SessionSearch & SessionsPage;
  readonly mark: string;
}

/** Reads filters, search, order, limit and cursor. */
export async function sessionsPageOf(context: Context, params: SearchParams): Promise<SessionsPageOf> {
  const mark = markOf('sessions', { ...params });
  const cursor = params.cursor === undefined ? undefined : readCursor(params.cursor, mark);
  if (cursor && typeof cursor.place === 'number') {
    throw badField('cursor', params.cursor, 'Give the `next` of the answer before, unchanged.');
  }
  const words = (params.q ?? '').split(/\s+/).filter((word) => word !== '');
  if (words.length > MAX_WORDS) throw badField('q', params.q, `Search for at most ${MAX_WORDS} words.`);
  const { has, user, sort, limit } = params;
  const scope = await scopeOf(context, params, cursor, 'logs');
  const after: SessionPlace | undefined = Array.isArray(cursor?.place) ? cursor.place : undefined;
  return { scope, question: { has, user, words, order: sort, limit, after }, mark };
}

/** Items with the cursor of the page after them. */
export function nextSessions(
  page: SessionsPageOf,
  answer: FoundSessions,
): { items: SessionSummary[]; next: string | null } {
  const { fromMs, toMs } = page.scope.range;
  const next = answer.more && answer.last ? writeCursor(page.mark, { fromMs, toMs, place: [...answer.last] }) : null;
  return { items: answer.items, next };
}

const DAY_MS = 86_400_000;

/** When a session with this id may have been: ids of version 7 begin with their time. */
export function withinOf(sessionId: string): TimeRange {
  const timeMs = timeOfId(sessionId);
  return timeMs === undefined ? ANY_TIME : { fromMs: Math.max(0, timeMs - DAY_MS), toMs: timeMs + 2 * DAY_MS };
}
