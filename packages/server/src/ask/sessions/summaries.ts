import {
  EVENT_APP_WIDGET_CLICK,
  EVENT_BROWSER_NAVIGATION,
  EVENT_EXCEPTION,
  EVENT_SIGHTGLASS_REQUEST_FAILED,
} from '@sightglass/api/semconv';
import { bounded } from '../bounds.ts';
import type { TimeRange } from '../scope.ts';
import { anyOf, createBinder, type Source } from '../statement.ts';
import { readUserAgent, type Device } from './user-agent.ts';

/** One session in a list. */
export interface SessionSummary {
  sessionId: string;
  startUnixNano: string;
  endUnixNano: string;
  durationMs: number;
  /** Of its first event, as environment, release and browser are. */
  service: string;
  environment: string;
  release: string;
  /** The last that was told; empty where nobody was. */
  userId: string;
  anonymousId: string;
  device: Device;
  browser: string;
  os: string;
  /** The first and the last page. */
  entryPath: string;
  exitPath: string;
  pages: number;
  clicks: number;
  errors: number;
  failedRequests: number;
  rageClicks: number;
  deadClicks: number;
  /** Recordings of it. */
  replays: number;
  isSampled: boolean;
}

/** Numbers of a session, which arrive as texts. */
const COUNTS = ['pages', 'clicks', 'errors', 'failedRequests', 'rageClicks', 'deadClicks'] as const;

interface SummaryRow extends Omit<
  SessionSummary,
  (typeof COUNTS)[number] | 'device' | 'browser' | 'os' | 'replays' | 'durationMs' | 'isSampled'
> {
  counts: string[];
  agent: [userAgent: string, brands: string, platform: string, isMobile: string];
  isSampled: number;
}

/** Where sessions are looked for. */
export interface SessionsPlace {
  readonly project: string;
  readonly range: TimeRange;
}

/** Sessions in whole, in the order of their ids; those that have no event in the range are left out. */
export async function summariesOf(
  source: Source,
  place: SessionsPlace,
  sessionIds: readonly string[],
): Promise<SessionSummary[]> {
  if (sessionIds.length === 0) return [];
  const [rows, replays] = await Promise.all([rowsOf(source, place, sessionIds), replaysOf(source, place, sessionIds)]);
  const found = new Map(rows.map((row) => [row.sessionId, row]));
  return sessionIds.flatMap((id) => {
    const row = found.get(id);
    return row ? [summaryOf(row, replays.get(id) ?? 0)] : [];
  });
}

async function rowsOf(source: Source, place: SessionsPlace, sessionIds: readonly string[]): Promise<SummaryRow[]> {
  const bind = createBinder();
  const event = (name: string): string => `EventName = ${bind('String', name)}`;
  const isPage = event(EVENT_BROWSER_NAVIGATION);
  const isClick = event(EVENT_APP_WIDGET_CLICK);
  const counted = {
    pages: isPage,
    clicks: isClick,
    errors: event(EVENT_EXCEPTION),
    failedRequests: event(EVENT_SIGHTGLASS_REQUEST_FAILED),
    rageClicks: `${isClick} AND ClickKind = 'rage'`,
    deadClicks: `${isClick} AND ClickKind = 'dead'`,
  } satisfies Record<(typeof COUNTS)[number], string>;
  const counts = COUNTS.map((name) => `toString(uniqExactIf(Uid, ${counted[name]}))`);
  // Events of one moment: the id decides, so that two answers never differ.
  const when = '(Timestamp, Uid)';
  const last = (column: string): string => `argMaxIf(${column}, ${when}, ${column} != '')`;
  // Pages first, and among them by time; without a page view the paths of other events will do.
  const path = (pick: 'argMin' | 'argMax', page: string): string => `${pick}(Path, (${page}, ${when}))`;
  const { rows } = await source.query<SummaryRow>(
    `SELECT SessionId AS sessionId, toString(toUnixTimestamp64Nano(min(Timestamp))) AS startUnixNano, toString(toUnixTimestamp64Nano(max(Timestamp))) AS endUnixNano,
      argMin(toString(ServiceName), ${when}) AS service, argMin(toString(Environment), ${when}) AS environment, argMin(toString(Release), ${when}) AS release,
      ${last('UserId')} AS userId, ${last('AnonymousId')} AS anonymousId,
      argMin([toString(UserAgent), toString(Brands), toString(Platform), toString(IsMobile)], (UserAgent = '', ${when})) AS agent,
      ${path('argMin', `NOT (${isPage})`)} AS entryPath, ${path('argMax', isPage)} AS exitPath,
      [${counts.join(', ')}] AS counts, toUInt8(min(IsSampled)) AS isSampled
    ${bounded(source, bind, 'page_events', place, [anyOf(bind, 'SessionId', sessionIds)])} GROUP BY SessionId`,
    bind.values,
  );
  return rows;
}

async function replaysOf(
  source: Source,
  place: SessionsPlace,
  sessionIds: readonly string[],
): Promise<Map<string, number>> {
  const bind = createBinder();
  const { rows } = await source.query<{ sessionId: string; replays: string }>(
    `SELECT SessionId AS sessionId, toString(uniqExact(ReplayId)) AS replays
    ${bounded(source, bind, 'otel_replay', place, [anyOf(bind, 'SessionId', sessionIds)])} GROUP BY SessionId`,
    bind.values,
  );
  return new Map(rows.map(({ sessionId, replays }) => [sessionId, Number(replays)]));
}

function summaryOf({ agent, counts, isSampled, ...row }: SummaryRow, replays: number): SessionSummary {
  const [userAgent, brands, platform, isMobile] = agent;
  const count = (name: (typeof COUNTS)[number]): number => Number(counts[COUNTS.indexOf(name)]);
  return {
    ...row,
    durationMs: Number(BigInt(row.endUnixNano) - BigInt(row.startUnixNano)) / 1e6,
    ...readUserAgent({ userAgent, brands, platform, isMobile: isMobile === 'true' }),
    pages: count('pages'),
    clicks: count('clicks'),
    errors: count('errors'),
    failedRequests: count('failedRequests'),
    rageClicks: count('rageClicks'),
    deadClicks: count('deadClicks'),
    replays,
    isSampled: isSampled === 1,
  };
}
