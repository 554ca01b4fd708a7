import { Dictionary } from './dictionary.ts';
import { Growable, bytesOf, type Bytes, type Part } from './growable.ts';

/** Before the values of a column: version 1 of the format of its keys. */
export const CODED_VERSION = 1;

/** The block brings its own strings, apart from any other block's. */
const OWN_STRINGS = 0x600;

/**
 * Values of a `LowCardinality(String)` column as the engine keeps them itself: each string once, and the number of one for each value. It
 * is half the bytes, and spares the engine the search for equal strings.
 * https://github.com/ClickHouse/ClickHouse/blob/master/src/DataTypes/Serializations/SerializationLowCardinality.cpp
 */
export class Coded implements Part {
  readonly dictionary: Dictionary = new Dictionary();
  /** Four bytes each; fewer in the block where they suffice. */
  readonly numbers: Growable = new Growable();

  /** Values so far. */
  get count(): number {
    return this.numbers.length / 4;
  }

  /** One value. */
  slice(source: Bytes, start: number, end: number): void {
    this.numbers.u32(this.dictionary.numberOf(source, start, end));
  }

  /** The same value several times. */
  slices(source: Bytes, start: number, end: number, times: number): void {
    if (times === 0) return;
    const from = this.numbers.length;
    this.slice(source, start, end);
    this.numbers.repeat(from, times - 1);
  }

  /** One value, from text; lone surrogates become U+FFFD. */
  text(value: string): void {
    const bytes = bytesOf(Buffer.from(value));
    this.slice(bytes, 0, bytes.bytes.length);
  }

  get size(): number {
    const { count } = this;
    return count === 0 ? 0 : 24 + this.dictionary.encoded.length + count * this.#width;
  }

  get isBlank(): boolean {
    return this.dictionary.count === 1;
  }

  /** Without values, nothing is written: the engine reads nothing then. */
  writeTo(block: Growable): void {
    const { count } = this;
    if (count === 0) return;
    const width = this.#width;
    block.u64(OWN_STRINGS | (width >> 1), 0);
    block.u64(this.dictionary.count, 0);
    this.dictionary.encoded.writeTo(block);
    block.u64(count, 0);
    const { numbers } = this;
    const end = numbers.length;
    if (width === 4) block.raw(numbers, 0, end);
    else if (width === 2) {
      let to = block.claim(count * 2);
      for (let at = 0; at < end; at += 4, to += 2) block.view.setUint16(to, numbers.view.getUint16(at, true), true);
    } else {
      let to = block.claim(count);
      for (let at = 0; at < end; at += 4) block.view.setUint8(to++, numbers.view.getUint8(at));
    }
  }

  mark(): void {
    this.dictionary.mark();
    this.numbers.mark();
  }

  rollback(): void {
    this.dictionary.rollback();
    this.numbers.rollback();
  }

  clear(): void {
    this.dictionary.clear();
    this.numbers.clear();
  }

  /** Bytes of a number in the block: 1, 2 or 4, which is type 0, 1 or 2 of the format. */
  get #width(): 1 | 2 | 4 {
    const { count } = this.dictionary;
    return count <= 0x100 ? 1 : count <= 0x1_0000 ? 2 : 4;
  }
}
