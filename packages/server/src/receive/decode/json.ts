/**
 * OTLP/JSON as OTLP protobuf: both encodings then take one way into the tables, with one set of rules. The mapping is proto3's with OTLP's
 * exceptions: identifiers are hexadecimal, enums are integers only, unknown fields are ignored, `null` is absent. Of fields that come twice
 * the last counts. It takes one pass over the bytes, without an object or a string for what stands there: these would cost most.
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
import { isUtf8 } from 'node:buffer';
import { setImmediate } from 'node:timers/promises';
import { Growable } from '../../store/native/growable.ts';
import { AGAIN, openBudget, spend, WRONG } from './budget.ts';
import { firstField, readName, type Field } from './json-fields.ts';
import type { MessageName } from './json-messages.ts';
import { EXPECTED, writeScalar } from './json-scalars.ts';
import { skip } from './json-skip.ts';
import { CLOSE_ARRAY, CLOSE_OBJECT, LETTER_N, OPEN_ARRAY, OPEN_OBJECT } from './json-syntax.ts';
import { JsonText } from './json-text.ts';
import { DecodeError, Reader } from './wire.ts';

/** Messages within messages; beyond it no sensible body, only one that wants to exhaust the stack. */
const MAX_DEPTH = 250;

/** From this depth on room for any length is left before a message: to move one up once for each that it stands in would take long. */
const DEEP = 8;

/** Bytes of a length below 2^32. */
const LONGEST = 5;

const TOO_DEEP = `nested more than ${MAX_DEPTH} levels deep`;

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** Bytes that are made UTF-8 at one go. */
const PIECE = 1024 * 1024;

/**
 * A body in UTF-8: itself, or a copy in which what is no UTF-8 is U+FFFD, where it stands. The copy of a large one takes a second: it is
 * made piece by piece, and others have their turn in between.
 */
export async function inUtf8(body: Buffer): Promise<Buffer> {
  if (isUtf8(body)) return body;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const out = new Growable(body.length);
  for (let at = 0; at < body.length; at += PIECE) {
    const piece = decoder.decode(body.subarray(at, at + PIECE), { stream: at + PIECE < body.length });
    const size = Buffer.byteLength(piece);
    const to = out.claim(size);
    out.bytes.write(piece, to, size, 'utf8');
    if (body.length > PIECE) await setImmediate();
  }
  return out.bytes.subarray(0, out.length);
}

/** Bytes that the protobuf form of a body is likely to have at most: it takes about half of what JSON does. */
export function protobufSize(body: Buffer): number {
  return Math.ceil(body.length * 0.6);
}

/**
 * The protobuf form of a JSON body.
 *
 * @param body in UTF-8, as {@link inUtf8} makes it.
 * @param memory into which it is written; into other memory, where that does not suffice.
 * @throws {@link DecodeError} when it is not JSON, or a field has a value that is not of its type; the message names the field.
 */
export function jsonToProtobuf(body: Buffer, message: MessageName, memory?: Buffer): Buffer {
  const text = new JsonText(body);
  if (BYTE_ORDER_MARK.equals(text.bytes.subarray(0, 3))) text.pos = 3;
  const out = new Growable(protobufSize(body), memory);
  openBudget();
  const problem = new Writer(text, out).object(firstField(message), 0);
  text.finish();
  if (problem !== undefined) throw problemOf(text, problem);
  return out.bytes.subarray(0, out.length);
}

/** A value that is not of the type of its field. */
interface Problem {
  /** Names and indexes of where it stands, from within. */
  readonly path: (string | number)[];
  /** Where its bytes stand. */
  readonly at: number;
  readonly expected: string;
}

/**
 * Writes what a text says. A value of a wrong type is answered, not thrown, and passed over: its field may come again, and then it was
 * nothing; and JSON has to be JSON to its end.
 */
class Writer {
  readonly #text: JsonText;
  readonly #out: Growable;

  constructor(text: JsonText, out: Growable) {
    this.#text = text;
    this.#out = out;
  }

  /** Writes the fields of a message, without its length. */
  object(first: Field, depth: number): Problem | undefined {
    const text = this.#text;
    if (text.peek() !== OPEN_OBJECT) return this.#problem('an object');
    if (depth > MAX_DEPTH) return this.#problem(TOO_DEEP);
    text.pos++;
    if (text.passes(CLOSE_OBJECT)) return undefined;
    const start = this.#out.length;
    let likely = first;
    let seen = 0;
    let problems: Map<Field, Problem> | undefined;
    let again: Map<number, number> | undefined;
    do {
      spend(1);
      const field = readName(text, likely);
      if (field === undefined) {
        skip(text);
        continue;
      }
      likely = field.next;
      // Numbers of fields are below 32.
      const bit = 1 << field.number;
      if ((seen & bit) !== 0) {
        spend(again === undefined ? AGAIN : 1);
        (again ??= new Map()).set(field.number, this.#out.length);
        problems?.delete(field);
      }
      seen |= bit;
      const problem = this.#field(field, depth);
      if (problem === undefined) continue;
      problem.path.push(field.name);
      (problems ??= new Map()).set(field, problem);
    } while (text.more(CLOSE_OBJECT));
    if (again !== undefined) removeOverruled(this.#out, start, again);
    return problems?.values().next().value;
  }

  #field(field: Field, depth: number): Problem | undefined {
    const text = this.#text;
    const code = text.peek();
    if (code === LETTER_N) {
      skip(text);
      return undefined;
    }
    if (!field.isRepeated) return this.#value(field, depth);
    if (code !== OPEN_ARRAY) return this.#problem('an array');
    text.pos++;
    if (text.passes(CLOSE_ARRAY)) return undefined;
    let problem: Problem | undefined;
    let index = 0;
    do {
      spend(1);
      if (problem === undefined) {
        problem = this.#value(field, depth);
        problem?.path.push(index);
        index++;
      } else skip(text);
    } while (text.more(CLOSE_ARRAY));
    return problem;
  }

  #value(field: Field, depth: number): Problem | undefined {
    const { inner, kind } = field;
    const text = this.#text;
    const out = this.#out;
    const start = out.length;
    if (field.tag < 128) out.u8(field.tag);
    else out.varint(field.tag);
    if (kind === 'message') return this.#nested(inner, depth + 1);
    text.peek();
    const at = text.pos;
    if (writeScalar(out, text, kind)) return undefined;
    text.pos = at;
    out.length = start;
    return this.#problem(EXPECTED[kind]);
  }

  /** A message's length is known only after it: for most, room for one byte is left, and the message moved up when it needs more. */
  #nested(first: Field, depth: number): Problem | undefined {
    const out = this.#out;
    const room = depth < DEEP ? 1 : LONGEST;
    const start = out.claim(room) + room;
    const problem = this.object(first, depth);
    const size = out.length - start;
    if (room === 1 && size < 128) out.bytes[start - 1] = size;
    else this.#writeLength(start, room, size);
    return problem;
  }

  #writeLength(start: number, room: number, size: number): void {
    const out = this.#out;
    let needed = room;
    if (room === 1) {
      needed = size < 0x4000 ? 2 : size < 0x20_0000 ? 3 : size < 0x1000_0000 ? 4 : LONGEST;
      out.claim(needed - 1);
      out.bytes.copyWithin(start - 1 + needed, start, start + size);
    }
    const at = start - room;
    for (let i = 0; i < needed; i++) out.bytes[at + i] = ((size >>> (7 * i)) & 127) | (i < needed - 1 ? 128 : 0);
  }

  /** Passes over the value that is none. */
  #problem(expected: string): Problem {
    spend(WRONG);
    const text = this.#text;
    text.peek();
    const at = text.pos;
    skip(text);
    return { path: [], at, expected };
  }
}

/** Leaves out the fields behind `start` that came again: those before the place that is given for their number. */
function removeOverruled(out: Growable, start: number, places: ReadonlyMap<number, number>): void {
  const reader = new Reader(out, start, out.length);
  let to = start;
  while (reader.more) {
    const from = reader.pos;
    const tag = reader.tag();
    reader.skip(tag);
    if (from < (places.get(tag >>> 3) ?? 0)) continue;
    out.bytes.copyWithin(to, from, reader.pos);
    to += reader.pos - from;
  }
  out.length = to;
}

function problemOf(text: JsonText, { path, at, expected }: Problem): DecodeError {
  const place = path
    .toReversed()
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`))
    .join('');
  if (expected === TOO_DEEP) return new DecodeError(`${place.slice(0, 100)}…: ${TOO_DEEP}`);
  text.pos = at;
  return new DecodeError(`${place.slice(0, 200) || 'the body'}: expected ${expected}, got ${shown(text)}`);
}

/** The value that stands there, in a few characters. */
function shown(text: JsonText): string {
  const isArray = text.peek() === OPEN_ARRAY;
  const value = text.scalar();
  if (value === undefined) return isArray ? 'an array' : 'an object';
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : String(value);
}
