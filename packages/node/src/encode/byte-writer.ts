// Protobuf's wire format: https://protobuf.dev/programming-guides/encoding/

/** Texts up to this length are written character by character, which is faster than the call into the runtime. */
const SHORT_TEXT = 24;

/** Writes protobuf into a buffer that grows. Lengths are written once what they count is there. */
export class ByteWriter {
  buffer: Buffer;
  pos = 0;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }

  /** Makes room for that many bytes more. Every method below asks for what it needs by itself. */
  reserve(bytes: number): void {
    const needed = this.pos + bytes;
    if (needed <= this.buffer.length) return;
    let size = this.buffer.length * 2;
    while (size < needed) size *= 2;
    const larger = Buffer.allocUnsafeSlow(size);
    this.buffer.copy(larger, 0, 0, this.pos);
    this.buffer = larger;
  }

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.pos++] = value;
  }

  /** @param value integer from -(2⁶³) up to but not including 2⁶³ */
  varint(value: number): void {
    this.reserve(10);
    const { buffer } = this;
    let rest = value;
    if (value < 0 || value > 0xffff_ffff) {
      let low = value >>> 0;
      let high = Math.floor(value / 2 ** 32) >>> 0;
      while (high !== 0) {
        buffer[this.pos++] = (low & 0x7f) | 0x80;
        low = ((low >>> 7) | (high << 25)) >>> 0;
        high >>>= 7;
      }
      rest = low;
    }
    while (rest > 0x7f) {
      buffer[this.pos++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    buffer[this.pos++] = rest;
  }

  fixed32(value: number): void {
    this.reserve(4);
    const { buffer, pos } = this;
    buffer[pos] = value;
    buffer[pos + 1] = value >>> 8;
    buffer[pos + 2] = value >>> 16;
    buffer[pos + 3] = value >>> 24;
    this.pos = pos + 4;
  }

  /** The eight bytes of a span's id, with their tag and length before them. */
  spanId(tag: number, high: number, low: number): void {
    this.reserve(10);
    const { buffer, pos } = this;
    buffer[pos] = tag;
    buffer[pos + 1] = 8;
    putWord(buffer, pos + 2, high);
    putWord(buffer, pos + 6, low);
    this.pos = pos + 10;
  }

  /** The sixteen bytes of a trace's id, with their tag and length before them. */
  traceId(tag: number, a: number, b: number, c: number, d: number): void {
    this.reserve(18);
    const { buffer, pos } = this;
    buffer[pos] = tag;
    buffer[pos + 1] = 16;
    putWord(buffer, pos + 2, a);
    putWord(buffer, pos + 6, b);
    putWord(buffer, pos + 10, c);
    putWord(buffer, pos + 14, d);
    this.pos = pos + 18;
  }

  /**
   * A time as nanoseconds since the epoch. They are more than 2⁵³, so the seconds are taken in halves:
   * seconds · 10⁹ = (upper · 10⁹) · 2¹⁶ + lower · 10⁹.
   */
  time(seconds: number, nanos: number): void {
    const upper = Math.floor(seconds / 0x10000) * 1e9;
    const lower = (seconds & 0xffff) * 1e9 + nanos;
    const low = (upper & 0xffff) * 0x10000 + (lower >>> 0);
    this.fixed32(low);
    this.fixed32(Math.floor(upper / 0x10000) + Math.floor(lower / 2 ** 32) + Math.floor(low / 2 ** 32));
  }

  double(value: number): void {
    this.reserve(8);
    this.pos = this.buffer.writeDoubleLE(value, this.pos);
  }

  /** Bytes as they are, without a length. */
  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.pos);
    this.pos += bytes.length;
  }

  /** A text with its length before it. */
  text(text: string): void {
    const { length } = text;
    this.reserve(length * 3 + 5);
    if (length > SHORT_TEXT || !this.#shortAscii(text)) {
      const start = this.open();
      this.pos += this.buffer.write(text, this.pos);
      this.close(start);
    }
  }

  #shortAscii(text: string): boolean {
    const { buffer } = this;
    const { length } = text;
    const start = this.pos + 1;
    for (let at = 0; at < length; at++) {
      const code = text.charCodeAt(at);
      if (code > 0x7f) return false;
      buffer[start + at] = code;
    }
    buffer[start - 1] = length;
    this.pos = start + length;
    return true;
  }

  /** Begins what has its length before it, of which most is shorter than 128 bytes. */
  open(): number {
    this.reserve(1);
    return this.pos++;
  }

  /** Writes the length of what came since `open`, after moving it if the length needs more than the byte kept free. */
  close(start: number): void {
    const length = this.pos - start - 1;
    if (length < 0x80) {
      this.buffer[start] = length;
      return;
    }
    const size = length < 0x4000 ? 2 : length < 0x20_0000 ? 3 : length < 0x1000_0000 ? 4 : 5;
    this.reserve(size - 1);
    this.buffer.copyWithin(start + size, start + 1, this.pos);
    this.pos += size - 1;
    this.putLength(start, size, length);
  }

  /** Begins what is mostly between 128 bytes and 16 KiB long. */
  openLong(): number {
    this.reserve(2);
    this.pos += 2;
    return this.pos - 2;
  }

  closeLong(start: number): void {
    const length = this.pos - start - 2;
    if (length < 0x4000) {
      this.putLength(start, 2, length);
      return;
    }
    this.reserve(3);
    this.buffer.copyWithin(start + 5, start + 2, this.pos);
    this.pos += 3;
    this.putLength(start, 5, length);
  }

  /** A length in exactly that many bytes. Longer than need be is allowed, and saves moving what is large. */
  putLength(at: number, size: number, length: number): void {
    let rest = length;
    for (let index = at; index < at + size - 1; index++) {
      this.buffer[index] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.buffer[at + size - 1] = rest;
  }
}

/** The most significant byte first. */
function putWord(buffer: Buffer, at: number, word: number): void {
  buffer[at] = word >>> 24;
  buffer[at + 1] = word >>> 16;
  buffer[at + 2] = word >>> 8;
  buffer[at + 3] = word;
}
