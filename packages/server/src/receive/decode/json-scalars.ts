/** Numbers, identifiers and other scalars of OTLP/JSON as protobuf has them. */
import { bytesOf, type Growable } from '../../store/native/growable.ts';
import type { Scalar } from './json-messages.ts';
import { NIBBLES } from './json-strings.ts';
import { NINE, QUOTE, ZERO } from './json-syntax.ts';
import type { JsonText } from './json-text.ts';

/** What a sender is told who wrote something else. */
export const EXPECTED: Readonly<Record<Scalar, string>> = {
  text: 'a string',
  hex: 'hexadecimal text',
  base64: 'base64 text',
  bool: 'true or false',
  int32: 'an integer of 32 bits',
  sint32: 'an integer of 32 bits',
  fixed32: 'an integer of 32 bits',
  int64: 'a signed 64-bit integer',
  sfixed64: 'a signed 64-bit integer',
  uint64: 'an unsigned 64-bit integer',
  fixed64: 'an unsigned 64-bit integer',
  double: 'a number',
};

const DECIMAL = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const BASE64 = /^[\w+/-]*={0,2}$/;

/**
 * Writes the value at which the text stands, without a tag.
 *
 * @returns whether it is of this kind; when not, it is not passed over, or only in part.
 */
export function writeScalar(out: Growable, text: JsonText, kind: Scalar): boolean {
  switch (kind) {
    case 'text':
      if (text.bytes[text.pos] !== QUOTE) return false;
      text.string();
      out.slice(text.said, text.start, text.end);
      return true;
    case 'hex':
      return writeHex(out, text);
    case 'fixed64':
      return writeFixed64(out, text, false);
    case 'sfixed64':
      return writeFixed64(out, text, true);
    case 'int64':
      return writeVarint64(out, text, true);
    case 'uint64':
      return writeVarint64(out, text, false);
    case 'double':
      return writeDouble(out, text);
    case 'bool':
      return writeBool(out, text);
    case 'base64':
      return writeBase64(out, text);
    default:
      return writeInteger32(out, text, kind);
  }
}

/** An identifier, with its length before it. */
function writeHex(out: Growable, text: JsonText): boolean {
  if (text.bytes[text.pos] !== QUOTE) return false;
  text.string();
  const { said, end } = text;
  const size = end - text.start;
  if (size % 2 !== 0) return false;
  out.varint(size / 2);
  let to = out.claim(size / 2);
  let seen = 0;
  for (let from = text.start; from < end; from += 2) {
    const high = NIBBLES[said.bytes[from] ?? 0] ?? 0xf0;
    const low = NIBBLES[said.bytes[from + 1] ?? 0] ?? 0xf0;
    seen |= high | low;
    out.bytes[to++] = (high << 4) | low;
  }
  return seen < 16;
}

/** Bytes in either alphabet of base64, with their length before them. */
function writeBase64(out: Growable, text: JsonText): boolean {
  if (text.bytes[text.pos] !== QUOTE) return false;
  text.string();
  const { words } = text;
  if (!BASE64.test(words)) return false;
  const bytes = bytesOf(Buffer.from(words, 'base64'));
  out.slice(bytes, 0, bytes.bytes.length);
  return true;
}

function writeBool(out: Growable, text: JsonText): boolean {
  const value = text.scalar();
  if (typeof value !== 'boolean') return false;
  out.u8(value ? 1 : 0);
  return true;
}

/** A double; what JSON has no number for comes as text. */
function writeDouble(out: Growable, text: JsonText): boolean {
  const value = text.scalar();
  const number = typeof value === 'string' ? doubleOf(value) : value;
  if (typeof number !== 'number') return false;
  out.f64(number);
  return true;
}

function doubleOf(words: string): number | undefined {
  if (words === 'NaN') return NaN;
  if (words === 'Infinity') return Infinity;
  if (words === '-Infinity') return -Infinity;
  return DECIMAL.test(words) ? Number(words) : undefined;
}

function writeInteger32(out: Growable, text: JsonText, kind: 'int32' | 'sint32' | 'fixed32'): boolean {
  const value = text.scalar();
  const integer = typeof value === 'string' ? Number(integerOf(value)) : value;
  if (typeof integer !== 'number' || !isOf32Bits(integer)) return false;
  if (kind === 'fixed32') out.u32(integer);
  else out.varint(kind === 'sint32' ? (integer << 1) ^ (integer >> 31) : integer);
  return true;
}

/** Signed or not: of enums and counts the sign does not matter. */
function isOf32Bits(value: number): boolean {
  return Number.isInteger(value) && value >= -0x8000_0000 && value <= 0xffff_ffff;
}

/** Halves of the last 64-bit integer that was read. */
const halves = { low: 0, high: 0 };

/** 64 bits of fixed length. */
function writeFixed64(out: Growable, text: JsonText, isSigned: boolean): boolean {
  if (!readInteger(text, isSigned)) return false;
  out.u64(halves.low, halves.high);
  return true;
}

/** 64 bits of variable length. */
function writeVarint64(out: Growable, text: JsonText, isSigned: boolean): boolean {
  if (!readInteger(text, isSigned)) return false;
  let { low, high } = halves;
  for (; high !== 0; high >>>= 7) {
    out.u8((low & 127) | 128);
    low = ((low >>> 7) | (high << 25)) >>> 0;
  }
  out.varint(low);
  return true;
}

/** Integers come as numbers or as text; nearly all are times of 19 digits, or small: these take no big integer. */
function readInteger(text: JsonText, isSigned: boolean): boolean {
  if (text.bytes[text.pos] === QUOTE) {
    text.string();
    if (readDigits(text.said.bytes, text.start, text.end)) return !isSigned || halves.high < 0x8000_0000;
    return readBig(integerOf(text.words), isSigned);
  }
  const value = text.scalar();
  if (typeof value !== 'number' || !Number.isInteger(value)) return false;
  if (value < 0 || !Number.isSafeInteger(value)) return readBig(BigInt(value), isSigned);
  halves.low = value % 0x1_0000_0000;
  halves.high = Math.floor(value / 0x1_0000_0000);
  return true;
}

/** Digits only, at most 19: the number is `front` × 10⁹ + `back`, each of them exact as a double. */
function readDigits(bytes: Buffer, start: number, end: number): boolean {
  if (start === end || end - start > 19) return false;
  let front = 0;
  let back = 0;
  for (let i = start; i < end; i++) {
    const code = bytes[i] ?? 0;
    if (code < ZERO || code > NINE) return false;
    if (i < end - 9) front = front * 10 + code - ZERO;
    else back = back * 10 + code - ZERO;
  }
  // In two steps of less than 2^53: front = upper × 2^20 + lower.
  const upper = Math.floor(front / 0x10_0000) * 1e9;
  const lower = (front % 0x10_0000) * 1e9 + back;
  const sum = (upper % 0x1000) * 0x10_0000 + lower;
  halves.low = sum % 0x1_0000_0000;
  halves.high = Math.floor(upper / 0x1000) + Math.floor(sum / 0x1_0000_0000);
  return true;
}

function readBig(integer: bigint | undefined, isSigned: boolean): boolean {
  if (integer === undefined) return false;
  halves.low = Number(integer & 0xffff_ffffn);
  halves.high = Number(BigInt.asUintN(32, integer >> 32n));
  return isSigned ? BigInt.asIntN(64, integer) === integer : BigInt.asUintN(64, integer) === integer;
}

/** proto3 JSON also allows `1.0` and `1e3`, which are integers too. */
function integerOf(words: string): bigint | undefined {
  if (/^-?\d{1,20}$/.test(words)) return BigInt(words);
  const number = Number(words);
  return DECIMAL.test(words) && Number.isSafeInteger(number) ? BigInt(number) : undefined;
}
