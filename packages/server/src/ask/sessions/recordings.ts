import {
  ATTR_SIGHTGLASS_REPLAY_EVENTS,
  ATTR_SIGHTGLASS_REPLAY_FIRST_TS,
  ATTR_SIGHTGLASS_REPLAY_LAST_TS,
  ATTR_SIGHTGLASS_REPLAY_PART,
} from '@sightglass/api/semconv';
import { bounded } from '../bounds.ts';
import { createBinder, type Source } from '../statement.ts';
import type { SessionsPlace } from './summaries.ts';

/** One recording of a session: that of one page load. */
export interface Recording {
  replayId: string;
  startMs: number;
  endMs: number;
  chunks: number;
  events: number;
  /** Whether no chunk is missing before the last one that came. */
  isComplete: boolean;
}

const MOST = 1000;

interface RecordingRow {
  replayId: string;
  startMs: string;
  endMs: string;
  chunks: string;
  events: string;
  lastSeq: number;
}

/** The recordings of a session, oldest first. A chunk that was stored twice counts once. */
export async function askRecordings(source: Source, place: SessionsPlace, sessionId: string): Promise<Recording[]> {
  const bind = createBinder();
  const number = (key: string): string => `toUInt64OrZero(LogAttributes[${bind('String', key)}])`;
  // Each part of a list tells how many events the list has.
  const isFirstPart = `match(LogAttributes[${bind('String', ATTR_SIGHTGLASS_REPLAY_PART)}], '^(1/|$)')`;
  const { rows } = await source.query<RecordingRow>(
    `SELECT replayId, toString(min(first)) AS startMs, toString(max(last)) AS endMs, toString(count()) AS chunks, toString(sum(n)) AS events, max(Seq) AS lastSeq FROM (
      SELECT ReplayId AS replayId, Seq, any(${number(ATTR_SIGHTGLASS_REPLAY_FIRST_TS)}) AS first, any(${number(ATTR_SIGHTGLASS_REPLAY_LAST_TS)}) AS last, any(if(${isFirstPart}, ${number(ATTR_SIGHTGLASS_REPLAY_EVENTS)}, 0)) AS n
      ${bounded(source, bind, 'otel_replay', place, [`SessionId = ${bind('String', sessionId)}`])} GROUP BY replayId, Seq
    ) GROUP BY replayId ORDER BY min(first), replayId LIMIT ${MOST}`,
    bind.values,
  );
  return rows.map((row) => ({
    replayId: row.replayId,
    startMs: Number(row.startMs),
    endMs: Number(row.endMs),
    chunks: Number(row.chunks),
    events: Number(row.events),
    isComplete: Number(row.chunks) === row.lastSeq + 1,
  }));
}
