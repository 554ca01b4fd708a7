import { bounded } from '../bounds.ts';
import type { Answer, TimeRange } from '../scope.ts';
import { createBinder, type Source } from '../statement.ts';
import { askRecordings, type Recording } from './recordings.ts';
import { summariesOf, type SessionSummary } from './summaries.ts';
import { askTimeline, type SessionEvent } from './timeline.ts';

/** One session with what happened in it. */
export interface Session {
  session: SessionSummary;
  replays: Recording[];
  /** Oldest first. */
  events: SessionEvent[];
  /** Whether events were left out, the latest. */
  isTruncated: boolean;
}

/** Records of the session that other services wrote may lie a little outside it: their clocks differ, and they answer after the page has gone. */
const MARGIN_MS = 60_000;

/** One session in whole; undefined where there is none of this id. */
export async function askSession(
  source: Source,
  project: string,
  sessionId: string,
  within: TimeRange,
): Promise<Answer<Session> | undefined> {
  const range = await rangeOfSession(source, project, sessionId, within);
  if (range === undefined) return undefined;
  const around = { fromMs: Math.max(0, range.fromMs - MARGIN_MS), toMs: range.toMs + MARGIN_MS };
  const [[session], replays, timeline] = await Promise.all([
    summariesOf(source, { project, range }, [sessionId]),
    askRecordings(source, { project, range: around }, sessionId),
    askTimeline(source, { project, range: around }, sessionId),
  ]);
  return session && { range, body: { session, replays, ...timeline } };
}

/** From the first event to behind the last; undefined without any. */
export async function rangeOfSession(
  source: Source,
  project: string,
  sessionId: string,
  range: TimeRange,
): Promise<TimeRange | undefined> {
  const bind = createBinder();
  const { rows } = await source.query<{ first: string; last: string; n: string }>(
    `SELECT toString(toUnixTimestamp64Milli(min(Timestamp))) AS first, toString(toUnixTimestamp64Milli(max(Timestamp))) AS last, toString(count()) AS n
    ${bounded(source, bind, 'page_events', { project, range }, [`SessionId = ${bind('String', sessionId)}`])}`,
    bind.values,
  );
  const [row] = rows;
  return row === undefined || row.n === '0' ? undefined : { fromMs: Number(row.first), toMs: Number(row.last) + 1 };
}
