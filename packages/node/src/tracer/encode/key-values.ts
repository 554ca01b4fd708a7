import {
  ATTR_CLIENT_PORT,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_NETWORK_PEER_PORT,
  ATTR_URL_FULL,
  ATTR_URL_QUERY,
} from '@sightglass/api/semconv';
import type { AttributeList } from '../attribute-list.ts';
import type { ByteWriter } from './byte-writer.ts';

/** Masks the text of an attribute, by its key. */
export type Redactions = ReadonlyMap<string, (text: string) => string>;

/** Differ at nearly every span: looking for them would be in vain. */
const NEVER_SAME: ReadonlySet<string> = new Set([
  ATTR_CLIENT_PORT,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_NETWORK_PEER_PORT,
  ATTR_URL_FULL,
  ATTR_URL_QUERY,
]);
const MAX_KEYS = 1024;
const MAX_VALUES_OF_KEY = 256;
const MAX_VALUES = 4096;
/** Characters of a text that is kept: a longer one costs as much to find as to write. */
const MAX_KEPT_TEXT = 64;
/** Places of a list that are remembered: more keys than most spans have. */
const SHAPE_LENGTH = 32;
const FORGET_AFTER_MS = 600_000;

interface Known {
  readonly key: string;
  /** Tag, length and bytes of the key as the first field of a KeyValue. */
  readonly bytes: Uint8Array;
  readonly redact: ((text: string) => string) | undefined;
  /** What follows the tag of the attribute, for each value met. Undefined once there are too many. */
  values: Map<unknown, Uint8Array> | undefined;
  /** The value that was written last, and its bytes: many keys have one value for ever. */
  last: unknown;
  lastBytes: Uint8Array | undefined;
}

/**
 * What was known of the key at each place of the last list of one origin. Spans of one scope are set the same keys in the
 * same order, and comparing a key costs less than looking for it.
 */
export type Shape = (Known | undefined)[];

/**
 * Writes attributes. Most of them repeat from span to span: what was written once for a key and value is copied from then
 * on. Bounded in keys, values and time, so that no stream of ever new values fills the memory.
 */
export class KeyValues {
  readonly #redactions: Redactions;
  readonly #known = new Map<string, Known>();
  #held = 0;
  #forgetAt = 0;

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
      this.#writeOne(writer, known, values[at]);
    }
  }

  /** Forgets what it knows every ten minutes: what the program did at its start need not be remembered for ever. */
  forgetAtTimes(now: number): void {
    if (now < this.#forgetAt) return;
    this.#forgetAt = now + FORGET_AFTER_MS;
    // Shapes go on holding some of them, so they are emptied too.
    for (const known of this.#known.values()) {
      known.values?.clear();
      known.lastBytes = undefined;
      known.last = undefined;
    }
    this.#known.clear();
    this.#held = 0;
  }

  #writeOne(writer: ByteWriter, known: Known, given: unknown): void {
    const value = known.redact !== undefined && typeof given === 'string' ? known.redact(given) : given;
    if (value === known.last && known.lastBytes !== undefined) {
      writer.raw(known.lastBytes);
      return;
    }
    const isShort = typeof value === 'string' ? value.length <= MAX_KEPT_TEXT : typeof value !== 'object';
    const values = isShort ? known.values : undefined;
    const written = values?.get(value);
    if (written !== undefined) {
      known.last = value;
      known.lastBytes = written;
      writer.raw(written);
      return;
    }
    const start = writer.open();
    writer.raw(known.bytes);
    writer.byte(0x12);
    writeAnyValue(writer, value);
    writer.close(start);
    if (values === undefined) return;
    if (values.size >= MAX_VALUES_OF_KEY) {
      known.values = undefined;
      known.last = undefined;
      known.lastBytes = undefined;
      this.#held -= values.size;
    } else if (this.#held < MAX_VALUES) {
      values.set(value, Uint8Array.prototype.slice.call(writer.buffer, start, writer.pos));
      this.#held++;
    }
  }

  #meet(key: string): Known {
    const text = Buffer.from(key);
    const bytes = text.length < 0x80 ? Buffer.concat([Buffer.from([0x0a, text.length]), text]) : longKey(text);
    const known: Known = {
      key,
      bytes,
      last: undefined,
      lastBytes: undefined,
      redact: this.#redactions.get(key),
      values: NEVER_SAME.has(key) ? undefined : new Map(),
    };
    if (this.#known.size < MAX_KEYS) this.#known.set(key, known);
    else known.values = undefined;
    return known;
  }
}

function longKey(text: Buffer): Buffer {
  const length: number[] = [];
  for (let rest = text.length; ; rest >>>= 7) {
    length.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    if (rest <= 0x7f) return Buffer.concat([Buffer.from([0x0a, ...length]), text]);
  }
}

/** An AnyValue with its length. Integers inside int64 are int_value, every other number is double_value. */
function writeAnyValue(writer: ByteWriter, value: unknown): void {
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
