/**
 * OTLP/JSON as OTLP protobuf: both encodings then take one way into the tables, with one set of rules. The mapping is proto3's with OTLP's
 * exceptions: identifiers are hexadecimal, enums are integers only, unknown fields are ignored, `null` is absent.
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
import { messageOf } from '../../errors.ts';
import { Growable } from '../../store/native/growable.ts';
import { MESSAGES, type Field, type Kind, type MessageName } from './json-messages.ts';
import { integer32Of, writeBase64, writeDouble, writeFixed64, writeHex, writeVarint64 } from './json-scalars.ts';
import { BYTES, DecodeError, FIXED32, FIXED64, tagOf, VARINT } from './wire.ts';

/** Messages within messages; beyond it no sensible body, only one that wants to exhaust the stack. */
const MAX_DEPTH = 250;

/** Fields of KeyValue and AnyValue. */
const KEY = tagOf(1, BYTES);
const VALUE = tagOf(2, BYTES);
const STRING = tagOf(1, BYTES);
const INT = tagOf(3, VARINT);

const decoder = new TextDecoder('utf-8');

/**
 * The protobuf form of a JSON body.
 *
 * @throws {@link DecodeError} when it is not JSON, or a field has a value that is not of its type; the message names the field.
 */
export function jsonToProtobuf(body: Uint8Array, message: MessageName): Buffer {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(body));
  } catch (error) {
    throw new DecodeError(`not valid JSON: ${messageOf(error)}`, { cause: error });
  }
  // Protobuf takes about half of what JSON does.
  const out = new Growable(Math.ceil(body.length * 0.6));
  new Writer(out).message(value, message, 0);
  return out.bytes.subarray(0, out.length);
}

/** Writes messages, and knows at which field it is. */
class Writer {
  readonly #out: Growable;
  /** The field at each depth, and which element of it; -1 where it is not repeated. */
  readonly #names: string[] = [];
  readonly #indexes: number[] = [];

  constructor(out: Growable) {
    this.#out = out;
  }

  message(value: unknown, name: MessageName, depth: number): void {
    if (!isObject(value)) throw this.#wrong(depth, 'an object', value);
    if (depth > MAX_DEPTH) {
      throw new DecodeError(`${this.#path(depth).slice(0, 100)}…: nested more than ${MAX_DEPTH} levels deep`);
    }
    const fields = MESSAGES[name];
    for (const key in value) {
      const item = value[key];
      const field = fields.get(key);
      if (field === undefined || item === null) continue;
      this.#names[depth] = key;
      this.#indexes[depth] = -1;
      this.#field(item, field, depth);
    }
  }

  #field(value: unknown, [number, kind, repeated]: Field, depth: number): void {
    if (repeated === undefined) {
      this.#one(value, number, kind, depth);
      return;
    }
    if (!Array.isArray(value)) throw this.#wrong(depth + 1, 'an array', value);
    for (let i = 0; i < value.length; i++) {
      this.#indexes[depth] = i;
      this.#one(value[i], number, kind, depth);
    }
  }

  #one(value: unknown, number: number, kind: Kind, depth: number): void {
    const out = this.#out;
    switch (kind) {
      case 'text':
        if (typeof value !== 'string') throw this.#wrong(depth + 1, 'a string', value);
        out.varint(number * 8 + BYTES);
        return out.text(value);
      case 'hex':
        out.varint(number * 8 + BYTES);
        return this.#expect(writeHex(out, value), depth, 'hexadecimal text', value);
      case 'base64':
        out.varint(number * 8 + BYTES);
        return this.#expect(writeBase64(out, value), depth, 'base64 text', value);
      case 'bool':
        if (typeof value !== 'boolean') throw this.#wrong(depth + 1, 'true or false', value);
        out.varint(number * 8 + VARINT);
        return out.u8(value ? 1 : 0);
      case 'double':
        out.varint(number * 8 + FIXED64);
        return this.#expect(writeDouble(out, value), depth, 'a number', value);
      case 'int32':
      case 'sint32':
      case 'fixed32':
        return this.#integer32(value, number, kind, depth);
      case 'int64':
      case 'uint64':
      case 'fixed64':
      case 'sfixed64':
        return this.#integer64(value, number, kind, depth);
      case 'KeyValue':
        if (!this.#plainAttribute(value, number)) this.#nested(value, number, kind, depth);
        return undefined;
      default:
        return this.#nested(value, number, kind, depth);
    }
  }

  /** Attributes are most of a body: a short text or an integer takes a short way. False, and nothing written, for any other. */
  #plainAttribute(attribute: unknown, number: number): boolean {
    if (!isObject(attribute)) return false;
    const { key, value } = attribute;
    if (typeof key !== 'string' || !isObject(value)) return false;
    const { stringValue, intValue } = value;
    const out = this.#out;
    const start = out.length;
    out.u8(number * 8 + BYTES);
    const from = out.claim(1) + 1;
    out.u8(KEY);
    out.text(key);
    out.u8(VALUE);
    const valueAt = out.claim(1);
    if (typeof stringValue === 'string') {
      out.u8(STRING);
      out.text(stringValue);
    } else {
      out.u8(INT);
      if (stringValue !== undefined || !writeVarint64(out, intValue, true)) {
        out.length = start;
        return false;
      }
    }
    const size = out.length - from;
    if (size > 127) {
      out.length = start;
      return false;
    }
    out.bytes[from - 1] = size;
    out.bytes[valueAt] = out.length - valueAt - 1;
    return true;
  }

  #integer32(value: unknown, number: number, kind: 'int32' | 'sint32' | 'fixed32', depth: number): void {
    const out = this.#out;
    const integer = integer32Of(value);
    if (integer === undefined) throw this.#wrong(depth + 1, 'an integer of 32 bits', value);
    if (kind === 'fixed32') {
      out.varint(number * 8 + FIXED32);
      out.u32(integer);
      return;
    }
    out.varint(number * 8 + VARINT);
    out.varint(kind === 'sint32' ? ((integer << 1) ^ (integer >> 31)) >>> 0 : integer >>> 0);
  }

  #integer64(value: unknown, number: number, kind: 'int64' | 'uint64' | 'fixed64' | 'sfixed64', depth: number): void {
    const out = this.#out;
    const isSigned = kind === 'int64' || kind === 'sfixed64';
    const isFixed = kind === 'fixed64' || kind === 'sfixed64';
    out.varint(number * 8 + (isFixed ? FIXED64 : VARINT));
    const isWritten = isFixed ? writeFixed64(out, value, isSigned) : writeVarint64(out, value, isSigned);
    this.#expect(isWritten, depth, isSigned ? 'a signed 64-bit integer' : 'an unsigned 64-bit integer', value);
  }

  /** A message's length is known only after it: room for one byte is left, and the message moved up when it needs more. */
  #nested(value: unknown, number: number, kind: MessageName, depth: number): void {
    const out = this.#out;
    out.varint(number * 8 + BYTES);
    const lengthAt = out.claim(1);
    const start = lengthAt + 1;
    this.message(value, kind, depth + 1);
    const size = out.length - start;
    if (size < 128) {
      out.bytes[lengthAt] = size;
      return;
    }
    const extra = size < 0x4000 ? 1 : size < 0x20_0000 ? 2 : size < 0x1000_0000 ? 3 : 4;
    out.claim(extra);
    out.bytes.copyWithin(start + extra, start, start + size);
    const end = out.length;
    out.length = lengthAt;
    out.varint(size);
    out.length = end;
  }

  #expect(isWritten: boolean, depth: number, expected: string, value: unknown): void {
    if (!isWritten) throw this.#wrong(depth + 1, expected, value);
  }

  /** @param depth of what stands there, which is one more than that of the message in which it is a field. */
  #wrong(depth: number, expected: string, value: unknown): DecodeError {
    const place = depth === 0 ? 'the body' : this.#path(depth).slice(0, 200);
    return new DecodeError(`${place}: expected ${expected}, got ${shown(value)}`);
  }

  #path(depth: number): string {
    return this.#names
      .slice(0, depth)
      .map((name, i) => (this.#indexes[i] === -1 ? name : `${name}[${this.#indexes[i]}]`))
      .join('.');
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : String(value);
}
