/** Part of a request's body, as a provider handed it over. */
export interface Chunk {
  readonly bytes: Uint8Array;
  readonly items: number;
  /** Its place in the order in which chunks of all signals came. */
  readonly order: number;
  /** Gives the bytes back. */
  readonly release: () => void;
}

/** Chunks of one signal that wait to be sent. */
export interface Queue {
  /** Memory that they take. */
  readonly bytes: number;
  /** {@link Chunk.order} of the oldest; Infinity for none. */
  readonly oldest: number;
  add(chunk: Chunk): void;
  /** Takes out the oldest. */
  shift(): Chunk | undefined;
  /** Takes out as many of the oldest as a request holds. */
  shiftRequest(): Chunk[];
}

/** What holding a chunk costs besides its bytes. */
const OVERHEAD_BYTES = 256;

/** @param maxRequestBytes bytes of a request; a chunk that is larger makes one by itself */
export function createQueue(maxRequestBytes: number): Queue {
  const chunks: Chunk[] = [];
  let bytes = 0;
  const shift = (): Chunk | undefined => {
    const chunk = chunks.shift();
    if (chunk !== undefined) bytes -= heldBy(chunk);
    return chunk;
  };
  return {
    get bytes() {
      return bytes;
    },
    get oldest() {
      return chunks[0]?.order ?? Infinity;
    },
    add: (chunk) => {
      chunks.push(chunk);
      bytes += heldBy(chunk);
    },
    shift,
    shiftRequest: () => {
      const taken: Chunk[] = [];
      let size = 0;
      for (let chunk = chunks[0]; chunk !== undefined; chunk = chunks[0]) {
        size += chunk.bytes.length;
        if (taken.length > 0 && size > maxRequestBytes) break;
        taken.push(chunk);
        shift();
      }
      return taken;
    },
  };
}

/** The memory of a chunk: all of the buffer in which its bytes stand. */
export function heldBy({ bytes }: Chunk): number {
  return bytes.buffer.byteLength + OVERHEAD_BYTES;
}

/**
 * A chunk whose buffer is not mostly empty. A small one in a large buffer is copied, so that a thousand of them can wait in the memory of a
 * few.
 */
export function compact(chunk: Chunk): Chunk {
  if (chunk.bytes.length * 2 >= chunk.bytes.buffer.byteLength) return chunk;
  const bytes = Buffer.allocUnsafeSlow(chunk.bytes.length);
  bytes.set(chunk.bytes);
  chunk.release();
  return { ...chunk, bytes, release: () => {} };
}
