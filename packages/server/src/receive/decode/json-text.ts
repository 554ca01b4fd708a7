/**
 * JSON, read in place from its first byte to its last, and as strict as `JSON.parse`. The bytes must be UTF-8.
 * https://www.rfc-editor.org/rfc/rfc8259
 */
import { bytesOf, Growable, type Bytes } from '../../store/native/growable.ts';
import { spend, TEXTUAL } from './budget.ts';
import { plainEnd, unescape } from './json-strings.ts';
import * as char from './json-syntax.ts';

/** Integers of so many digits, and powers of ten up to this one, are exact as doubles: what becomes of two of them is rounded once, and right. */
const EXACT_DIGITS = 15;
const EXACT_POWER = 22;
const POWERS = Array.from({ length: EXACT_POWER + 1 }, (_, exponent) => Number(`1e${exponent}`));

/** A place in a text: `pos` is the next byte. What is read is passed over; what is not as JSON has it throws a {@link DecodeError}. */
export class JsonText implements Bytes {
  readonly bytes: Buffer;
  readonly view: DataView;
  pos = 0;
  /** The last string: it lies at `start`…`end` of `said`, in UTF-8 and without escapes, until another one is read. */
  said: Bytes = this;
  start = 0;
  end = 0;
  /** Ends of the arrays and objects that have begun in a value that is skipped. */
  readonly begun: Growable = new Growable(64);
  readonly #unescaped = new Growable(64);

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.view = bytesOf(bytes).view;
  }

  /** The next byte that is not white space, which is passed over; 0 at the end. */
  peek(): number {
    const code = this.bytes[this.pos] ?? 0;
    return code > char.SPACE ? code : this.#peekBehindSpace();
  }

  /** Whether this byte is the next; only then it is passed over. */
  passes(code: number): boolean {
    if (this.peek() !== code) return false;
    this.pos++;
    return true;
  }

  expect(code: number): void {
    if (!this.passes(code)) throw char.notJson(String.fromCharCode(code), this.pos);
  }

  /** Whether another element comes before the array or object ends. */
  more(close: number): boolean {
    const code = this.peek();
    if (code !== char.COMMA && code !== close) throw char.notJson(`, or ${String.fromCharCode(close)}`, this.pos);
    this.pos++;
    return code === char.COMMA;
  }

  /** Nothing may follow but white space. */
  finish(): void {
    this.peek();
    if (this.pos < this.bytes.length) throw char.notJson('nothing more', this.pos);
  }

  /** A string; it must stand at its opening quote. */
  string(): void {
    const start = this.pos + 1;
    const end = plainEnd(this, start);
    if (this.bytes[end] === char.QUOTE) {
      this.said = this;
      this.start = start;
      this.end = end;
      this.pos = end + 1;
      return;
    }
    this.#unescaped.length = 0;
    this.pos = unescape(this, start, this.#unescaped) + 1;
    this.said = this.#unescaped;
    this.start = 0;
    this.end = this.#unescaped.length;
  }

  /** The last string. */
  get words(): string {
    return this.said.bytes.toString('utf8', this.start, this.end);
  }

  number(): number {
    const { bytes, pos: from } = this;
    const isNegative = bytes[from] === char.MINUS;
    const start = isNegative ? from + 1 : from;
    let pos = start;
    let digits = 0;
    for (; isDigit(bytes[pos]); pos++) digits = digits * 10 + (bytes[pos] ?? 0) - char.ZERO;
    if (pos === start || (pos > start + 1 && bytes[start] === char.ZERO)) throw char.notJson('a value', from);
    let count = pos - start;
    let fraction = 0;
    if (bytes[pos] === char.POINT) {
      const first = ++pos;
      for (; isDigit(bytes[pos]); pos++) digits = digits * 10 + (bytes[pos] ?? 0) - char.ZERO;
      fraction = pos - first;
      if (fraction === 0) throw char.notJson('a digit', pos);
      count += fraction;
    }
    this.pos = pos;
    const power = this.#exponent() - fraction;
    if (count > EXACT_DIGITS || Math.abs(power) > EXACT_POWER) {
      spend(TEXTUAL);
      return Number(bytes.toString('latin1', from, this.pos));
    }
    const value = power < 0 ? digits / (POWERS[-power] ?? 1) : digits * (POWERS[power] ?? 1);
    return isNegative ? -value : value;
  }

  /** `true`, `false` or `null`. */
  literal(): boolean | null {
    switch (this.peek()) {
      case char.LETTER_T:
        this.#letters('true');
        return true;
      case char.LETTER_F:
        this.#letters('false');
        return false;
      default:
        this.#letters('null');
        return null;
    }
  }

  /** Anything but an array or an object; these are left where they stand, and undefined. */
  scalar(): string | number | boolean | null | undefined {
    const code = this.peek();
    if (code === char.OPEN_ARRAY || code === char.OPEN_OBJECT) return undefined;
    if (code === char.QUOTE) {
      this.string();
      return this.words;
    }
    return code === char.MINUS || isDigit(code) ? this.number() : this.literal();
  }

  /** The exponent of a number; 0 when there is none. */
  #exponent(): number {
    const { bytes } = this;
    if (((bytes[this.pos] ?? 0) | char.LOWER_CASE) !== char.LETTER_E) return 0;
    const sign = bytes[this.pos + 1];
    const first = sign === char.MINUS || sign === char.PLUS ? this.pos + 2 : this.pos + 1;
    let end = first;
    let exponent = 0;
    for (; isDigit(bytes[end]); end++) exponent = exponent * 10 + (bytes[end] ?? 0) - char.ZERO;
    if (end === first) throw char.notJson('a digit', end);
    this.pos = end;
    return sign === char.MINUS ? -exponent : exponent;
  }

  #letters(word: string): void {
    for (let i = 0; i < word.length; i++) {
      if (this.bytes[this.pos + i] !== word.charCodeAt(i)) throw char.notJson('a value', this.pos);
    }
    this.pos += word.length;
  }

  #peekBehindSpace(): number {
    const { bytes } = this;
    let { pos } = this;
    while (isSpace(bytes[pos])) pos++;
    this.pos = pos;
    return bytes[pos] ?? 0;
  }
}

function isDigit(code = 0): boolean {
  return code >= char.ZERO && code <= char.NINE;
}

function isSpace(code: number | undefined): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
