import type { Reply } from '@sightglass/otlp/internal';

/** What came back for one request. */
export interface Received {
  readonly reply: Reply;
  /** Whether another request may follow on the same connection. */
  readonly staysOpen: boolean;
  /** For how long the receiver said that it keeps an idle connection; Infinity where it did not say. */
  readonly idleMs: number;
}

/** Reads one answer from the bytes of a connection. */
export interface ReplyReader {
  /**
   * Reads on.
   *
   * @returns the answer, once it is whole; nothing may follow it then
   * @throws where this is no answer of HTTP
   */
  read(bytes: Buffer): Received | undefined;
  /** The connection has ended: an answer that goes to its end is whole, and of one that is cut off the status counts all the same. */
  end(): Reply | undefined;
}

/** An answer is a few bytes, and 4 MiB at most by OTLP 1.11; of more, nothing is held. */
const MAX_ANSWER = 4 << 20;
const MAX_HEAD = 64 << 10;
const HEAD_END = '\r\n\r\n';
/** https://www.rfc-editor.org/rfc/rfc9112#name-status-line */
const STATUS_LINE = /^HTTP\/1\.([01]) (\d{3})(?: .*)?$/;

interface Head {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly staysOpen: boolean;
  readonly idleMs: number;
  /** Bytes of the body: of each piece by itself, or up to the end of the connection, where it is not a number. */
  readonly length: number | 'chunked' | 'open';
}

export function createReplyReader(): ReplyReader {
  let held: Buffer = Buffer.alloc(0);
  let head: Head | undefined;
  const body: Buffer[] = [];
  let size = 0;
  /** Bytes that belong to the body, or to the piece of it that has begun. */
  let left = 0;
  let part: 'size' | 'piece' | 'pieceEnd' | 'trailer' = 'size';

  const replyOf = ({ status, retryAfter }: Head): Reply => ({ status, retryAfter, body: Buffer.concat(body) });
  const whole = (of: Head): Received => {
    if (held.length > 0) throw new Error('more came than the answer to the request');
    return { reply: replyOf(of), staysOpen: of.staysOpen, idleMs: of.idleMs };
  };
  /** Moves up to so many bytes to the body. */
  const takeBody = (most: number): number => {
    const taken = held.subarray(0, most);
    held = held.subarray(taken.length);
    size += taken.length;
    if (size <= MAX_ANSWER) body.push(taken);
    return taken.length;
  };
  /** What stands before the next such mark, without it; undefined as long as there is none. */
  const takeText = (mark: string): string | undefined => {
    const at = held.indexOf(mark, 0, 'latin1');
    if (at > MAX_HEAD || (at === -1 && held.length > MAX_HEAD)) throw new Error('the head of the answer has no end');
    if (at === -1) return undefined;
    const text = held.toString('latin1', 0, at);
    held = held.subarray(at + mark.length);
    return text;
  };
  /** https://www.rfc-editor.org/rfc/rfc9112#name-chunked-transfer-coding. @returns whether the last piece is here */
  const readPieces = (): boolean => {
    for (;;) {
      if (part === 'piece') {
        left -= takeBody(left);
        if (left > 0) return false;
        part = 'pieceEnd';
      }
      const line = takeText('\r\n');
      if (line === undefined) return false;
      if (part === 'trailer') {
        if (line === '') return true;
      } else if (part === 'pieceEnd') {
        if (line !== '') throw new Error('a piece of the answer is longer than it says');
        part = 'size';
      } else {
        const digits = /^[\da-f]{1,8}(?=[ \t]*(?:;|$))/i.exec(line)?.[0];
        if (digits === undefined) throw new Error('a piece of the answer does not say its length');
        left = Number.parseInt(digits, 16);
        part = left === 0 ? 'trailer' : 'piece';
      }
    }
  };
  const readHead = (): Head | undefined => {
    for (;;) {
      const text = takeText(HEAD_END);
      if (text === undefined) return undefined;
      const read = parseHead(text);
      if (read.status === 101) throw new Error('the receiver changes the protocol');
      // Those below 200 come before the answer.
      if (read.status >= 200) return read;
    }
  };

  return {
    read: (bytes) => {
      held = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      if (head === undefined) {
        head = readHead();
        if (head === undefined) return undefined;
        left = typeof head.length === 'number' ? head.length : 0;
      }
      if (head.length === 'open') takeBody(held.length);
      else if (head.length === 'chunked') return readPieces() ? whole(head) : undefined;
      else {
        left -= takeBody(left);
        if (left === 0) return whole(head);
      }
      return undefined;
    },
    end: () => head && replyOf(head),
  };
}

function parseHead(text: string): Head {
  const [first = '', ...lines] = text.split('\r\n');
  const [, minor, digits] = STATUS_LINE.exec(first) ?? [];
  if (digits === undefined) throw new Error('the answer is none of HTTP/1.1');
  const status = Number(digits);
  const fields = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) throw new Error('the answer has a header that cannot be read');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  const connection = (fields.get('connection') ?? '').toLowerCase();
  const length = lengthOf(status, fields);
  const seconds = /\btimeout=(\d+)/i.exec(fields.get('keep-alive') ?? '')?.[1];
  return {
    status,
    retryAfter: fields.get('retry-after'),
    staysOpen: length !== 'open' && (minor === '1' ? !/\bclose\b/.test(connection) : /\bkeep-alive\b/.test(connection)),
    idleMs: seconds === undefined ? Infinity : Number(seconds) * 1000,
    length,
  };
}

/** https://www.rfc-editor.org/rfc/rfc9112#name-message-body-length */
function lengthOf(status: number, fields: ReadonlyMap<string, string>): Head['length'] {
  if (status < 200 || status === 204 || status === 304) return 0;
  const coding = fields.get('transfer-encoding');
  if (coding !== undefined) return /(?:^|,)\s*chunked$/i.test(coding) ? 'chunked' : 'open';
  const declared = fields.get('content-length');
  if (declared === undefined) return 'open';
  // Said twice, it must be the same.
  const lengths = new Set(declared.split(',').map((each) => each.trim()));
  const [only = ''] = lengths;
  if (lengths.size > 1 || !/^\d{1,15}$/.test(only)) throw new Error('the answer does not say its length');
  return Number(only);
}
