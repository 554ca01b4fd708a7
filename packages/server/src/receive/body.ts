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
import { isHttp2, type Incoming } from '../listen/exchange.ts';
import { TAIL } from '../store/native/growable.ts';
import { GoneError, Refusal } from './refusal.ts';

/** The room there is for one body. */
export interface Room {
  /** Most bytes, before and after unpacking. */
  readonly maxBytes: number;
  /** Told of bytes as they are held. @throws {@link Refusal} when all bodies together become too many. */
  readonly hold: (count: number) => void;
}

/** A body that has arrived. */
export interface Body {
  /** Unpacked, in memory of its own: {@link letGo} takes it. */
  readonly bytes: Buffer;
  /** Bytes as they came. */
  readonly wireBytes: number;
}

interface UnpackOptions {
  maxOutputLength: number;
  chunkSize: number;
}

/** Sync and async form of one content coding; both stop at `maxOutputLength`. */
interface Coding {
  now: (bytes: Buffer, options: UnpackOptions) => Buffer;
  later: (bytes: Buffer, options: UnpackOptions) => Promise<Buffer>;
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

/** Pieces in which a body is unpacked: one that holds all of it spares putting several together, and ways to a thread and back. */
const LEAST_PIECE = 1024;
const MOST_PIECE = 4 * 1024 * 1024;

/** Bodies that threads unpack at the same time: what they grow to is known only afterwards, and queries need threads too. */
const MOST_UNPACKING = 2;
const inTurn = createTurns(MOST_UNPACKING);

/** After this many limits' worth of bytes nobody listens any more. */
const PATIENCE = 4;

/**
 * Reads and unpacks the body of a request.
 *
 * @throws {@link Refusal} 400 for a body that cannot be unpacked, 413 over the limit, 415 for a coding we do not know; {@link GoneError}.
 */
export async function readBody(request: Incoming, room: Room): Promise<Body> {
  const name = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase() || 'identity';
  if (name !== 'identity' && !CODINGS.has(name)) {
    const known = [...CODINGS.keys()].join(', ');
    throw new Refusal(415, `Content-Encoding ${name.slice(0, 60)} is not known; send one of ${known}, or none`);
  }
  const packed = await readBytes(request, room);
  const coding = name === 'identity' && isGzip(packed) ? 'gzip' : name;
  const wireBytes = packed.length;
  if (coding === 'identity') return { bytes: packed, wireBytes };
  const bytes = await unpack(packed, coding, room);
  letGo(packed);
  return { bytes, wireBytes };
}

/**
 * Gives the memory of a body back that nobody will read any more. It lies outside of V8's heap; left to V8, a few dozen bodies made it look
 * through all of that heap, which took a fifth of the time of all JavaScript.
 */
export function letGo({ buffer }: Buffer): void {
  // Small ones lie in memory that Node shares out.
  if (buffer instanceof ArrayBuffer && buffer.byteLength > Buffer.poolSize) buffer.transfer(0);
}

/**
 * Whether bytes are packed though no header says so: a page may not say it without a preflight. Neither JSON nor a message of protobuf
 * can begin like this. https://www.rfc-editor.org/rfc/rfc1952#page-6
 */
function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Reads the bytes of a request. Over HTTP/1.1 a body that is too large is still read to its end, but not kept: a sender listens only
 * then. Over HTTP/2 it hears of it at once.
 *
 * @param prefixBytes what stands before the body and does not count.
 */
export function readBytes(request: Incoming, { maxBytes, hold }: Room, prefixBytes = 0): Promise<Buffer> {
  const limit = maxBytes + prefixBytes;
  const patience = isHttp2(request) ? limit : limit * PATIENCE;
  // Nobody waits for the end of this one.
  if (Number(request.headers['content-length'] ?? 0) > patience) return Promise.reject(lastAnswer(request, maxBytes));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let isWhole = false;
    const stop = (why: unknown): void => {
      chunks.length = 0;
      // The rest flows on unheard: it must not stand before the next request of this connection.
      request.off('data', take);
      reject(why);
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > patience) return stop(lastAnswer(request, maxBytes));
      if (size > limit) return void (chunks.length = 0);
      try {
        hold(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        stop(error);
      }
    };
    request.on('data', take);
    request.on('end', () => {
      isWhole = true;
      if (size > limit) return reject(tooLarge(maxBytes));
      resolve(joined(chunks, size));
    });
    request.on('error', (cause) => reject(new GoneError('the body broke off', { cause })));
    // It comes after every request; only here does it say anything.
    request.on('close', () => isWhole || reject(new GoneError('the body broke off')));
  });
}

/** Pieces in memory of their own: that in which they came may hold the next request too. */
function joined(chunks: readonly Buffer[], size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size + TAIL).subarray(0, size);
  let at = 0;
  for (const chunk of chunks) at += chunk.copy(bytes, at);
  return bytes;
}

/** @throws {@link Refusal} as {@link readBody}. */
export async function unpack(bytes: Buffer, name: string, { maxBytes, hold }: Room): Promise<Buffer> {
  const coding = CODINGS.get(name);
  if (coding === undefined) throw new Refusal(415, `the coding ${name.slice(0, 60)} is not known`);
  if (bytes.length === 0) throw new Refusal(400, `the body is empty, which is not valid ${name}`);
  const unpacked =
    unpackAtOnce(bytes, name, coding, maxBytes) ?? (await inTurn(() => later(bytes, name, coding, maxBytes)));
  hold(unpacked.length);
  return unpacked;
}

/** Undefined for what had better go to a thread. */
function unpackAtOnce(bytes: Buffer, name: string, coding: Coding, maxBytes: number): Buffer | undefined {
  if (bytes.length > PACKED_AT_ONCE) return undefined;
  try {
    const maxOutputLength = Math.min(UNPACKED_AT_ONCE, maxBytes);
    return coding.now(bytes, { maxOutputLength, chunkSize: pieceOf(bytes, coding, UNPACKED_AT_ONCE) });
  } catch (error) {
    if (isTooLarge(error)) return undefined;
    throw notValid(name, error);
  }
}

async function later(bytes: Buffer, name: string, coding: Coding, maxBytes: number): Promise<Buffer> {
  try {
    return await coding.later(bytes, { maxOutputLength: maxBytes, chunkSize: pieceOf(bytes, coding, MOST_PIECE) });
  } catch (error) {
    throw isTooLarge(error) ? tooLarge(maxBytes) : notValid(name, error);
  }
}

/** Gzip says at its end how much it unpacks to. That may be a lie, and it is only a hint: the limits hold all the same. */
function pieceOf(bytes: Buffer, coding: Coding, most: number): number {
  const likely =
    coding === GZIP && bytes.length > 18 ? bytes.readUInt32LE(bytes.length - 4) + 1 + TAIL : bytes.length * 8;
  return Math.min(Math.max(likely, LEAST_PIECE), most);
}

function isTooLarge(error: unknown): boolean {
  return systemCodeOf(error) === 'ERR_BUFFER_TOO_LARGE';
}

/** The 413 of a body of which no more is read. */
function lastAnswer(request: Incoming, maxBytes: number): Refusal {
  return tooLarge(maxBytes, isHttp2(request) ? {} : { Connection: 'close' });
}

function tooLarge(maxBytes: number, headers: Readonly<Record<string, string>> = {}): Refusal {
  const message = `the body is larger than ${maxBytes} bytes after decompression; send smaller batches`;
  return new Refusal(413, message, { headers });
}

function notValid(name: string, error: unknown): Refusal {
  return new Refusal(400, `the body is not valid ${name}: ${messageOf(error)}`);
}

/** Lets few work at once; the others wait in the order in which they came. */
function createTurns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let working = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (working < most) working++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else working--;
    }
  };
}
