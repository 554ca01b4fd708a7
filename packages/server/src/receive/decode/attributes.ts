import type { MapColumn } from '../../store/native/block.ts';
import { Growable, type Bytes } from '../../store/native/growable.ts';
import { sortingOf, spend } from './budget.ts';
import { noteIndex } from './indexes.ts';
import { compareKeys, KeyOrder } from './key-order.ts';
import type { KeyPaths, KeyStep, Shape } from './key-paths.ts';
import { valueBytes, valueText, writeValue } from './values.ts';
import { BYTES, DecodeError, Reader, tagOf, VARINT } from './wire.ts';

const KEY = tagOf(1, BYTES);
const VALUE = tagOf(2, BYTES);
const KEY_INDEX = tagOf(3, VARINT);

/** An attribute of ours; with an empty value none is written, and what a sender claims is left out all the same. */
export interface Stamp {
  readonly key: Bytes;
  readonly value: Bytes;
}

/** No program has so many, and sorting them takes a moment. */
const MOST = 100_000;

/**
 * Reads repeated KeyValue fields and writes them as a map with sorted keys. A key that comes twice keeps its last value. One list is used
 * for record after record, so that a record costs no objects.
 */
export class AttributeList {
  #body: Bytes = new Growable(1);
  readonly #reader: Reader = new Reader(this.#body);
  /** For what comes record by record; resources and such are not worth remembering. */
  readonly #paths: KeyPaths | undefined;
  #count = 0;
  /** Four numbers an attribute: key start, key end, value start, value end. */
  #ranges = new Int32Array(4 * 64);
  readonly #order = new KeyOrder();
  /** Keys that were different when they were sorted last. */
  #different = 0;

  constructor(paths?: KeyPaths) {
    this.#paths = paths;
  }

  /** Forgets what was there; what comes stands in `body`. */
  begin(body: Bytes): void {
    if (body !== this.#body) this.#paths?.renew();
    this.#body = body;
    this.#count = 0;
    this.#paths?.begin();
  }

  /** Takes up the KeyValue field that the reader stands at, and passes over it. */
  take(reader: Reader): void {
    const end = reader.length();
    this.add(reader.pos, end);
    reader.pos = end;
  }

  /** Takes up the plain KeyValue fields with this tag, of one byte, that follow at the reader: they come in a row. */
  takePlain(reader: Reader, field: number): void {
    const { bytes } = this.#body;
    let { pos } = reader;
    while (bytes[pos] === field) {
      const end = pos + 2 + (bytes[pos + 1] ?? 0);
      if ((bytes[pos + 1] ?? 0) > 127 || end > reader.end) break;
      const at = this.#room();
      if (!this.#addPlain(at, pos + 2, end)) {
        this.#count--;
        break;
      }
      this.#paths?.follow(this.#body, this.#ranges[at] ?? 0, this.#ranges[at + 1] ?? 0);
      pos = end;
    }
    reader.pos = pos;
  }

  /** Takes up the KeyValue message at `start`…`end`. */
  add(start: number, end: number): void {
    const at = this.#room();
    if (!this.#addPlain(at, start, end)) this.#addAny(at, start, end);
    this.#paths?.follow(this.#body, this.#ranges[at] ?? 0, this.#ranges[at + 1] ?? 0);
  }

  /** Writes one row of a Map column. `stamp` takes the place of whatever has its key. */
  writeRow(to: MapColumn, stamp?: Stamp): void {
    spend(this.#count);
    if (stamp !== undefined) {
      this.#writeStamped(to, stamp);
      return;
    }
    const step = this.#paths?.reached;
    if (step === undefined) {
      this.#writeOnce(to);
      return;
    }
    const { order, numbers } = this.#shapeAt(step, to);
    if (order.length < this.#count) this.check();
    to.keys.numbers.raw(numbers, 0, numbers.length);
    for (let i = 0; i < order.length; i++) this.#writeValue((order[i] ?? 0) * 4, to.values);
    to.offsets.add(order.length);
  }

  /** Whether every value is one, also of those that are not written. */
  check(): void {
    spend(this.#count);
    for (let at = 0; at < this.#count * 4; at += 4)
      valueText(this.#body, this.#ranges[at + 2] ?? 0, this.#ranges[at + 3] ?? 0);
  }

  /** The value of one key as the bytes of a string; none when it is not there. */
  stringOf(key: Bytes): Buffer {
    const at = this.#find(key);
    if (at === -1) return Buffer.alloc(0);
    return valueBytes(this.#body, this.#ranges[at + 2] ?? 0, this.#ranges[at + 3] ?? 0);
  }

  /** The bytes of the value (an encoded `AnyValue`) of one key, undefined when it is not there. */
  valueOf(key: Bytes): Buffer | undefined {
    const at = this.#find(key);
    if (at === -1) return undefined;
    return this.#body.bytes.subarray(this.#ranges[at + 2] ?? 0, this.#ranges[at + 3] ?? 0);
  }

  /** Key and value, nothing else, each of less than 128 bytes: what nearly every attribute is. */
  #addPlain(at: number, start: number, end: number): boolean {
    const { bytes } = this.#body;
    const keySize = bytes[start + 1] ?? 0;
    const keyEnd = start + 2 + keySize;
    if (bytes[start] !== KEY || keySize > 127 || keyEnd + 2 > end) return false;
    const valueSize = bytes[keyEnd + 1] ?? 0;
    if (bytes[keyEnd] !== VALUE || valueSize > 127 || keyEnd + 2 + valueSize !== end) return false;
    const ranges = this.#ranges;
    ranges[at] = start + 2;
    ranges[at + 1] = keyEnd;
    ranges[at + 2] = keyEnd + 2;
    ranges[at + 3] = end;
    return true;
  }

  #addAny(at: number, start: number, end: number): void {
    const ranges = this.#ranges;
    ranges[at] = ranges[at + 1] = ranges[at + 2] = ranges[at + 3] = 0;
    const reader = this.#reader;
    reader.at(this.#body, start, end);
    while (reader.pos < end) {
      spend(1);
      const tag = reader.tag();
      if (tag !== KEY && tag !== VALUE) {
        if (tag === KEY_INDEX) noteIndex(this.#body);
        reader.skip(tag);
        continue;
      }
      const to = reader.length();
      const slot = tag === KEY ? at : at + 2;
      if (tag === VALUE) valueText(this.#body, ranges[slot] ?? 0, ranges[slot + 1] ?? 0);
      ranges[slot] = reader.pos;
      ranges[slot + 1] = to;
      reader.pos = to;
    }
  }

  #shapeAt(step: KeyStep, to: MapColumn): Shape {
    const { epoch } = to.keys.dictionary;
    const known = step.shape;
    if (known?.epoch === epoch) return known;
    const sorted = this.#sorted();
    const order = Array.from(sorted.subarray(0, this.#different));
    const numbers = new Growable(4 * order.length);
    for (const one of order) numbers.u32(this.#keyNumber(to, one * 4));
    const shape = { order, numbers, epoch };
    step.shape = shape;
    return shape;
  }

  /** A row of keys that are not remembered: there may be a million of these in a body, and what each allocates takes longer than the rest. */
  #writeOnce(to: MapColumn): void {
    const sorted = this.#sorted();
    const count = this.#different;
    if (count < this.#count) this.check();
    for (let i = 0; i < count; i++) {
      const at = (sorted[i] ?? 0) * 4;
      to.keys.numbers.u32(this.#keyNumber(to, at));
      this.#writeValue(at, to.values);
    }
    to.offsets.add(count);
  }

  /** Which attributes, in the order of their keys, each key once: as many as {@link AttributeList.#different} says. */
  #sorted(): Int32Array {
    spend(sortingOf(this.#count, this.#keyBytes()));
    const sorted = this.#order.sort(this.#body, this.#ranges, this.#count);
    let different = 0;
    for (let i = 0; i < this.#count; i++) {
      const one = sorted[i] ?? 0;
      const isRepeated = i + 1 < this.#count && compareKeys(this.#body, this.#ranges, one, sorted[i + 1] ?? 0) === 0;
      if (!isRepeated) sorted[different++] = one;
    }
    this.#different = different;
    return sorted;
  }

  #keyBytes(): number {
    let bytes = 0;
    for (let at = 0; at < this.#count * 4; at += 4) bytes += (this.#ranges[at + 1] ?? 0) - (this.#ranges[at] ?? 0);
    return bytes;
  }

  #writeStamped(to: MapColumn, stamp: Stamp): void {
    let written = 0;
    /** Not passed yet: keys are sorted, so that each stands before, at or behind it. */
    let ahead = true;
    const sorted = this.#sorted();
    for (let i = 0; i < this.#different; i++) {
      const at = (sorted[i] ?? 0) * 4;
      const order = ahead ? this.#compareTo(at, stamp.key) : -1;
      if (order === 0) continue;
      if (order > 0) {
        written += writeStamp(to, stamp);
        ahead = false;
      }
      to.keys.numbers.u32(this.#keyNumber(to, at));
      this.#writeValue(at, to.values);
      written++;
    }
    to.offsets.add(ahead ? written + writeStamp(to, stamp) : written);
  }

  #writeValue(at: number, values: Growable): void {
    writeValue(values, this.#body, this.#ranges[at + 2] ?? 0, this.#ranges[at + 3] ?? 0);
  }

  #keyNumber({ keys }: MapColumn, at: number): number {
    return keys.dictionary.numberOf(this.#body, this.#ranges[at] ?? 0, this.#ranges[at + 1] ?? 0);
  }

  /** Where the last one of a key stands, -1 when there is none. */
  #find(key: Bytes): number {
    for (let at = (this.#count - 1) * 4; at >= 0; at -= 4) if (this.#compareTo(at, key) === 0) return at;
    return -1;
  }

  #room(): number {
    if (this.#count === MOST) throw new DecodeError(`more than ${MOST} attributes stand in one place`);
    const at = this.#count * 4;
    if (at === this.#ranges.length) {
      const larger = new Int32Array(this.#ranges.length * 2);
      larger.set(this.#ranges);
      this.#ranges = larger;
    }
    this.#count++;
    return at;
  }

  /** Nearly always the first letter decides: no call into C++ is as fast. */
  #compareTo(at: number, { bytes: key }: Bytes): number {
    const { bytes } = this.#body;
    const start = this.#ranges[at] ?? 0;
    const length = (this.#ranges[at + 1] ?? 0) - start;
    for (let i = 0; i < length && i < key.length; i++) {
      const difference = (bytes[start + i] ?? 0) - (key[i] ?? 0);
      if (difference !== 0) return difference;
    }
    return length - key.length;
  }
}

function writeStamp(to: MapColumn, { key, value }: Stamp): 0 | 1 {
  if (value.bytes.length === 0) return 0;
  to.keys.slice(key, 0, key.bytes.length);
  to.values.slice(value, 0, value.bytes.length);
  return 1;
}
