/** Integers of 64 bits, which come as numbers or as text. */
import type { Growable } from '../../store/native/growable.ts';
import { spend, TEXTUAL } from './budget.ts';
import { MINUS, NINE, QUOTE, ZERO } from './json-syntax.ts';
import type { JsonText } from './json-text.ts';

/** Numbers in texts; proto3 JSON allows `1.0` and `1e3` for integers too. */
export const DECIMAL: RegExp = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** Halves of the last one that was read. */
const halves = { low: 0, high: 0 };

/** Writes one of fixed length. @returns false when there is none, or it does not fit. */
export function writeFixed64(out: Growable, text: JsonText, isSigned: boolean): boolean {
  if (!readInteger(text, isSigned)) return false;
  out.u64(halves.low, halves.high);
  return true;
}

/** Writes one of variable length. @returns false when there is none, or it does not fit. */
export function writeVarint64(out: Growable, text: JsonText, isSigned: boolean): boolean {
  if (!readInteger(text, isSigned)) return false;
  let { low, high } = halves;
  for (; high !== 0; high >>>= 7) {
    out.u8((low & 127) | 128);
    low = ((low >>> 7) | (high << 25)) >>> 0;
  }
  out.varint(low);
  return true;
}

/** The integer that a text says, undefined for another one, or one that a double does not hold. */
export function integerOf(words: string): number | undefined {
  spend(TEXTUAL);
  const value = DECIMAL.test(words) ? Number(words) : NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Nearly all are times of 19 digits, or small: these take no big integer. */
function readInteger(text: JsonText, isSigned: boolean): boolean {
  if (text.bytes[text.pos] !== QUOTE) {
    const value = text.scalar();
    return typeof value === 'number' && splitNumber(value, isSigned);
  }
  text.string();
  const { bytes } = text.said;
  const isNegative = isSigned && bytes[text.start] === MINUS;
  if (readDigits(bytes, isNegative ? text.start + 1 : text.start, text.end)) {
    if (!isSigned) return true;
    if (halves.high < 0x8000_0000) {
      if (isNegative) negate();
      return true;
    }
  }
  spend(TEXTUAL);
  const { words } = text;
  if (/^-?\d{1,20}$/.test(words)) return splitBig(BigInt(words), isSigned);
  const value = integerOf(words);
  return value !== undefined && splitNumber(value, isSigned);
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

function splitNumber(value: number, isSigned: boolean): boolean {
  if (!Number.isSafeInteger(value)) return Number.isInteger(value) && splitBig(BigInt(value), isSigned);
  if (value < 0 && !isSigned) return false;
  const size = Math.abs(value);
  halves.low = size % 0x1_0000_0000;
  halves.high = Math.floor(size / 0x1_0000_0000);
  if (value < 0) negate();
  return true;
}

function splitBig(value: bigint, isSigned: boolean): boolean {
  halves.low = Number(value & 0xffff_ffffn);
  halves.high = Number(BigInt.asUintN(32, value >> 32n));
  return isSigned ? BigInt.asIntN(64, value) === value : BigInt.asUintN(64, value) === value;
}

function negate(): void {
  halves.low = -halves.low >>> 0;
  halves.high = (~halves.high + (halves.low === 0 ? 1 : 0)) >>> 0;
}
