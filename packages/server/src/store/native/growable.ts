/** Bytes to read from: as bytes, and as numbers of any place. */
export interface Bytes {
  readonly bytes: Buffer;
  readonly view: DataView;
}

/**
 * Bytes that lie behind what is read and written as numbers. V8's first quick code holds the last ones of a view for being out of bounds; a
 * place in the program that has once met them makes a slow call for each number from then on.
 */
export const TAIL = 8;

/** Makes bytes readable as numbers too; in a copy, where nothing lies behind them. */
export function bytesOf(bytes: Buffer): Bytes {
  const { buffer, byteOffset, length } = bytes;
  if (byteOffset + length + TAIL > buffer.byteLength) {
    const copy = Buffer.allocUnsafe(length + TAIL).subarray(0, length);
    bytes.copy(copy);
    return { bytes: copy, view: viewOf(copy) };
  }
  return { bytes, view: viewOf(bytes) };
}

/** What every part of a column is: collected row by row, and written out as one piece. */
export interface Part {
  /** Bytes that {@link Part.writeTo} writes. */
  readonly size: number;
  /** Whether all values are what the engine fills in for a column that a block lacks: no text, zero, no elements. */
  readonly isBlank: boolean;
  writeTo(block: Growable): void;
  /** Remembers the present state for {@link Part.rollback}. */
  mark(): void;
  rollback(): void;
  clear(): void;
}

/** Up to here four bytes at a time beat the call into C++; telemetry is made of short strings. */
const SHORT = 96;

/** Memory that is kept in any case; of more, half is given back each time that less than a quarter was needed. */
const KEPT_BYTES = 256 * 1024;

const ZEROS = Buffer.alloc(4096);

/** Bytes that grow. Little endian, as ClickHouse reads them. */
export class Growable implements Bytes, Part {
  bytes: Buffer;
  view: DataView;
  length = 0;
  #capacity: number;
  #mark = 0;

  /** @param memory what is written into until it is full; {@link TAIL} bytes lie behind it. */
  constructor(capacity = 256, memory: Buffer = memoryOf(capacity)) {
    this.#capacity = memory.length;
    this.bytes = memory;
    this.view = viewOf(memory);
  }

  /** Makes room for `count` more bytes and answers where they begin; the caller fills them. */
  claim(count: number): number {
    const start = this.length;
    const needed = start + count;
    if (needed > this.#capacity) this.#grow(needed);
    this.length = needed;
    return start;
  }

  /** One byte, 0–255. */
  u8(value: number): void {
    const at = this.claim(1);
    this.bytes[at] = value;
  }

  /** The low 32 bits of an integer, signed or not. */
  u32(value: number): void {
    const at = this.claim(4);
    this.view.setInt32(at, value, true);
  }

  /** 64 bits in two halves. */
  u64(low: number, high: number): void {
    const at = this.claim(8);
    this.view.setInt32(at, low, true);
    this.view.setInt32(at + 4, high, true);
  }

  f64(value: number): void {
    const at = this.claim(8);
    this.view.setFloat64(at, value, true);
  }

  /** Unsigned LEB128, below 2^32. */
  varint(value: number): void {
    let rest = value >>> 0;
    const at = this.claim(5);
    let end = at;
    while (rest > 127) {
      this.bytes[end++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[end++] = rest;
    this.length = end;
  }

  /** Bytes as they are. */
  raw(source: Bytes, start: number, end: number): void {
    const size = end - start;
    const at = this.claim(size);
    if (size > SHORT) source.bytes.copy(this.bytes, at, start, end);
    else copyShort(source.view, start, this.view, at, size);
  }

  /** A string of the Native format: its length, its bytes. */
  slice(source: Bytes, start: number, end: number): void {
    const size = end - start;
    if (size < 128) this.u8(size);
    else this.varint(size);
    this.raw(source, start, end);
  }

  /** {@link Growable.slice} for several rows. */
  slices(source: Bytes, start: number, end: number, times: number): void {
    if (times === 0) return;
    const from = this.length;
    this.slice(source, start, end);
    this.repeat(from, times - 1);
  }

  /** A string of the Native format from text; lone surrogates become U+FFFD. */
  text(value: string): void {
    if (value.length <= SHORT && this.#isAscii(value)) return;
    const size = Buffer.byteLength(value);
    this.varint(size);
    const at = this.claim(size);
    this.bytes.write(value, at, size, 'utf8');
  }

  /** A string of the Native format from text of ASCII characters only. */
  ascii(value: string): void {
    this.varint(value.length);
    let at = this.claim(value.length);
    for (let i = 0; i < value.length; i++) this.bytes[at++] = value.charCodeAt(i);
  }

  /** Writes what stands behind `start` another `times` times. */
  repeat(start: number, times: number): void {
    const size = this.length - start;
    let at = this.claim(size * times);
    let have = size;
    while (at < this.length) {
      const count = Math.min(have, this.length - at);
      this.bytes.copyWithin(at, start, start + count);
      at += count;
      have += count;
    }
  }

  get size(): number {
    return this.length;
  }

  get isBlank(): boolean {
    for (let at = 0; at < this.length; at += ZEROS.length) {
      const end = Math.min(at + ZEROS.length, this.length);
      if (this.bytes.compare(ZEROS, 0, end - at, at, end) !== 0) return false;
    }
    return true;
  }

  writeTo(block: Growable): void {
    block.raw(this, 0, this.length);
  }

  mark(): void {
    this.#mark = this.length;
  }

  rollback(): void {
    this.length = this.#mark;
  }

  /** Forgets the content, and keeps the memory for the next; what one huge request needed goes little by little. */
  clear(): void {
    const capacity = this.#capacity;
    if (capacity > KEPT_BYTES && this.length < capacity / 4) this.#move(memoryOf(capacity / 2));
    this.length = 0;
    this.#mark = 0;
  }

  /** Writes a short text as long as its characters are ASCII: few are not, and no call into C++ is as fast. */
  #isAscii(value: string): boolean {
    const size = value.length;
    const start = this.claim(size + 1);
    const { bytes } = this;
    bytes[start] = size;
    for (let i = 0; i < size; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) {
        this.length = start;
        return false;
      }
      bytes[start + 1 + i] = code;
    }
    return true;
  }

  #grow(needed: number): void {
    const larger = memoryOf(Math.max(needed + (needed & 1), this.#capacity * 2));
    this.bytes.copy(larger, 0, 0, this.length);
    this.#move(larger);
  }

  #move(bytes: Buffer): void {
    this.bytes = bytes;
    this.#capacity = bytes.length;
    this.view = viewOf(bytes);
  }
}

/** The last four bytes overlap those before them rather than to go one by one. */
function copyShort(source: DataView, start: number, target: DataView, at: number, size: number): void {
  if (size < 4) {
    for (let i = 0; i < size; i++) target.setUint8(at + i, source.getUint8(start + i));
    return;
  }
  const last = size - 4;
  for (let i = 0; i < last; i += 4) target.setInt32(at + i, source.getInt32(start + i, true), true);
  target.setInt32(at + last, source.getInt32(start + last, true), true);
}

/** Memory of so many bytes, and a tail. */
export function memoryOf(capacity: number): Buffer {
  return Buffer.allocUnsafeSlow(capacity + TAIL).subarray(0, capacity);
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length + TAIL);
}
