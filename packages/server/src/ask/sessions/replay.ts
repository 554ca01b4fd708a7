import {
  ATTR_SIGHTGLASS_REPLAY_FIRST_TS,
  ATTR_SIGHTGLASS_REPLAY_LAST_TS,
  ATTR_SIGHTGLASS_REPLAY_PART,
} from '@sightglass/api/semconv';
import { bounded } from '../bounds.ts';
import { createBinder, type Source } from '../statement.ts';
import { BrokenChunk, decodeChunk, type ReplayEvent } from './decode-chunk.ts';
import { piecesOf, type Chunk, type Piece } from './pieces.ts';
import type { SessionsPlace } from './summaries.ts';

/** Which piece of a recording is asked for. */
export interface ReplayWindow {
  readonly replayId: string;
  /** The number after which to go on; -1 for the beginning. */
  readonly after: number;
  readonly limit: number;
}

/** A list of events of a recording. */
export interface ReplayItem {
  /** Number of its first chunk. */
  seq: number;
  firstMs: number;
  lastMs: number;
  events: ReplayEvent[];
}

/** A piece of a recording. */
export interface Replay {
  replayId: string;
  items: ReplayItem[];
  /** What to give as `after` for the next piece; `null` when nothing more is there. */
  next: number | null;
  /** Numbers of chunks that have not come, between those of this answer; the first {@link MOST_MISSING}. */
  missing: number[];
  /** Chunks that cannot be read. */
  broken: { seq: number; reason: string }[];
}

/** Text of the events of one answer, unpacked. */
export const MAX_ANSWER_BYTES: number = 8 * 1024 * 1024;

/** Bodies that are read for one answer; one list of events is never longer. */
const MAX_READ_BYTES = 4 * 1024 * 1024;

/** Numbers of missing chunks that are told. */
const MOST_MISSING = 1000;

/** Chunks of which one list of events may consist, beyond the limit of an answer. */
const MOST_PARTS = 200;

/** The next piece of a recording, unpacked. */
export async function askReplay(
  source: Source,
  place: SessionsPlace,
  sessionId: string,
  window: ReplayWindow,
): Promise<Replay> {
  const chunks = await chunksAfter(source, place, sessionId, window);
  const pieces = piecesOf(chunks, chunks.length < window.limit + MOST_PARTS).slice(0, window.limit);
  const read = piecesWithin(pieces, MAX_READ_BYTES);
  const bodies = await bodiesOf(source, place, sessionId, window.replayId, read);
  const replay: Replay = { replayId: window.replayId, items: [], next: null, missing: [], broken: [] };
  let last = window.after;
  let bytes = 0;
  for (const piece of read) {
    const outcome = await outcomeOf(piece, bodies);
    bytes += outcome.bytes;
    if (bytes > MAX_ANSWER_BYTES && last > window.after) break;
    if (outcome.item) replay.items.push(outcome.item);
    else replay.broken.push({ seq: piece.first, reason: outcome.reason });
    for (let seq = last + 1; seq < piece.first && replay.missing.length < MOST_MISSING; seq++) replay.missing.push(seq);
    last = piece.last;
  }
  replay.next = (chunks.at(-1)?.seq ?? last) > last ? last : null;
  return replay;
}

interface ChunkRow {
  seq: number;
  size: string;
  firstMs: string;
  lastMs: string;
  part: string;
}

/** Chunks without their bodies. One that was stored twice is told once. */
async function chunksAfter(
  source: Source,
  place: SessionsPlace,
  sessionId: string,
  { replayId, after, limit }: ReplayWindow,
): Promise<Chunk[]> {
  const bind = createBinder();
  const attribute = (key: string): string => `LogAttributes[${bind('String', key)}]`;
  const number = (key: string): string => `toString(toUInt64OrZero(${attribute(key)}))`;
  const { rows } = await source.query<ChunkRow>(
    `SELECT Seq AS seq, toString(BodySize) AS size, ${number(ATTR_SIGHTGLASS_REPLAY_FIRST_TS)} AS firstMs, ${number(ATTR_SIGHTGLASS_REPLAY_LAST_TS)} AS lastMs,
      ${attribute(ATTR_SIGHTGLASS_REPLAY_PART)} AS part
    ${bounded(source, bind, 'otel_replay', place, [
      `SessionId = ${bind('String', sessionId)}`,
      `ReplayId = ${bind('String', replayId)}`,
      `toInt64(Seq) > ${bind('Int64', after)}`,
    ])} ORDER BY Seq, RecordUid LIMIT 1 BY Seq LIMIT ${bind('UInt32', limit + MOST_PARTS)}`,
    bind.values,
  );
  return rows.map(({ seq, size, firstMs, lastMs, part }) => {
    return { seq, size: Number(size), firstMs: Number(firstMs), lastMs: Number(lastMs), part };
  });
}

/** As many as fit, at least one. */
function piecesWithin(pieces: readonly Piece[], maxBytes: number): Piece[] {
  let bytes = 0;
  const end = pieces.findIndex((piece, i) => {
    if (piece.size <= maxBytes) bytes += piece.size;
    return bytes > maxBytes && i > 0;
  });
  return pieces.slice(0, end < 0 ? pieces.length : end);
}

async function bodiesOf(
  source: Source,
  place: SessionsPlace,
  sessionId: string,
  replayId: string,
  pieces: readonly Piece[],
): Promise<ReadonlyMap<number, string>> {
  const wanted = pieces.filter(isReadable).flatMap(({ chunks }) => chunks.map(({ seq }) => seq));
  if (wanted.length === 0) return new Map();
  const bind = createBinder();
  const { rows } = await source.query<{ seq: number; body: string }>(
    `SELECT Seq AS seq, Body AS body ${bounded(source, bind, 'otel_replay', place, [
      `SessionId = ${bind('String', sessionId)}`,
      `ReplayId = ${bind('String', replayId)}`,
      `Seq IN (${wanted.map((seq) => bind('UInt32', seq)).join(', ')})`,
    ])} ORDER BY Seq, RecordUid LIMIT 1 BY Seq`,
    bind.values,
  );
  return new Map(rows.map(({ seq, body }) => [seq, body]));
}

function isReadable({ size, problem }: Piece): boolean {
  return problem === '' && size <= MAX_READ_BYTES;
}

interface Outcome {
  readonly item?: ReplayItem;
  readonly bytes: number;
  readonly reason: string;
}

async function outcomeOf(piece: Piece, bodies: ReadonlyMap<number, string>): Promise<Outcome> {
  if (piece.problem !== '') return { bytes: 0, reason: piece.problem };
  if (!isReadable(piece)) return { bytes: 0, reason: `its body is longer than ${MAX_READ_BYTES} bytes` };
  try {
    const texts = piece.chunks.map(({ seq }) => bodies.get(seq) ?? '');
    const { events, bytes } = await decodeChunk(texts, MAX_ANSWER_BYTES);
    const firstMs = Math.min(...piece.chunks.map((chunk) => chunk.firstMs));
    const lastMs = Math.max(...piece.chunks.map((chunk) => chunk.lastMs));
    return { item: { seq: piece.first, firstMs, lastMs, events }, bytes, reason: '' };
  } catch (error) {
    if (error instanceof BrokenChunk) return { bytes: 0, reason: error.message };
    throw error;
  }
}
