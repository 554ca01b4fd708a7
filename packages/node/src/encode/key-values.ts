import type { AttributeList } from './attribute-list.ts';
import type { ByteWriter } from './byte-writer.ts';

/** Masks the text of an attribute, by its key. */
export type Redactions = ReadonlyMap<string, (text: string) => string>;

const MAX_KEYS = 1024;
/** Characters of a text whose bytes are kept. */
const MAX_KEPT_TEXT = 128;
/** Places of a list that are remembered: more keys than most spans have. */
const SHAPE_LENGTH = 32;

interface Known {
  readonly key: string;
  /** Tag, length and bytes of the key, as the first field of a KeyValue, and the tag of its value. */
  readonly bytes: Uint8Array;
  readonly redact: ((text: string) => string) | undefined;
  /** The value that was written last, and its whole KeyValue once it came twice in a row. */
  last: unknown;
  lastBytes: Uint8Array | undefined;
}

/**
 * What was known of the key at each place of the last list of one origin. Spans of one scope are set the same keys in the
 * same order, and comparing a key costs less than looking for it.
 */
export type Shape = (Known | undefined)[];

/**
 * Writes attributes. Keys are written once and copied from then on, and so is a value that stays the same from span to span.
 * More values are not remembered: looking one up costs as much as writing it, and memory besides.
 */
export class KeyValues {
  readonly #redactions: Redactions;
  readonly #known = new Map<string, Known>();

  constructor(redactions: Redactions) {
    this.#redactions = redactions;
  }

  /** @param tag first byte of the field that holds attributes, whose number is below 16 */
  write(writer: ByteWriter, tag: number, { keys, values }: AttributeList, shape?: Shape): void {
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at] ?? '';
      let known = shape === undefined || at >= shape.length ? undefined : shape[at];
      if (known === undefined || known.key !== key) {
        known = this.#known.get(key) ?? this.#meet(key);
        if (shape !== undefined && at < SHAPE_LENGTH) shape[at] = known;
      }
      writer.byte(tag);
      writeKeyValue(writer, known, values[at]);
    }
  }

  #meet(key: string): Known {
    const text = Buffer.from(key);
    const bytes = Buffer.from([0x0a, ...lengthBytes(text.length), ...text, 0x12]);
    const known: Known = { key, bytes, redact: this.#redactions.get(key), last: undefined, lastBytes: undefined };
    if (this.#known.size < MAX_KEYS) this.#known.set(key, known);
    return known;
  }
}

function lengthBytes(length: number): number[] {
  return length < 0x80 ? [length] : [(length & 0x7f) | 0x80, ...lengthBytes(length >>> 7)];
}

function writeKeyValue(writer: ByteWriter, known: Known, given: unknown): void {
  const value = known.redact !== undefined && typeof given === 'string' ? known.redact(given) : given;
  const isSame = value === known.last;
  if (isSame && known.lastBytes !== undefined) {
    writer.raw(known.lastBytes);
    return;
  }
  const start = writer.open();
  writer.raw(known.bytes);
  writeAnyValue(writer, value);
  writer.close(start);
  if (isSame) known.lastBytes = Uint8Array.prototype.slice.call(writer.buffer, start, writer.pos);
  else remember(known, value);
}

function remember(known: Known, value: unknown): void {
  const isKept = typeof value === 'string' ? value.length <= MAX_KEPT_TEXT : typeof value !== 'object';
  known.last = isKept ? value : undefined;
  known.lastBytes = undefined;
}

/** An AnyValue with its length. Integers inside int64 are int_value, every other number is double_value. */
export function writeAnyValue(writer: ByteWriter, value: unknown): void {
  const start = writer.open();
  if (typeof value === 'string') {
    writer.byte(0x0a);
    writer.text(value);
  } else if (typeof value === 'number') {
    if (Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63) {
      writer.byte(0x18);
      writer.varint(value);
    } else {
      writer.byte(0x21);
      writer.double(value);
    }
  } else if (typeof value === 'boolean') {
    writer.byte(0x10);
    writer.byte(value ? 1 : 0);
  } else if (typeof value === 'object' && value !== null) {
    writeObject(writer, value);
  }
  writer.close(start);
}

function writeObject(writer: ByteWriter, value: object): void {
  const isBytes = value instanceof Uint8Array;
  writer.byte(isBytes ? 0x3a : Array.isArray(value) ? 0x2a : 0x32);
  const start = writer.open();
  if (isBytes) {
    writer.raw(value);
  } else if (Array.isArray(value)) {
    for (const item of value) {
      writer.byte(0x0a);
      writeAnyValue(writer, item);
    }
  } else {
    for (const [key, item] of Object.entries(value)) {
      writer.byte(0x0a);
      const pair = writer.open();
      writer.byte(0x0a);
      writer.text(key);
      writer.byte(0x12);
      writeAnyValue(writer, item);
      writer.close(pair);
    }
  }
  writer.close(start);
}
