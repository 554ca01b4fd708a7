import { EVENT_BROWSER_NAVIGATION, EVENT_EXCEPTION } from '@sightglass/api/semconv';
import type { Answer, Page, Scope } from '../scope.ts';
import { createBinder, type Source } from '../statement.ts';
import type { Window } from '../summary.ts';
import { measuresOf } from '../vitals/measures.ts';
import { pageEvents } from './events.ts';

/** What happened on the pages of one route. */
export interface PageSummary {
  /** The route, or the path where none is known. */
  route: string;
  views: number;
  sessions: number;
  errors: number;
  /** 75th percentiles; `null` where nothing was measured. */
  lcpP75: number | null;
  inpP75: number | null;
  clsP75: number | null;
}

const ROUTE = "if(Route = '', Path, toString(Route))";

interface PageRow {
  route: string;
  views: string;
  sessions: string;
  errors: string;
}

/** Pages by their routes, the most viewed first. */
export async function askPages(source: Source, scope: Scope, window: Window): Promise<Answer<Page<PageSummary>>> {
  const bind = createBinder();
  const isView = `EventName = ${bind('String', EVENT_BROWSER_NAVIGATION)}`;
  const { rows } = await source.query<PageRow>(
    `SELECT ${ROUTE} AS route, toString(uniqExactIf(Uid, ${isView}) AS n) AS views, toString(uniqExactIf(SessionId, ${isView} AND SessionId != '')) AS sessions, toString(uniqExactIf(Uid, NOT (${isView}))) AS errors
    ${pageEvents(source, bind, scope, [EVENT_BROWSER_NAVIGATION, EVENT_EXCEPTION])}
    GROUP BY route HAVING n > 0 ORDER BY n DESC, route LIMIT ${bind('UInt32', window.limit + 1)} OFFSET ${bind('UInt32', window.offset)}`,
    bind.values,
  );
  const shown = rows.slice(0, window.limit);
  const vitals = await vitalsOf(source, scope, shown);
  const items = shown.map(({ route, views, sessions, errors }): PageSummary => {
    const p75 = (name: string): number | null => vitals.get(`${name} ${route}`) ?? null;
    const counts = { views: Number(views), sessions: Number(sessions), errors: Number(errors) };
    return { route, ...counts, lcpP75: p75('lcp'), inpP75: p75('inp'), clsP75: p75('cls') };
  });
  return { range: scope.range, body: { items, more: rows.length > window.limit } };
}

async function vitalsOf(source: Source, scope: Scope, pages: readonly PageRow[]): Promise<Map<string, number>> {
  if (pages.length === 0) return new Map();
  const bind = createBinder();
  const routes = pages.map(({ route }) => bind('String', route)).join(', ');
  const { rows } = await source.query<{ route: string; name: string; p75: number }>(
    `SELECT key AS route, name, quantileExactInclusive(0.75)(value) AS p75
    FROM (${measuresOf(source, bind, scope, 'page', ['lcp', 'inp', 'cls'])}) WHERE key IN (${routes}) GROUP BY key, name`,
    bind.values,
  );
  return new Map(rows.map(({ route, name, p75 }) => [`${name} ${route}`, p75]));
}
