/** A chunk of a recording, without its body. */
export interface Chunk {
  readonly seq: number;
  /** Bytes of its body. */
  readonly size: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** `2/3`: the second of three whose bodies belong together; empty for one that is whole. */
  readonly part: string;
}

/** Chunks whose bodies are one list of events: mostly one, several of a large snapshot. */
export interface Piece {
  readonly chunks: readonly Chunk[];
  readonly first: number;
  readonly last: number;
  /** Bytes of all bodies. */
  readonly size: number;
  /** Why it cannot be read; '' when it can. */
  readonly problem: string;
}

/**
 * Puts together what belongs together.
 *
 * @param chunks in the order of their numbers.
 * @param isAll whether nothing follows them: of a list that is cut off at the end of others the rest is in the next answer.
 */
export function piecesOf(chunks: readonly Chunk[], isAll: boolean): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < chunks.length;) {
    const parts = partsFrom(chunks, at);
    at += parts.length;
    const count = countOf(parts[0]?.part ?? '');
    const isWhole = parts.length === count && orderOf(parts[0]?.part ?? '') === 1;
    if (!isWhole && at === chunks.length && !isAll && pieces.length > 0) break;
    pieces.push(pieceOf(parts, isWhole ? '' : `only ${parts.length} of its ${count} parts are there`));
  }
  return pieces;
}

/** The chunk at a place with those after it that continue it. */
function partsFrom(chunks: readonly Chunk[], start: number): Chunk[] {
  const parts: Chunk[] = [];
  for (let at = start; at < chunks.length; at++) {
    const chunk = chunks[at];
    const last = parts.at(-1);
    if (chunk === undefined) break;
    const continues =
      last === undefined ||
      (chunk.seq === last.seq + 1 &&
        countOf(chunk.part) === countOf(last.part) &&
        orderOf(chunk.part) === orderOf(last.part) + 1);
    if (!continues) break;
    parts.push(chunk);
  }
  return parts;
}

function pieceOf(chunks: readonly Chunk[], problem: string): Piece {
  const seqs = chunks.map(({ seq }) => seq);
  const size = chunks.reduce((sum, chunk) => sum + chunk.size, 0);
  return { chunks, first: Math.min(...seqs), last: Math.max(...seqs), size, problem };
}

const PART = /^(\d{1,3})\/(\d{1,3})$/;

function orderOf(part: string): number {
  return Number(PART.exec(part)?.[1] ?? 1);
}

function countOf(part: string): number {
  return Number(PART.exec(part)?.[2] ?? 1);
}
