/**
 * OTLP/JSON as OTLP protobuf: both encodings then take one way into the tables, with one set of rules. The mapping is proto3's with OTLP's
 * exceptions: identifiers are hexadecimal, enums are integers only, unknown fields are ignored, `null` is absent.
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
import { messageOf } from '../../errors.ts';
import { bytesOf, Growable } from '../../store/native/growable.ts';
import { MESSAGES, type Field, type Kind, type MessageName } from './json-messages.ts';
import { BYTES, DecodeError, FIXED32, FIXED64, VARINT } from './wire.ts';

/** Messages within messages; beyond it no sensible body, only one that wants to exhaust the stack. */
const MAX_DEPTH = 250;

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
  const out = new Growable(body.length);
  writeMessage(out, value, message, '', 0);
  return out.bytes.subarray(0, out.length);
}

function writeMessage(out: Growable, value: unknown, name: MessageName, path: string, depth: number): void {
  if (!isObject(value)) throw wrong(path, 'an object', value);
  if (depth > MAX_DEPTH) throw new DecodeError(`${path.slice(0, 100)}…: nested more than ${MAX_DEPTH} levels deep`);
  const fields = MESSAGES[name];
  for (const key in value) {
    const item = value[key];
    const field = fields.get(key);
    if (field === undefined || item === null) continue;
    writeField(out, item, field, path === '' ? key : `${path}.${key}`, depth);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function writeField(out: Growable, value: unknown, field: Field, path: string, depth: number): void {
  const [number, kind, repeated] = field;
  if (repeated === undefined) {
    writeOne(out, value, number, kind, path, depth);
    return;
  }
  if (!Array.isArray(value)) throw wrong(path, 'an array', value);
  for (let i = 0; i < value.length; i++) writeOne(out, value[i], number, kind, `${path}[${i}]`, depth);
}

function writeOne(out: Growable, value: unknown, number: number, kind: Kind, path: string, depth: number): void {
  switch (kind) {
    case 'text':
      if (typeof value !== 'string') throw wrong(path, 'a string', value);
      out.varint(number * 8 + BYTES);
      return out.text(value);
    case 'hex':
      out.varint(number * 8 + BYTES);
      return writeBytes(out, hexBytes(value, path));
    case 'base64':
      out.varint(number * 8 + BYTES);
      return writeBytes(out, base64Bytes(value, path));
    case 'bool':
      if (typeof value !== 'boolean') throw wrong(path, 'true or false', value);
      out.varint(number * 8 + VARINT);
      return out.u8(value ? 1 : 0);
    case 'double':
      out.varint(number * 8 + FIXED64);
      return out.f64(doubleOf(value, path));
    case 'int32':
    case 'sint32':
    case 'fixed32':
      return writeInteger32(out, value, number, kind, path);
    case 'int64':
    case 'uint64':
    case 'fixed64':
    case 'sfixed64':
      return writeInteger64(out, value, number, kind, path);
    default:
      return writeNested(out, value, number, kind, path, depth);
  }
}

/** A message's length is known only after it: room for it is left, and the message moved up when it needs less. */
function writeNested(
  out: Growable,
  value: unknown,
  number: number,
  kind: MessageName,
  path: string,
  depth: number,
): void {
  out.varint(number * 8 + BYTES);
  const lengthAt = out.claim(2);
  const start = out.length;
  writeMessage(out, value, kind, path, depth + 1);
  const size = out.length - start;
  if (size < 0x4000) {
    // Two bytes, the first marked as not the last: longer than needed below 128, and valid.
    out.bytes[lengthAt] = (size & 127) | 128;
    out.bytes[lengthAt + 1] = size >>> 7;
    return;
  }
  const extra = size < 0x20_0000 ? 1 : size < 0x1000_0000 ? 2 : 3;
  out.claim(extra);
  out.bytes.copyWithin(start + extra, start, start + size);
  const end = out.length;
  out.length = lengthAt;
  out.varint(size);
  out.length = end;
}

function writeBytes(out: Growable, bytes: Buffer): void {
  out.slice(bytesOf(bytes), 0, bytes.length);
}

function writeInteger32(out: Growable, value: unknown, number: number, kind: Kind, path: string): void {
  const integer = Number(integerOf(value, path));
  if (integer < -0x8000_0000 || integer > 0xffff_ffff) throw wrong(path, 'a 32-bit integer', value);
  if (kind === 'fixed32') {
    out.varint(number * 8 + FIXED32);
    out.u32(integer);
    return;
  }
  out.varint(number * 8 + VARINT);
  out.varint(kind === 'sint32' ? ((integer << 1) ^ (integer >> 31)) >>> 0 : integer >>> 0);
}

function writeInteger64(out: Growable, value: unknown, number: number, kind: Kind, path: string): void {
  const integer = integerOf(value, path);
  const isSigned = kind === 'int64' || kind === 'sfixed64';
  const fits = isSigned ? BigInt.asIntN(64, integer) === integer : BigInt.asUintN(64, integer) === integer;
  if (!fits) throw wrong(path, isSigned ? 'a signed 64-bit integer' : 'an unsigned 64-bit integer', value);
  if (kind === 'fixed64' || kind === 'sfixed64') {
    out.varint(number * 8 + FIXED64);
    out.u64(Number(integer & 0xffff_ffffn), Number(BigInt.asUintN(32, integer >> 32n)));
    return;
  }
  out.varint(number * 8 + VARINT);
  for (let rest = BigInt.asUintN(64, integer); ; rest >>= 7n) {
    if (rest < 128n) return out.u8(Number(rest));
    out.u8(Number(rest & 127n) | 128);
  }
}

/** Integers come as numbers or as decimal text; proto3 JSON also allows `1.0` and `1e3`, which are integers too. */
function integerOf(value: unknown, path: string): bigint {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (typeof value === 'string') {
    if (/^-?\d{1,20}$/.test(value)) return BigInt(value);
    const number = Number(value);
    if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value) && Number.isSafeInteger(number)) return BigInt(number);
  }
  throw wrong(path, 'an integer', value);
}

function doubleOf(value: unknown, path: string): number {
  if (typeof value === 'number') return value;
  if (value === 'NaN') return NaN;
  if (value === 'Infinity') return Infinity;
  if (value === '-Infinity') return -Infinity;
  if (typeof value === 'string' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) return Number(value);
  throw wrong(path, 'a number', value);
}

function hexBytes(value: unknown, path: string): Buffer {
  if (typeof value !== 'string' || value.length % 2 !== 0 || !/^[\da-f]*$/i.test(value)) {
    throw wrong(path, 'hexadecimal text', value);
  }
  return Buffer.from(value, 'hex');
}

function base64Bytes(value: unknown, path: string): Buffer {
  if (typeof value !== 'string' || !/^[\w+/-]*={0,2}$/.test(value)) throw wrong(path, 'base64 text', value);
  return Buffer.from(value, 'base64');
}

function wrong(path: string, expected: string, value: unknown): DecodeError {
  const place = path === '' ? 'the body' : path.slice(0, 200);
  return new DecodeError(`${place}: expected ${expected}, got ${shown(value)}`);
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : String(value);
}
