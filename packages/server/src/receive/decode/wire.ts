/**
 * Protocol Buffers' wire format, read in place. Fields may come in any order, unknown ones and groups are skipped, and every length is
 * checked against the message it stands in.
 * https://protobuf.dev/programming-guides/encoding/
 */
import type { Bytes } from '../../store/native/growable.ts';

/** The body is not what its content type says. Nothing of it is kept. */
export class DecodeError extends Error {
  override readonly name: string = 'DecodeError';
}

/** Wire types. */
export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

/** Groups within groups; the limit of most implementations. */
const MAX_DEPTH = 100;

/** A place in a message. `pos` is the next byte, `end` the end of the innermost message. */
export class Reader {
  body: Bytes;
  pos: number;
  end: number;
  /** Halves of the last 64-bit number. */
  low = 0;
  high = 0;

  constructor(body: Bytes, pos = 0, end: number = body.bytes.length) {
    this.body = body;
    this.pos = pos;
    this.end = end;
  }

  /** Stands at another place. */
  at(body: Bytes, pos: number, end: number): void {
    this.body = body;
    this.pos = pos;
    this.end = end;
  }

  /** Whether the message has another field. */
  get more(): boolean {
    return this.pos < this.end;
  }

  /** Field number × 8 + wire type. */
  tag(): number {
    const { pos } = this;
    const first = this.body.bytes[pos] ?? 0;
    if (first < 128 && first > 7 && pos < this.end) {
      this.pos = pos + 1;
      return first;
    }
    const tag = this.varint();
    if (tag >>> 3 === 0) throw this.#broken('a field has the number 0');
    return tag;
  }

  /** The low 32 bits of a variable-length number, unsigned. Both halves are in `low` and `high`. */
  varint(): number {
    const { bytes } = this.body;
    if (this.pos >= this.end) throw this.#broken('the message is cut off');
    let byte = bytes[this.pos++] ?? 0;
    if (byte < 128) {
      this.low = byte;
      this.high = 0;
      return byte;
    }
    let low = byte & 127;
    let high = 0;
    for (let shift = 7; ; shift += 7) {
      if (shift > 63) throw this.#broken('a number has more than 10 bytes');
      if (this.pos >= this.end) throw this.#broken('a number is cut off');
      byte = bytes[this.pos++] ?? 0;
      const bits = byte & 127;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high |= bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 128) break;
    }
    this.low = low >>> 0;
    this.high = high >>> 0;
    return this.low;
  }

  /** Eight bytes; the halves are in `low` and `high`. */
  fixed64(): void {
    const at = this.advance(8);
    const { view } = this.body;
    this.low = view.getUint32(at, true);
    this.high = view.getUint32(at + 4, true);
  }

  fixed32(): number {
    return this.body.view.getUint32(this.advance(4), true);
  }

  double(): number {
    return this.body.view.getFloat64(this.advance(8), true);
  }

  /** Reads the length of what follows and answers where that ends; `pos` stands at its first byte. */
  length(): number {
    const from = this.pos + 1;
    const first = this.body.bytes[from - 1] ?? 0;
    if (first < 128 && from + first <= this.end) {
      this.pos = from;
      return from + first;
    }
    const size = this.varint();
    const end = this.pos + size;
    if (this.high !== 0 || end > this.end) throw this.#broken('a field is longer than its message');
    return end;
  }

  /** Passes over a field's value. */
  skip(tag: number, depth = 0): void {
    switch (tag & 7) {
      case VARINT:
        this.varint();
        return;
      case FIXED64:
        this.advance(8);
        return;
      case BYTES:
        this.pos = this.length();
        return;
      case 3:
        this.#skipGroup(tag >>> 3, depth + 1);
        return;
      case FIXED32:
        this.advance(4);
        return;
      default:
        throw this.#broken(`wire type ${tag & 7} does not exist`);
    }
  }

  /** Passes over `count` bytes and answers where they begin. */
  advance(count: number): number {
    const at = this.pos;
    if (at + count > this.end) throw this.#broken('the message is cut off');
    this.pos = at + count;
    return at;
  }

  #skipGroup(field: number, depth: number): void {
    if (depth > MAX_DEPTH) throw this.#broken(`groups stand in more than ${MAX_DEPTH} others`);
    for (;;) {
      const tag = this.tag();
      if ((tag & 7) !== 4) this.skip(tag, depth);
      else if (tag >>> 3 === field) return;
      else throw this.#broken('a group ends that has not begun');
    }
  }

  #broken(what: string): DecodeError {
    return new DecodeError(`not a valid protobuf message: ${what} (at byte ${this.pos})`);
  }
}

/** Tag of a field, for `switch`. */
export function tagOf(field: number, wireType: number): number {
  return field * 8 + wireType;
}
