/** Bytes that grow: what every part of a column is written into. Little endian, as ClickHouse reads them. */
export class Growable {
  bytes: Buffer;
  length = 0;
  #mark = 0;

  constructor(capacity = 256) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
  }

  /** Makes room for `count` more bytes and answers where they begin; the caller fills them. */
  claim(count: number): number {
    const start = this.length;
    const needed = start + count;
    if (needed > this.bytes.length) this.#grow(needed);
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
    this.bytes.writeInt32LE(value | 0, at);
  }

  /** 64 bits in two halves. */
  u64(low: number, high: number): void {
    const at = this.claim(8);
    this.bytes.writeInt32LE(low | 0, at);
    this.bytes.writeInt32LE(high | 0, at + 4);
  }

  f64(value: number): void {
    const at = this.claim(8);
    this.bytes.writeDoubleLE(value, at);
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
  raw(source: Buffer, start: number, end: number): void {
    const at = this.claim(end - start);
    // A loop beats the call into C++ for the short strings that telemetry is made of.
    if (end - start > 32) source.copy(this.bytes, at, start, end);
    else for (let from = start, to = at; from < end; from++, to++) this.bytes[to] = source[from] ?? 0;
  }

  /** A string of the Native format: its length, its bytes. */
  slice(source: Buffer, start: number, end: number): void {
    this.varint(end - start);
    this.raw(source, start, end);
  }

  /** A string of the Native format from text; lone surrogates become U+FFFD. */
  text(value: string): void {
    const size = Buffer.byteLength(value);
    this.varint(size);
    const at = this.claim(size);
    this.bytes.write(value, at, size, 'utf8');
  }

  /** The end offset of an array of `count` further elements. */
  offset(count: number): void {
    const last = this.length === 0 ? 0 : this.bytes.readUInt32LE(this.length - 8);
    this.u64(last + count, 0);
  }

  /** Remembers the present length for {@link Growable.rollback}. */
  mark(): void {
    this.#mark = this.length;
  }

  rollback(): void {
    this.length = this.#mark;
  }

  /** Forgets the content; keeps the memory unless it has become large. */
  clear(): void {
    this.length = 0;
    this.#mark = 0;
    if (this.bytes.length > KEPT_BYTES) this.bytes = Buffer.allocUnsafeSlow(KEPT_BYTES);
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

/** A string as {@link Growable.text} writes it, for texts that come again and again. */
export function encodedText(value: string): Buffer {
  const encoded = new Growable(16);
  encoded.text(value);
  return encoded.bytes.subarray(0, encoded.length);
}

/** One huge request must not leave its memory behind in every column. */
const KEPT_BYTES = 1024 * 1024;
