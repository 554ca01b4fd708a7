import type { Incoming } from '../../listen/exchange.ts';
import { letGo, readBytes, unpack, type Body, type Room } from '../body.ts';
import { Refusal } from '../refusal.ts';

/** Before each message: one byte that says whether it is packed, four that say how long it is. */
const PREFIX_BYTES = 5;

/** Packings of a message that are understood: what gRPC itself names, and Zstandard, which Collectors offer. */
const KNOWN: readonly string[] = ['identity', 'gzip', 'deflate', 'zstd'];

/** {@link KNOWN} as the header that says so. */
export const CODINGS: string = KNOWN.join(',');

/**
 * Reads the one message of a call.
 *
 * @throws {@link Refusal}: 400 for what is no message, 413 for one that is too large, 501 for an unknown packing; {@link GoneError}.
 */
export async function readMessage(request: Incoming, room: Room): Promise<Body> {
  const packing = String(request.headers['grpc-encoding'] ?? 'identity').toLowerCase();
  if (!KNOWN.includes(packing)) {
    throw new Refusal(501, `messages packed as ${packing.slice(0, 60)} are not known; send one of ${CODINGS}`, {
      reason: 'unknown format',
    });
  }
  const bytes = await readBytes(request, room, PREFIX_BYTES);
  if (bytes.length < PREFIX_BYTES) throw new Refusal(400, 'the call has no message');
  const length = bytes.readUInt32BE(1);
  if (bytes.length !== PREFIX_BYTES + length) {
    const message = `the message says that it has ${length} bytes, and ${bytes.length - PREFIX_BYTES} came`;
    throw new Refusal(400, `${message}; send one whole message a call`);
  }
  const message = bytes.subarray(PREFIX_BYTES);
  const wireBytes = bytes.length;
  if (bytes[0] !== 1) return { bytes: message, wireBytes };
  const unpacked = await unpackMessage(message, packing, room);
  letGo(bytes);
  return { bytes: unpacked, wireBytes };
}

async function unpackMessage(message: Buffer, packing: string, room: Room): Promise<Buffer> {
  if (packing !== 'identity') return await unpack(message, packing, room);
  throw new Refusal(400, 'the message says that it is packed, and grpc-encoding does not say how');
}

/** A message as it is sent. */
export function frame(message: Buffer): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}
