/** Writes protobuf messages, as far as OTLP needs it. Nothing of the server is used: what it reads, somebody else has written. */
export class Message {
  #bytes = Buffer.allocUnsafe(256);
  #length = 0;

  /** The message so far; valid until the next write. */
  get bytes() {
    return this.#bytes.subarray(0, this.#length);
  }

  clear() {
    this.#length = 0;
    return this;
  }

  varint(field, value) {
    this.#varint(field << 3);
    this.#varint(value);
  }

  fixed64(field, value) {
    this.#varint((field << 3) | 1);
    this.#room(8);
    this.#length = this.#bytes.writeBigUInt64LE(value, this.#length);
  }

  fixed32(field, value) {
    this.#varint((field << 3) | 5);
    this.#room(4);
    this.#length = this.#bytes.writeUInt32LE(value, this.#length);
  }

  double(field, value) {
    this.#varint((field << 3) | 1);
    this.#room(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
  }

  text(field, value) {
    const size = Buffer.byteLength(value);
    this.#varint((field << 3) | 2);
    this.#varint(size);
    this.#room(size);
    this.#length += this.#bytes.write(value, this.#length, 'utf8');
  }

  /** A message within, or bytes. */
  bytesOf(field, bytes) {
    this.#varint((field << 3) | 2);
    this.#varint(bytes.length);
    this.#room(bytes.length);
    bytes.copy(this.#bytes, this.#length);
    this.#length += bytes.length;
  }

  #varint(value) {
    this.#room(10);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  #room(count) {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + count));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
