import { promisify } from 'node:util';
import type { ZlibOptions } from 'node:zlib';
import { createUuidV7 } from '@sightglass/api/uuid-v7';
import { heldBy } from './queue.ts';
import type { Chunk } from './queue.ts';

/** Loads what it needs when it is first needed. */
const pack = (bytes: Uint8Array, options: ZlibOptions): Promise<Buffer> =>
  promisify<Uint8Array, ZlibOptions, Buffer>(process.getBuiltinModule('node:zlib').gzip)(bytes, options);

/** Smaller bodies hardly shrink. */
const WORTH_PACKING = 1024;
/** Pieces that are smaller than this on average are joined: a write for each would cost more than copying them. */
const SMALL_PIECE = 16 * 1024;

/** One request's worth of telemetry. */
export interface Parcel {
  /** UUIDv7, the same at each attempt. */
  readonly id: string;
  readonly order: number;
  readonly items: number;
  /** When its newest record came, milliseconds since the Unix epoch. */
  readonly at: number;
  /** Its body, in pieces. */
  body: readonly Uint8Array[];
  isPacked: boolean;
  /** Memory that it takes. */
  held: number;
  /** Whether all of it is with the operating system, by the last attempt. */
  isWritten: boolean;
  /** Whether it is in the buffer folder, in our hands. */
  isStored: boolean;
  /** Gives the bytes back, once. */
  release: () => void;
}

export function createParcel(chunks: readonly [Chunk, ...Chunk[]]): Parcel {
  const at = Date.now();
  const parcel: Parcel = {
    id: createUuidV7(at),
    at,
    order: chunks[0].order,
    items: chunks.reduce((sum, chunk) => sum + chunk.items, 0),
    body: chunks.map((chunk) => chunk.bytes),
    isPacked: false,
    held: chunks.reduce((sum, chunk) => sum + heldBy(chunk), 0),
    isWritten: false,
    isStored: false,
    release: () => {
      parcel.release = () => {};
      for (const chunk of chunks) chunk.release();
    },
  };
  if (sizeOf(parcel) < chunks.length * SMALL_PIECE) replaceBody(parcel, Buffer.concat(parcel.body));
  return parcel;
}

/** Takes bytes instead of those that there were, and gives these back. */
function replaceBody(parcel: Parcel, bytes: Buffer): void {
  parcel.release();
  parcel.body = [bytes];
  parcel.held = bytes.buffer.byteLength;
}

/** Packs a body that is worth it, and gives back what it stood in. Never rejects: what cannot be packed is sent as it is. */
export async function packed(parcel: Parcel): Promise<void> {
  const size = sizeOf(parcel);
  if (parcel.isPacked || size < WORTH_PACKING) return;
  const [first, ...others] = parcel.body;
  if (first === undefined) return;
  try {
    // One member of gzip, not one a piece: not every receiver reads on after the first.
    // Level 1: telemetry shrinks to a ninth already, higher levels cost four times the processor for 3 % more.
    const bytes = await pack(others.length === 0 ? first : Buffer.concat(parcel.body, size), { level: 1 });
    replaceBody(parcel, bytes);
    parcel.isPacked = true;
  } catch {
    // No memory for it, or none of the library's threads: it goes unpacked.
  }
}

export function sizeOf({ body }: Pick<Parcel, 'body'>): number {
  return body.reduce((sum, piece) => sum + piece.length, 0);
}
