import type { MapParts } from '../../store/native/block.ts';
import type { Growable } from '../../store/native/growable.ts';
import { writeValue } from './values.ts';
import { BYTES, Reader, tagOf } from './wire.ts';

const KEY = tagOf(1, BYTES);
const VALUE = tagOf(2, BYTES);

/** An attribute of ours; with an empty value none is written, and what a sender claims is left out all the same. */
export interface Stamp {
  readonly key: Buffer;
  readonly value: Buffer;
}

/** Above this many attributes, sorting by insertion would let one record cost seconds. */
const FEW = 32;

/**
 * Reads repeated KeyValue fields and writes them as a map with sorted keys. A key that comes twice keeps its last value. One list is used
 * for record after record, so that a record costs no objects.
 */
export class AttributeList {
  readonly #buf: Buffer;
  readonly #reader: Reader;
  #count = 0;
  /** Four numbers an attribute: key start, key end, value start, value end. */
  #ranges = new Int32Array(4 * 64);
  #order = new Int32Array(64);

  constructor(buf: Buffer) {
    this.#buf = buf;
    this.#reader = new Reader(buf);
  }

  clear(): void {
    this.#count = 0;
  }

  /** Takes up the KeyValue field that the reader stands at, and passes over it. */
  take(reader: Reader): void {
    const end = reader.length();
    this.add(reader.pos, end);
    reader.pos = end;
  }

  /** Takes up the KeyValue message at `start`…`end`. */
  add(start: number, end: number): void {
    const at = this.#room();
    const ranges = this.#ranges;
    ranges[at] = ranges[at + 1] = ranges[at + 2] = ranges[at + 3] = 0;
    const reader = this.#reader;
    reader.pos = start;
    reader.end = end;
    while (reader.pos < end) {
      const tag = reader.tag();
      if (tag !== KEY && tag !== VALUE) {
        reader.skip(tag);
        continue;
      }
      const to = reader.length();
      const slot = tag === KEY ? at : at + 2;
      ranges[slot] = reader.pos;
      ranges[slot + 1] = to;
      reader.pos = to;
    }
  }

  /** Writes keys and values, sorted; answers how many. `stamp` takes the place of whatever has its key. */
  write(keys: Growable, values: Growable, stamp?: Stamp): number {
    this.#sort();
    let written = 0;
    /** Not passed yet: keys are sorted, so that each stands before, at or behind it. */
    let ahead = stamp;
    const ranges = this.#ranges;
    for (let i = 0; i < this.#count; i++) {
      const at = this.#at(i);
      if (i + 1 < this.#count && this.#compare(at, this.#at(i + 1)) === 0) continue;
      if (ahead !== undefined) {
        const order = this.#compareTo(at, ahead.key);
        if (order === 0) continue;
        if (order > 0) {
          written += writeStamp(keys, values, ahead);
          ahead = undefined;
        }
      }
      keys.slice(this.#buf, ranges[at] ?? 0, ranges[at + 1] ?? 0);
      writeValue(values, this.#buf, ranges[at + 2] ?? 0, ranges[at + 3] ?? 0);
      written++;
    }
    return ahead === undefined ? written : written + writeStamp(keys, values, ahead);
  }

  /** Writes one row of a Map column. */
  writeRow([offsets, keys, values]: MapParts): void {
    offsets.offset(this.write(keys, values));
  }

  /** Writes the value of one key as a string; '' when it is not there. */
  writeValueOf(key: Buffer, out: Growable): void {
    const at = this.#find(key);
    if (at === -1) out.u8(0);
    else writeValue(out, this.#buf, this.#ranges[at + 2] ?? 0, this.#ranges[at + 3] ?? 0);
  }

  /** The bytes of the value (an encoded `AnyValue`) of one key, undefined when it is not there. */
  valueOf(key: Buffer): Buffer | undefined {
    const at = this.#find(key);
    return at === -1 ? undefined : this.#buf.subarray(this.#ranges[at + 2] ?? 0, this.#ranges[at + 3] ?? 0);
  }

  /** Where the last one of a key stands, -1 when there is none. */
  #find(key: Buffer): number {
    for (let at = (this.#count - 1) * 4; at >= 0; at -= 4) if (this.#keyIs(at, key)) return at;
    return -1;
  }

  #room(): number {
    const at = this.#count * 4;
    if (at === this.#ranges.length) {
      const larger = new Int32Array(this.#ranges.length * 2);
      larger.set(this.#ranges);
      this.#ranges = larger;
      this.#order = new Int32Array(this.#order.length * 2);
    }
    this.#count++;
    return at;
  }

  #at(index: number): number {
    return this.#order[index] ?? 0;
  }

  /** Orders by key; equal keys keep the order in which they came. */
  #sort(): void {
    const order = this.#order;
    for (let i = 0; i < this.#count; i++) order[i] = i * 4;
    if (this.#count > FEW) {
      order.subarray(0, this.#count).sort((a, b) => this.#compare(a, b) || a - b);
      return;
    }
    for (let i = 1; i < this.#count; i++) {
      const at = i * 4;
      let to = i;
      for (; to > 0 && this.#compare(this.#at(to - 1), at) > 0; to--) order[to] = this.#at(to - 1);
      order[to] = at;
    }
  }

  #compare(a: number, b: number): number {
    const buf = this.#buf;
    const ranges = this.#ranges;
    let i = ranges[a] ?? 0;
    let j = ranges[b] ?? 0;
    const endA = ranges[a + 1] ?? 0;
    const endB = ranges[b + 1] ?? 0;
    for (; i < endA && j < endB; i++, j++) {
      const difference = (buf[i] ?? 0) - (buf[j] ?? 0);
      if (difference !== 0) return difference;
    }
    return endA - i - (endB - j);
  }

  #keyIs(at: number, key: Buffer): boolean {
    const start = this.#ranges[at] ?? 0;
    const end = this.#ranges[at + 1] ?? 0;
    return end - start === key.length && this.#compareTo(at, key) === 0;
  }

  /** Nearly always the first letter decides: no call into C++ is as fast. */
  #compareTo(at: number, key: Buffer): number {
    const start = this.#ranges[at] ?? 0;
    const length = (this.#ranges[at + 1] ?? 0) - start;
    for (let i = 0; i < length && i < key.length; i++) {
      const difference = (this.#buf[start + i] ?? 0) - (key[i] ?? 0);
      if (difference !== 0) return difference;
    }
    return length - key.length;
  }
}

function writeStamp(keys: Growable, values: Growable, { key, value }: Stamp): 0 | 1 {
  if (value.length === 0) return 0;
  keys.slice(key, 0, key.length);
  values.slice(value, 0, value.length);
  return 1;
}
