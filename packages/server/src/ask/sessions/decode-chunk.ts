import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** Events of a recording, as `@rrweb/types` has them; nothing of what they hold is looked at here. */
export type ReplayEvent = Record<string, unknown>;

/** Why a chunk is not answered. */
export class BrokenChunk extends Error {
  override readonly name: string = 'BrokenChunk';
}

const unzip = promisify(gunzip);

/** Deeper JSON comes from nobody's page; what writes the answer must not run out of stack. */
const MAX_DEPTH = 2000;

/**
 * The events of a chunk: base64 of gzip of a JSON array, or the array itself. Whoever may send can send anything: never more than `maxBytes`
 * are unpacked, and nothing is taken that is not a list of objects.
 *
 * @param bodies those of its parts, in order.
 * @throws {@link BrokenChunk} with the reason, in words.
 */
export async function decodeChunk(
  bodies: readonly string[],
  maxBytes: number,
): Promise<{ events: ReplayEvent[]; bytes: number }> {
  const body = bodies.join('');
  const text = body.startsWith('[') ? body : await unpacked(body, maxBytes);
  if (text.length > maxBytes) throw new BrokenChunk(`it holds more than ${maxBytes} bytes`);
  checkDepth(text);
  const events = parsed(text);
  if (!Array.isArray(events) || !events.every(isEvent)) throw new BrokenChunk('it is not a list of events');
  return { events, bytes: text.length };
}

async function unpacked(body: string, maxBytes: number): Promise<string> {
  try {
    return (await unzip(Buffer.from(body, 'base64'), { maxOutputLength: maxBytes })).toString();
  } catch (error) {
    const isTooLong = error instanceof RangeError;
    throw new BrokenChunk(isTooLong ? `it holds more than ${maxBytes} bytes` : 'it is not base64 of gzip');
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BrokenChunk('it is not JSON');
  }
}

function isEvent(value: unknown): value is ReplayEvent {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Counts brackets outside of strings. By hand: a pattern over a string of megabytes needs as much stack. */
function checkDepth(text: string): void {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === 0x5b || code === 0x7b) depth++;
    else if (code === 0x5d || code === 0x7d) depth--;
    if (depth > MAX_DEPTH) throw new BrokenChunk(`it is deeper than ${MAX_DEPTH} levels`);
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Where the quote is that ends a string. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at;
  }
  return text.length;
}
