/**
 * Memory of blocks, used again. It lies outside of V8's heap, and V8 answers much of it with collections of everything that cost more than
 * all else that is done with a block.
 */
import type { NativeBlock } from '../store.ts';
import { memoryOf, TAIL } from './growable.ts';

/** Smaller ones cost less than looking for them. */
const SMALLEST = 16 * 1024;

/** What is kept for the next blocks, and how many pieces of it. */
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_PIECES = 8;

const free: Buffer[] = [];

/** Memory for a block of `size` bytes at least; nobody else has it until it is given back, if ever. */
export function blockMemory(size: number): Buffer {
  const at = free.findIndex((piece) => piece.length >= size && piece.length <= size * 4);
  const [found] = at === -1 ? [] : free.splice(at, 1);
  // With some room above, so that it fits the next block too.
  return found ?? memoryOf(size < SMALLEST ? size : Math.ceil((size * 1.25) / SMALLEST) * SMALLEST);
}

/** Gives the memory of a block back that {@link BlockBuilder.take} made. Nothing may read it any more. */
export function giveBack(block: NativeBlock): void {
  const { buffer } = block;
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength < SMALLEST) return;
  if (free.some((piece) => piece.buffer === buffer)) return;
  let bytes = buffer.byteLength;
  for (const piece of free) bytes += piece.length;
  if (bytes <= MOST_BYTES && free.length < MOST_PIECES) free.push(Buffer.from(buffer, 0, buffer.byteLength - TAIL));
}
