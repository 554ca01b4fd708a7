/** The chunks of a recording as they are stored. One that was stored twice is told once. */
import {
  ATTR_SIGHTGLASS_REPLAY_FIRST_TS,
  ATTR_SIGHTGLASS_REPLAY_FULL_SNAPSHOT,
  ATTR_SIGHTGLASS_REPLAY_LAST_TS,
  ATTR_SIGHTGLASS_REPLAY_PART,
} from '@sightglass/api/semconv';
import { bounded } from '../bounds.ts';
import { createBinder, type Binder, type Source } from '../statement.ts';
import type { Chunk } from './pieces.ts';
import type { SessionsPlace } from './summaries.ts';

/** Which recording. */
export interface RecordingPlace extends SessionsPlace {
  readonly sessionId: string;
  readonly replayId: string;
}

function fromRecording(source: Source, bind: Binder, recording: RecordingPlace, condition: string | undefined): string {
  return bounded(source, bind, 'otel_replay', recording, [
    `SessionId = ${bind('String', recording.sessionId)}`,
    `ReplayId = ${bind('String', recording.replayId)}`,
    condition,
  ]);
}

function attribute(bind: Binder, key: string): string {
  return `LogAttributes[${bind('String', key)}]`;
}

/** The beginning of a list of events: a whole one, or the first of its parts. */
function isFirstPart(bind: Binder): string {
  return `match(${attribute(bind, ATTR_SIGHTGLASS_REPLAY_PART)}, '^(1/|$)')`;
}

/** Milliseconds since the epoch. */
function timeSql(bind: Binder, key: string): string {
  return `toUInt64OrZero(${attribute(bind, key)})`;
}

/** Chunks without their bodies, in the order of their numbers. */
export async function chunksAfter(
  source: Source,
  recording: RecordingPlace,
  after: number,
  limit: number,
): Promise<Chunk[]> {
  const bind = createBinder();
  const { rows } = await source.query<Record<'size' | 'firstMs' | 'lastMs' | 'part', string> & { seq: number }>(
    `SELECT Seq AS seq, toString(BodySize) AS size, toString(${timeSql(bind, ATTR_SIGHTGLASS_REPLAY_FIRST_TS)}) AS firstMs,
      toString(${timeSql(bind, ATTR_SIGHTGLASS_REPLAY_LAST_TS)}) AS lastMs, ${attribute(bind, ATTR_SIGHTGLASS_REPLAY_PART)} AS part
    ${fromRecording(source, bind, recording, `toInt64(Seq) > ${bind('Int64', after)}`)}
    ORDER BY Seq, RecordUid LIMIT 1 BY Seq LIMIT ${bind('UInt32', limit)}`,
    bind.values,
  );
  return rows.map(({ seq, size, firstMs, lastMs, part }) => {
    return { seq, size: Number(size), firstMs: Number(firstMs), lastMs: Number(lastMs), part };
  });
}

/** The bodies of some chunks, by their numbers. */
export async function bodiesOf(
  source: Source,
  recording: RecordingPlace,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (seqs.length === 0) return new Map();
  const bind = createBinder();
  const isWanted = `Seq IN (${seqs.map((seq) => bind('UInt32', seq)).join(', ')})`;
  const { rows } = await source.query<{ seq: number; body: string }>(
    `SELECT Seq AS seq, Body AS body ${fromRecording(source, bind, recording, isWanted)} ORDER BY Seq, RecordUid LIMIT 1 BY Seq`,
    bind.values,
  );
  return new Map(rows.map(({ seq, body }) => [seq, body]));
}

/** The number before the chunk that play can begin with to show a moment: the last full snapshot up to then, else the first one; -1 without any. */
export async function seqBefore(source: Source, recording: RecordingPlace, atMs: number): Promise<number> {
  const bind = createBinder();
  const isSnapshot = `${attribute(bind, ATTR_SIGHTGLASS_REPLAY_FULL_SNAPSHOT)} = 'true' AND ${isFirstPart(bind)}`;
  // Where in its chunk a snapshot lies is not known from outside: at its end, at the latest.
  const isBefore = `toFloat64(${timeSql(bind, ATTR_SIGHTGLASS_REPLAY_LAST_TS)}) <= ${bind('Float64', atMs)}`;
  const { rows } = await source.query<{ seq: string }>(
    `SELECT toString(if(countIf(${isBefore}) > 0, toInt64(maxIf(Seq, ${isBefore})), toInt64(min(Seq))) - 1) AS seq
    ${fromRecording(source, bind, recording, isSnapshot)} HAVING count() > 0`,
    bind.values,
  );
  return Number(rows[0]?.seq ?? -1);
}
