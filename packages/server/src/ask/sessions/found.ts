/**
 * Which sessions a search finds. A session is found when one of its events lies in the range and is of the services, environments and
 * releases that are asked for, when one of its records matches every `where=`, and none of them is what a negated one (`!=`, `!~`, `!key?`)
 * rules out. It is then looked at in whole: what it counts, its start and its length are those of the session, also before and after the range.
 */
import { EVENT_APP_WIDGET_CLICK, EVENT_EXCEPTION } from '@sightglass/api/semconv';
import { bounded } from '../bounds.ts';
import { conditionSql, filtersSql } from '../conditions.ts';
import type { Scope, TimeRange } from '../scope.ts';
import type { Binder, Source } from '../statement.ts';
import { ruledOutBy } from '../where.ts';

/** What a session may be asked to have. */
export type SessionTrait = 'error' | 'replay' | 'rage';

/** What is searched besides the filters of the scope. */
export interface SessionSearch {
  readonly has: SessionTrait | undefined;
  /** `user.id` or `enduser.pseudo.id`. */
  readonly user: string | undefined;
  /** Each of them in the session's id, its person or a path it went to. */
  readonly words: readonly string[];
}

/** How found sessions are sorted; the newest of equal ones first. */
export type SessionOrder = 'newest' | 'longest' | 'errors';

/** What each order sorts by, largest first; whole numbers. */
export function sortedBy(bind: Binder, order: SessionOrder): string {
  if (order === 'newest') return 'min(toUnixTimestamp64Nano(Timestamp))';
  if (order === 'longest') return 'max(toUnixTimestamp64Nano(Timestamp)) - min(toUnixTimestamp64Nano(Timestamp))';
  return `toInt64(uniqExactIf(Uid, EventName = ${bind('String', EVENT_EXCEPTION)}))`;
}

/** How far around the range the rest of a session is looked for: longer ones are cut there. */
const AROUND_MS = 86_400_000;

/** The range with what surrounds it. */
export function aroundSessions({ fromMs, toMs }: TimeRange): TimeRange {
  return { fromMs: Math.max(0, fromMs - AROUND_MS), toMs: toMs + AROUND_MS };
}

/** In ranges up to this length the sessions are few enough to be looked up by their ids. */
const FEW_MS = 6 * 3_600_000;

/** `FROM … GROUP BY SessionId HAVING …`: one group a found session, over all of its events. */
export function foundSessions(source: Source, bind: Binder, scope: Scope, search: SessionSearch): string {
  const named = filtersSql(bind, { ...scope, where: [] }, 'logs') ?? [];
  const { fromMs, toMs } = scope.range;
  const inRange = `toUnixTimestamp64Milli(Timestamp) >= ${bind('Int64', fromMs)} AND toUnixTimestamp64Milli(Timestamp) < ${bind('Int64', toMs)}`;
  const isShort = toMs - fromMs <= FEW_MS;
  const among = (from: string): string => `SessionId IN (SELECT SessionId ${from})`;
  const rows = bounded(source, bind, 'page_events', { ...scope, range: aroundSessions(scope.range) }, [
    "SessionId != ''",
    isShort ? among(bounded(source, bind, 'page_events', scope, named)) : undefined,
    search.has === 'replay' ? among(bounded(source, bind, 'otel_replay', scope)) : undefined,
    ...recordsMatching(source, bind, scope).map(among),
    ...recordsRuledOut(source, bind, scope).map((from) => `SessionId NOT IN (SELECT SessionId ${from})`),
  ]);
  const having = [
    // Of a long range the set of all sessions would only repeat what is grouped anyway.
    ...(isShort ? [] : [`countIf(${[inRange, ...named].map((condition) => `(${condition})`).join(' AND ')}) > 0`]),
    ...wholeSession(bind, search),
  ];
  return `${rows} GROUP BY SessionId${having.length > 0 ? ` HAVING ${having.join(' AND ')}` : ''}`;
}

function recordsMatching(source: Source, bind: Binder, scope: Scope): string[] {
  const asked = { ...scope, where: scope.where.filter((condition) => ruledOutBy(condition) === undefined) };
  if (asked.where.length === 0) return [];
  return [bounded(source, bind, 'otel_logs', scope, filtersSql(bind, asked, 'logs') ?? [])];
}

function recordsRuledOut(source: Source, bind: Binder, scope: Scope): string[] {
  const anywhere = { ...scope, range: aroundSessions(scope.range) };
  return scope.where.flatMap((condition) => {
    const ruledOut = ruledOutBy(condition);
    if (ruledOut === undefined) return [];
    return [bounded(source, bind, 'otel_logs', anywhere, ["SessionId != ''", conditionSql(bind, ruledOut, 'logs')])];
  });
}

/** What a whole session must fulfil. */
function wholeSession(bind: Binder, { has, user, words }: SessionSearch): string[] {
  const event = (name: string): string => `EventName = ${bind('String', name)}`;
  const any = (condition: string): string => `countIf(${condition}) > 0`;
  return [
    ...(has === 'error' ? [any(event(EVENT_EXCEPTION))] : []),
    ...(has === 'rage' ? [any(`${event(EVENT_APP_WIDGET_CLICK)} AND ClickKind = 'rage'`)] : []),
    ...(user === undefined ? [] : [any(`${bind('String', user)} IN (UserId, AnonymousId)`)]),
    ...words.map((word) => any(holds(bind, word))),
  ];
}

function holds(bind: Binder, word: string): string {
  const needle = bind('String', word);
  return ['SessionId', 'UserId', 'AnonymousId', 'Path']
    .map((column) => `positionCaseInsensitiveUTF8(${column}, ${needle}) > 0`)
    .join(' OR ');
}
