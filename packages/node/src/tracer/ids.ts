// 32-bit signed words: V8 keeps them without a box, and a pool makes one costly call in place of 2,000.
const pool = new Int32Array(2048);
let next = pool.length;
/** Words that are made by `Math.random`, and how many of them at a time. */
let firstWords = pool.length;
const FIRST_AT_ONCE = 64;

/** 32 random bits as a signed integer. */
export function randomWord(): number {
  if (next === pool.length) fill();
  return pool[next++] ?? 0;
}

/**
 * The first ids are made before the program runs, and loading `crypto` for them would delay its start by a tenth. Ids must be unique, not
 * secret: V8 seeds `Math.random` from the system's entropy, for each thread. A few at a time: code that is new to V8 is slow.
 */
function fill(): void {
  if (firstWords === 0) {
    process.getBuiltinModule('node:crypto').randomFillSync(pool);
    next = 0;
    return;
  }
  firstWords -= FIRST_AT_ONCE;
  next = pool.length - FIRST_AT_ONCE;
  for (let at = next; at < pool.length; at++) pool[at] = Math.random() * 2 ** 32;
}

const HEX_OF_BYTE: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Eight lower case digits. */
export function hexOfWord(word: number): string {
  return (
    (HEX_OF_BYTE[word >>> 24] ?? '') +
    (HEX_OF_BYTE[(word >>> 16) & 0xff] ?? '') +
    (HEX_OF_BYTE[(word >>> 8) & 0xff] ?? '') +
    (HEX_OF_BYTE[word & 0xff] ?? '')
  );
}

const DIGITS = Buffer.from('0123456789abcdef');
/** Where a header is put together: joined from texts it would be two dozen of them. */
const header = Buffer.from(`00-${'0'.repeat(32)}-${'0'.repeat(16)}-00`);

/** The header of W3C Trace Context, version 00, of a trace and a span that are known as words. */
export function traceparentOfWords(
  { a, b, c, d }: { readonly a: number; readonly b: number; readonly c: number; readonly d: number },
  { high, low, flags }: { readonly high: number; readonly low: number; readonly flags: number },
): string {
  putHex(a, 3);
  putHex(b, 11);
  putHex(c, 19);
  putHex(d, 27);
  putHex(high, 36);
  putHex(low, 44);
  header[53] = DIGITS[(flags >>> 4) & 0xf] ?? 0;
  header[54] = DIGITS[flags & 0xf] ?? 0;
  return header.toString('latin1');
}

function putHex(word: number, at: number): void {
  for (let index = 0; index < 8; index++) header[at + index] = DIGITS[(word >>> (28 - index * 4)) & 0xf] ?? 0;
}

/** The word in the eight hexadecimal digits at this place; digits that are none count as 0. */
export function wordInHex(text: string, at: number): number {
  let word = 0;
  for (let index = at; index < at + 8; index++) word = (word << 4) | digitOf(text.charCodeAt(index));
  return word;
}

function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : 0;
}
