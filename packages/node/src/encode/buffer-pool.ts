/** Bytes of a chunk that is full. */
export const FULL_CHUNK_BYTES: number = 256 * 1024;
const SMALLEST = 8 * 1024;
const MAX_KEPT = 4;

/** Buffers of full chunks, used again once they are sent: fresh ones of that size cost page faults each time. */
export interface BufferPool {
  /** A buffer for a chunk of about that many bytes; it grows if there are more. */
  take(bytes: number): Buffer;
  /** Gives back what a chunk's bytes stand in. They must not be read from then on. */
  release(bytes: Uint8Array): void;
}

export function createBufferPool(): BufferPool {
  const kept: ArrayBufferLike[] = [];
  return {
    take: (bytes) => {
      if (bytes <= FULL_CHUNK_BYTES / 2)
        return Buffer.allocUnsafeSlow(Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(bytes + 1))));
      const buffer = kept.pop();
      return buffer === undefined ? Buffer.allocUnsafeSlow(FULL_CHUNK_BYTES) : Buffer.from(buffer);
    },
    release: ({ buffer }) => {
      if (buffer.byteLength !== FULL_CHUNK_BYTES || kept.length >= MAX_KEPT || kept.includes(buffer)) return;
      kept.push(buffer);
    },
  };
}
