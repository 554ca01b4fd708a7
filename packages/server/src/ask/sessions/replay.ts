import type { Source } from '../statement.ts';
import { bodiesOf, chunksAfter, type RecordingPlace } from './chunks.ts';
import { BrokenChunk, decodeChunk, type ReplayEvent } from './decode-chunk.ts';
import { piecesOf, type Piece } from './pieces.ts';

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
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** Bodies that are read for one answer; one list of events is never longer. */
const MAX_READ_BYTES = 4 * 1024 * 1024;

/** Numbers of missing chunks that are told. */
const MOST_MISSING = 1000;

/** Chunks of which one list of events may consist, beyond the limit of an answer. */
const MOST_PARTS = 200;

/**
 * The next piece of a recording, unpacked.
 *
 * @param after the number after which to go on; -1 for the beginning.
 * @param limit most lists of events.
 */
export async function askReplay(
  source: Source,
  recording: RecordingPlace,
  after: number,
  limit: number,
): Promise<Replay> {
  const most = limit + MOST_PARTS;
  const chunks = await chunksAfter(source, recording, after, most);
  const pieces = piecesOf(chunks, chunks.length < most).slice(0, limit);
  const read = piecesWithin(pieces, MAX_READ_BYTES);
  const wanted = read.filter(isReadable).flatMap((piece) => piece.chunks.map(({ seq }) => seq));
  const bodies = await bodiesOf(source, recording, wanted);
  const replay: Replay = { replayId: recording.replayId, items: [], next: null, missing: [], broken: [] };
  let last = after;
  let bytes = 0;
  for (const piece of read) {
    const outcome = await outcomeOf(piece, bodies);
    bytes += outcome.bytes;
    if (bytes > MAX_ANSWER_BYTES && last > after) break;
    if (outcome.item) replay.items.push(outcome.item);
    else replay.broken.push({ seq: piece.first, reason: outcome.reason });
    for (let seq = last + 1; seq < piece.first && replay.missing.length < MOST_MISSING; seq++) replay.missing.push(seq);
    last = piece.last;
  }
  replay.next = (chunks.at(-1)?.seq ?? last) > last ? last : null;
  return replay;
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
