/** Numbers, identifiers and bytes of OTLP/JSON as protobuf has them. Each writer answers false when the value is not of its type. */
import { bytesOf, type Growable } from '../../store/native/growable.ts';

/** Values of hexadecimal digits by character code; what is none has a bit above the fourth. */
const NIBBLES = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? 0xf0 : value;
});

const INTEGER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** An identifier, with its length before it. */
export function writeHex(out: Growable, value: unknown): boolean {
  if (typeof value !== 'string' || value.length % 2 !== 0) return false;
  const size = value.length / 2;
  out.varint(size);
  let to = out.claim(size);
  let seen = 0;
  for (let i = 0; i < value.length; i += 2) {
    const high = NIBBLES[value.charCodeAt(i)] ?? 0xf0;
    const low = NIBBLES[value.charCodeAt(i + 1)] ?? 0xf0;
    seen |= high | low;
    out.bytes[to++] = (high << 4) | low;
  }
  return seen < 16;
}

/** Bytes in either alphabet of base64, with their length before them. */
export function writeBase64(out: Growable, value: unknown): boolean {
  if (typeof value !== 'string' || !/^[\w+/-]*={0,2}$/.test(value)) return false;
  const bytes = bytesOf(Buffer.from(value, 'base64'));
  out.slice(bytes, 0, bytes.bytes.length);
  return true;
}

/** A double; what JSON has no number for comes as text. */
export function writeDouble(out: Growable, value: unknown): boolean {
  const number = doubleOf(value);
  if (number === undefined) return false;
  out.f64(number);
  return true;
}

function doubleOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (value === 'NaN') return NaN;
  if (value === 'Infinity') return Infinity;
  if (value === '-Infinity') return -Infinity;
  return typeof value === 'string' && INTEGER.test(value) ? Number(value) : undefined;
}

/** Halves of the last integer that was read. */
const halves = { low: 0, high: 0 };

/** 64 bits of fixed length. */
export function writeFixed64(out: Growable, value: unknown, isSigned: boolean): boolean {
  if (!readInteger(value, isSigned)) return false;
  out.u64(halves.low, halves.high);
  return true;
}

/** 64 bits of variable length. */
export function writeVarint64(out: Growable, value: unknown, isSigned: boolean): boolean {
  if (!readInteger(value, isSigned)) return false;
  let { low, high } = halves;
  for (; high !== 0; high >>>= 7) {
    out.u8((low & 127) | 128);
    low = ((low >>> 7) | (high << 25)) >>> 0;
  }
  out.varint(low);
  return true;
}

/** Numbers of 32 bits, also those that are negative, undefined for what is none. */
export function integer32Of(value: unknown): number | undefined {
  if (typeof value === 'number') return isOf32Bits(value) ? value : undefined;
  const integer = integerOf(value);
  return integer !== undefined && isOf32Bits(Number(integer)) ? Number(integer) : undefined;
}

function isOf32Bits(value: number): boolean {
  return Number.isInteger(value) && value >= -0x8000_0000 && value <= 0xffff_ffff;
}

/** Nearly all are times of 19 digits, or small numbers: these take no big integer. */
function readInteger(value: unknown, isSigned: boolean): boolean {
  if (typeof value === 'string' && value.length < 20 && readDigits(value)) {
    return !isSigned || halves.high < 0x8000_0000;
  }
  if (typeof value === 'number' && value >= 0 && Number.isSafeInteger(value)) {
    setHalves(value);
    return true;
  }
  const integer = integerOf(value);
  if (integer === undefined) return false;
  const fits = isSigned ? BigInt.asIntN(64, integer) === integer : BigInt.asUintN(64, integer) === integer;
  halves.low = Number(integer & 0xffff_ffffn);
  halves.high = Number(BigInt.asUintN(32, integer >> 32n));
  return fits;
}

function setHalves(integer: number): void {
  halves.low = integer % 0x1_0000_0000;
  halves.high = Math.floor(integer / 0x1_0000_0000);
}

/** Digits only, at most 19: the number is `front` × 10⁹ + `back`, each of them exact as a double. */
function readDigits(value: string): boolean {
  const size = value.length;
  if (size === 0) return false;
  let front = 0;
  let back = 0;
  for (let i = 0; i < size; i++) {
    const digit = value.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return false;
    if (i < size - 9) front = front * 10 + digit;
    else back = back * 10 + digit;
  }
  // In two steps of less than 2^53: front = upper × 2^20 + lower.
  const upper = Math.floor(front / 0x10_0000) * 1e9;
  const lower = (front % 0x10_0000) * 1e9 + back;
  const sum = (upper % 0x1000) * 0x10_0000 + lower;
  halves.low = sum % 0x1_0000_0000;
  halves.high = Math.floor(upper / 0x1000) + Math.floor(sum / 0x1_0000_0000);
  return true;
}

/** Integers come as numbers or as decimal text; proto3 JSON also allows `1.0` and `1e3`, which are integers too. */
function integerOf(value: unknown): bigint | undefined {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (typeof value !== 'string') return undefined;
  if (/^-?\d{1,20}$/.test(value)) return BigInt(value);
  const number = Number(value);
  return INTEGER.test(value) && Number.isSafeInteger(number) ? BigInt(number) : undefined;
}
