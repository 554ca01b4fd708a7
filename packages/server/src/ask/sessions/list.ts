import type { Answer, Page, Scope } from '../scope.ts';
import { createBinder, type Binder, type Source } from '../statement.ts';
import { aroundSessions, foundSessions, sortedBy, type SessionOrder, type SessionSearch } from './found.ts';
import { summariesOf, type SessionSummary } from './summaries.ts';

/** Where a session stands in its list: what it is sorted by, its start, a number made of its id. */
export type SessionPlace = readonly [sortedBy: string, start: string, id: string];

/** Which of the found sessions are answered. */
export interface SessionsPage {
  readonly order: SessionOrder;
  readonly limit: number;
  /** The last session of the page before. */
  readonly after: SessionPlace | undefined;
}

/** A page of sessions with the place of its last one. */
export interface FoundSessions extends Page<SessionSummary> {
  readonly last: SessionPlace | undefined;
}

/** Sessions that a search finds, each in whole. */
export async function askSessions(
  source: Source,
  scope: Scope,
  search: SessionSearch & SessionsPage,
): Promise<Answer<FoundSessions>> {
  const bind = createBinder();
  const { rows } = await source.query<{ id: string; place: [string, string, string] }>(
    `SELECT SessionId AS id, [toString(sortedBy), toString(start), toString(number)] AS place FROM (
      SELECT SessionId, ${sortedBy(bind, search.order)} AS sortedBy, ${sortedBy(bind, 'newest')} AS start, cityHash64(SessionId) AS number
      ${foundSessions(source, bind, scope, search)}
    ) WHERE ${search.after ? isAfter(bind, search.after) : '1'}
    ORDER BY sortedBy DESC, start DESC, number LIMIT ${bind('UInt32', search.limit + 1)}`,
    bind.values,
  );
  const shown = rows.slice(0, search.limit);
  const place = { project: scope.project, range: aroundSessions(scope.range) };
  const items = await summariesOf(
    source,
    place,
    shown.map(({ id }) => id),
  );
  return { range: scope.range, body: { items, more: rows.length > search.limit, last: shown.at(-1)?.place } };
}

function isAfter(bind: Binder, [by, start, number]: SessionPlace): string {
  const place = `(-${bind('Int64', by)}, -${bind('Int64', start)}, toUInt64(${bind('String', number)}))`;
  return `(-sortedBy, -start, number) > ${place}`;
}
