/** The characters that JSON is made of, and what is said where one of them is missing. https://www.rfc-editor.org/rfc/rfc8259 */
import { DecodeError } from './wire.ts';

export const SPACE = 0x20;
export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_ARRAY = 0x5b;
export const CLOSE_ARRAY = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const MINUS = 0x2d;
export const PLUS = 0x2b;
export const POINT = 0x2e;
export const ZERO = 0x30;
export const NINE = 0x39;
/** First letters of `true`, `false` and `null`. */
export const LETTER_T = 0x74;
export const LETTER_F = 0x66;
export const LETTER_N = 0x6e;
/** Of an exponent, in either case when the bit of lower case is set. */
export const LETTER_E = 0x65;
export const LOWER_CASE = 0x20;

/** The error for a body that is not JSON: what should stand at a byte. */
export function notJson(expected: string, at: number): DecodeError {
  return new DecodeError(`not valid JSON: expected ${expected} at byte ${at}`);
}
