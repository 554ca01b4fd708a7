/** Every address of the pages is made here, for links, for the palette and for mails. */
import { formatQ } from './q.ts';
import type { Range } from './range.ts';
import { pageOfMetrics, type MetricsView } from './metric-query.ts';
import { formatSearch, parseSearch, type Address, type Filters } from './search.ts';

/** Where a link leads: a path and what it sets itself; the rest of the filters comes from where the reader is. */
export interface Target extends Partial<Address> {
  readonly path: string;
}

type Narrowing = Partial<Omit<Address, 'page'>>;

export const links = {
  overview: (narrowing: Narrowing = {}): Target => ({ path: '/', ...narrowing }),
  traces: (narrowing: Narrowing & { order?: string; status?: 'ok' | 'error' } = {}): Target => {
    const { order = '', status = '', ...rest } = narrowing;
    return { path: '/traces', ...rest, page: { order, status } };
  },
  logs: (narrowing: Narrowing = {}): Target => ({ path: '/logs', ...narrowing }),
  /** All lines that have these values, whatever the filters of the page that links there. */
  logsWith: (t: Range, wanted: Readonly<Record<string, string>>): Target => {
    const terms = Object.entries(wanted).filter(([, value]) => value !== '');
    const q = formatQ(
      terms.map(([key, value]) => ({ kind: 'key', not: false, key, operator: ':', values: [value] }) as const),
    );
    return { path: '/logs', t, service: [], env: [], release: [], q };
  },
  /** The lines of a trace, or of one span of it: all of them, whatever the filters of the page that links there. */
  logsOfTrace: (traceId: string, t: Range, spanId = ''): Target => links.logsWith(t, { spanId, traceId }),
  trace: (traceId: string, spanId = ''): Target => ({
    path: `/traces/${encodeURIComponent(traceId)}`,
    page: { span: spanId },
  }),
  /** The list of metrics; with queries the chart of them. */
  metrics: ({ queries, formula, ...narrowing }: Narrowing & MetricsView = {}): Target => ({
    path: '/metrics',
    ...narrowing,
    page: pageOfMetrics({ ...(queries && { queries }), ...(formula && { formula }) }),
  }),
  /** The page of one service; which one says the path, so a filter by service does not come along. */
  service: (service: string, narrowing: Narrowing = {}): Target => ({
    path: `/services/${encodeURIComponent(service)}`,
    service: [],
    ...narrowing,
  }),
  /** What people did; `has` narrows to sessions with an `error`, a `replay`, or a `rage` click. */
  sessions: (narrowing: Narrowing & { has?: string; user?: string } = {}): Target => {
    const { has = '', user = '', ...rest } = narrowing;
    return { path: '/sessions', ...rest, page: { has, user } };
  },
  /** One session; at a moment (ms since the epoch), or in one of its recordings. */
  session: (sessionId: string, atMs?: number, replay = ''): Target => ({
    path: `/sessions/${encodeURIComponent(sessionId)}`,
    page: { at: atMs === undefined ? '' : String(Math.floor(atMs)), replay },
  }),
  webVitals: (narrowing: Narrowing = {}): Target => ({ path: '/rum', ...narrowing }),
  /** How to send the first data. */
  start: (): Target => ({ path: '/start' }),
  settings: (part: 'projects' | 'keys' | 'views' | 'data' | 'refused' = 'projects'): Target => ({
    path: `/settings/${part}`,
  }),
  /** `from` is the address to go back to. */
  signIn: (from = ''): Target => ({ path: '/sign-in', page: { from } }),
};

/** The text of an address: what the target says, else the range and filters that are carried along. */
export function hrefOf(target: Target, carried: Partial<Filters> = {}): string {
  const { path, ...own } = target;
  const { t, service, env, release, project } = carried;
  const kept = {
    ...(t && { t }),
    ...(service && { service }),
    ...(env && { env }),
    ...(release && { release }),
    ...(project !== undefined && { project }),
  };
  return path + formatSearch({ ...kept, ...own });
}

/** A target from an address that the server sent; null when it is not one of these pages. */
export function targetOf(href: string): Target | null {
  if (!/^\/(?![/\\])/.test(href)) return null;
  const at = href.indexOf('?');
  const path = at === -1 ? href : href.slice(0, at);
  const given = new URLSearchParams(at === -1 ? '' : href.slice(at));
  const { t, service, env, release, project, q, page } = parseSearch(given.toString()).address;
  return {
    path,
    ...(given.has('t') && { t }),
    ...(given.has('service') && { service }),
    ...(given.has('env') && { env }),
    ...(given.has('release') && { release }),
    ...(given.has('project') && { project }),
    q,
    page,
  };
}

/** An address found in somebody's data, if it is one that a click may open: http or https, nothing else. */
export function safeHref(text: string): string | null {
  try {
    const { protocol, href } = new URL(text);
    return protocol === 'http:' || protocol === 'https:' ? href : null;
  } catch {
    return null;
  }
}
