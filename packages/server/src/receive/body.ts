import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import {
  brotliDecompress,
  brotliDecompressSync,
  gunzip,
  gunzipSync,
  inflate,
  inflateSync,
  zstdDecompress,
  zstdDecompressSync,
} from 'node:zlib';
import { messageOf, systemCodeOf } from '../errors.ts';

/** How refusals are counted that give no reason of their own. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'body that cannot be read',
  404: 'unknown address',
  405: 'wrong method',
  413: 'body too large',
  415: 'unknown format',
  503: 'told to come again',
};

/** A request that is answered with an HTTP status and nothing else. */
export class Refusal extends Error {
  override readonly name: string = 'Refusal';
  readonly status: number;
  /** Headers beside those of every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** A few words for the counters. */
  readonly reason: string;

  constructor(
    status: number,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    reason: string = REASONS[status] ?? 'failure of the server',
  ) {
    super(message);
    this.status = status;
    this.headers = headers;
    this.reason = reason;
  }
}

/** Sync and async form of one content coding; both stop at `maxOutputLength`. */
interface Coding {
  now: (bytes: Buffer, options: { maxOutputLength: number }) => Buffer;
  later: (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;
}

const GZIP: Coding = { now: gunzipSync, later: promisify(gunzip) };
const CODINGS: ReadonlyMap<string, Coding> = new Map([
  ['gzip', GZIP],
  ['x-gzip', GZIP],
  ['deflate', { now: inflateSync, later: promisify(inflate) }],
  ['br', { now: brotliDecompressSync, later: promisify(brotliDecompress) }],
  ['zstd', { now: zstdDecompressSync, later: promisify(zstdDecompress) }],
]);

/**
 * What is unpacked at once, in bytes: going to a thread and back costs more than unpacking, and the threads may all be busy with queries.
 * Larger bodies go to a thread, so that none holds the loop for long.
 */
const UNPACKED_AT_ONCE = 1024 * 1024;
const PACKED_AT_ONCE = 256 * 1024;

/** After this many limits' worth of bytes nobody listens any more. */
const PATIENCE = 4;

/**
 * Reads and unpacks the body of a request. A body that is too large is still read to its end (a sender listens only then), but not kept.
 *
 * @param maxBytes most bytes, before and after unpacking.
 * @param onBytes told of bytes as they arrive; may throw to stop the reading.
 * @throws {@link Refusal} 400 for a body that cannot be unpacked, 413 over the limit, 415 for a coding we do not know.
 */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
  onBytes: (count: number) => void,
): Promise<Buffer> {
  const name = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const coding = CODINGS.get(name);
  const bytes = await readBytes(request, maxBytes, onBytes);
  if (name === 'identity' || name === '') return bytes;
  if (coding === undefined) {
    const known = [...CODINGS.keys()].join(', ');
    throw new Refusal(415, `Content-Encoding ${name.slice(0, 60)} is not known; send one of ${known}, or none`);
  }
  return unpack(bytes, name, coding, maxBytes);
}

async function readBytes(
  request: IncomingMessage,
  maxBytes: number,
  onBytes: (count: number) => void,
): Promise<Buffer> {
  const patience = maxBytes * PATIENCE;
  // Nobody waits for the end of this one.
  if (Number(request.headers['content-length'] ?? 0) > patience) throw tooLarge(maxBytes, { Connection: 'close' });
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop must not destroy the connection: the answer still has to go out on it.
  const incoming: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size <= maxBytes) {
      onBytes(chunk.length);
      chunks.push(chunk);
    } else chunks.length = 0;
    if (size > patience) throw tooLarge(maxBytes, { Connection: 'close' });
  }
  if (size > maxBytes) throw tooLarge(maxBytes);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
}

async function unpack(bytes: Buffer, name: string, coding: Coding, maxBytes: number): Promise<Buffer> {
  if (bytes.length === 0) throw new Refusal(400, `the body is empty, which is not valid ${name}`);
  if (bytes.length <= PACKED_AT_ONCE) {
    try {
      return coding.now(bytes, { maxOutputLength: Math.min(UNPACKED_AT_ONCE, maxBytes) });
    } catch (error) {
      if (!isTooLarge(error)) throw notValid(name, error);
    }
  }
  try {
    return await coding.later(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    throw isTooLarge(error) ? tooLarge(maxBytes) : notValid(name, error);
  }
}

function isTooLarge(error: unknown): boolean {
  return systemCodeOf(error) === 'ERR_BUFFER_TOO_LARGE';
}

function tooLarge(maxBytes: number, headers: Readonly<Record<string, string>> = {}): Refusal {
  return new Refusal(
    413,
    `the body is larger than ${maxBytes} bytes after decompression; send smaller batches`,
    headers,
  );
}

function notValid(name: string, error: unknown): Refusal {
  return new Refusal(400, `the body is not valid ${name}: ${messageOf(error)}`);
}
