/** Strings of JSON, between their quotes. */
import type { Bytes, Growable } from '../../store/native/growable.ts';
import { BACKSLASH, notJson, QUOTE, SPACE } from './json-syntax.ts';

/** Four bytes at once, each of them 1, its highest bit, a quote, a backslash, a space. */
const ONES = 0x0101_0101;
const HIGHS = 0x8080_8080 | 0;
const QUOTES = 0x2222_2222;
const BACKSLASHES = 0x5c5c_5c5c;
const SPACES = 0x2020_2020;

/** What the letter behind a backslash stands for; 0 for what stands for nothing. */
const ESCAPED = new Uint8Array(128);
for (const [letter, meaning] of Object.entries({
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}))
  ESCAPED[letter.charCodeAt(0)] = meaning.charCodeAt(0);
const LETTER_U = 0x75;

/** Values of hexadecimal digits by character code; what is none has a bit above the fourth. */
export const NIBBLES: Uint8Array = Uint8Array.from({ length: 256 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? 0xf0 : value;
});

const REPLACEMENT = 0xfffd;

/** Where the first quote, backslash or control character behind `from` stands, or the end. */
export function plainEnd({ bytes, view }: Bytes, from: number): number {
  const last = bytes.length - 4;
  let pos = from;
  for (; pos <= last; pos += 4) {
    const word = view.getInt32(pos, true);
    const quotes = word ^ QUOTES;
    const backslashes = word ^ BACKSLASHES;
    // Of a byte that is 0, or below 32, the highest bit is set by the subtraction, and was not before. What it borrows from the bytes above
    // may set theirs too: the lowest is right. https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord
    const found =
      (((quotes - ONES) & ~quotes) | ((backslashes - ONES) & ~backslashes) | ((word - SPACES) & ~word)) & HIGHS;
    if (found !== 0) return pos + ((31 - Math.clz32(found & -found)) >> 3);
  }
  while (pos < bytes.length && isPlain(bytes[pos] ?? 0)) pos++;
  return pos;
}

/**
 * Writes what the string that begins at `start` says, in UTF-8; half of a surrogate pair becomes U+FFFD.
 *
 * @returns where its closing quote stands.
 */
export function unescape(text: Bytes, start: number, out: Growable): number {
  const { bytes } = text;
  for (let pos = start; ;) {
    // Escapes may follow each other.
    const end = bytes[pos] === BACKSLASH ? pos : plainEnd(text, pos);
    if (end > pos) out.raw(text, pos, end);
    const code = bytes[end];
    if (code === QUOTE) return end;
    if (code !== BACKSLASH)
      throw notJson(end < bytes.length ? 'no control character in a string' : 'the end of a string', end);
    const letter = bytes[end + 1] ?? 0;
    const meaning = ESCAPED[letter] ?? 0;
    if (meaning !== 0) {
      out.u8(meaning);
      pos = end + 2;
    } else if (letter === LETTER_U) pos = writeCharacter(bytes, end, out);
    else throw notJson('an escape', end);
  }
}

/** Writes the character whose escape stands at `at`, which may be a pair of them, and answers where it ends. */
function writeCharacter(bytes: Buffer, at: number, out: Growable): number {
  const unit = unitAt(bytes, at);
  const isHigh = unit >= 0xd800 && unit < 0xdc00;
  if (isHigh && bytes[at + 6] === BACKSLASH && bytes[at + 7] === LETTER_U) {
    const low = unitAt(bytes, at + 6);
    if (low >= 0xdc00 && low < 0xe000) {
      writeUtf8(out, 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
      return at + 12;
    }
  }
  writeUtf8(out, unit >= 0xd800 && unit < 0xe000 ? REPLACEMENT : unit);
  return at + 6;
}

/** The number of an escape `\uXXXX`. */
function unitAt(bytes: Buffer, at: number): number {
  let unit = 0;
  for (let i = at + 2; i < at + 6; i++) {
    const nibble = NIBBLES[bytes[i] ?? 0] ?? 0xf0;
    if (nibble > 15) throw notJson('four hexadecimal digits', at + 2);
    unit = unit * 16 + nibble;
  }
  return unit;
}

function writeUtf8(out: Growable, character: number): void {
  if (character < 0x80) {
    out.u8(character);
    return;
  }
  const more = character < 0x800 ? 1 : character < 0x1_0000 ? 2 : 3;
  out.u8(((0xff << (7 - more)) & 0xff) | (character >> (6 * more)));
  for (let shift = 6 * (more - 1); shift >= 0; shift -= 6) out.u8(0x80 | ((character >> shift) & 0x3f));
}

function isPlain(code: number): boolean {
  return code >= SPACE && code !== QUOTE && code !== BACKSLASH;
}
