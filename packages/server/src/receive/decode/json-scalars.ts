/** Numbers, identifiers and other scalars of OTLP/JSON as protobuf has them. */
import { bytesOf, type Growable } from '../../store/native/growable.ts';
import { ENCODED, spend, TEXTUAL } from './budget.ts';
import type { Scalar } from './json-messages.ts';
import { DECIMAL, integerOf, writeFixed64, writeVarint64 } from './json-integers.ts';
import { NIBBLES } from './json-strings.ts';
import { QUOTE } from './json-syntax.ts';
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
  spend(ENCODED);
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
  spend(TEXTUAL);
  if (words === 'NaN') return NaN;
  if (words === 'Infinity') return Infinity;
  if (words === '-Infinity') return -Infinity;
  return DECIMAL.test(words) ? Number(words) : undefined;
}

function writeInteger32(out: Growable, text: JsonText, kind: 'int32' | 'sint32' | 'fixed32'): boolean {
  const value = text.scalar();
  const integer = typeof value === 'string' ? integerOf(value) : value;
  if (typeof integer !== 'number' || !isOf32Bits(integer, kind)) return false;
  if (kind === 'fixed32') out.u32(integer);
  else out.varint(kind === 'sint32' ? (integer << 1) ^ (integer >> 31) : integer);
  return true;
}

/** Of enums and counts the sign does not matter. */
function isOf32Bits(value: number, kind: 'int32' | 'sint32' | 'fixed32'): boolean {
  return Number.isInteger(value) && value >= -0x8000_0000 && value <= (kind === 'sint32' ? 0x7fff_ffff : 0xffff_ffff);
}
