import { randomBytes } from 'node:crypto';
import { Growable, type Bytes } from './growable.ts';

/** Slots of the quick table, a power of two; half of them are used at most. */
const SLOTS = 4096;

/** Slots looked at for one string: a body whose strings all meet in one slot must not make each of them slow. */
const PROBES = 16;

const SEED = randomBytes(4).readInt32LE();

let epochs = 0;

/**
 * The strings of a column of a block, each with its number; 0 is the empty one. Each stands there once, but for what does not fit into the
 * table: the engine takes one that comes again as well, and columns with so many different strings gain nothing from a search.
 */
export class Dictionary {
  /** The strings as ClickHouse reads them. */
  readonly encoded: Growable = new Growable();
  /** Another one whenever numbers lose their meaning; no two dictionaries ever have the same. */
  epoch: number = ++epochs;
  count = 1;
  /** Where the bytes of each string begin and end in `encoded`. */
  #places = new Int32Array(2 * 64);
  readonly #slots = new Int32Array(SLOTS);
  #marked = 1;

  constructor() {
    this.encoded.u8(0);
  }

  /** The number of a string. */
  numberOf(source: Bytes, start: number, end: number): number {
    if (start === end) return 0;
    const slots = this.#slots;
    let slot = hashOf(source, start, end) & (SLOTS - 1);
    for (let probe = 0; probe < PROBES; probe++) {
      const number = slots[slot] ?? 0;
      if (number === 0) {
        if (this.count > SLOTS / 2) break;
        slots[slot] = this.count;
        return this.#add(source, start, end);
      }
      if (this.#is(number, source, start, end)) return number;
      slot = (slot + 1) & (SLOTS - 1);
    }
    return this.#add(source, start, end);
  }

  mark(): void {
    this.encoded.mark();
    this.#marked = this.count;
  }

  /** A slot that an older string passed by was taken then too: younger ones can be taken out without breaking its way. */
  rollback(): void {
    if (this.count === this.#marked) return;
    this.encoded.rollback();
    this.count = this.#marked;
    this.epoch = ++epochs;
    for (let slot = 0; slot < SLOTS; slot++) if ((this.#slots[slot] ?? 0) >= this.count) this.#slots[slot] = 0;
  }

  clear(): void {
    if (this.count === 1) return;
    this.encoded.clear();
    this.encoded.u8(0);
    this.count = 1;
    this.#marked = 1;
    this.epoch = ++epochs;
    this.#slots.fill(0);
    if (this.#places.length > SLOTS) this.#places = new Int32Array(SLOTS);
  }

  #add(source: Bytes, start: number, end: number): number {
    const at = this.count * 2;
    if (at === this.#places.length) {
      const larger = new Int32Array(at * 2);
      larger.set(this.#places);
      this.#places = larger;
    }
    this.encoded.slice(source, start, end);
    this.#places[at] = this.encoded.length - (end - start);
    this.#places[at + 1] = this.encoded.length;
    return this.count++;
  }

  #is(number: number, source: Bytes, start: number, end: number): boolean {
    const from = this.#places[number * 2] ?? 0;
    return (this.#places[number * 2 + 1] ?? 0) - from === end - start && isSame(source, start, end, this.encoded, from);
  }
}

/** Whether the bytes at `start`…`end` stand at `from` of another place too. */
export function isSame(source: Bytes, start: number, end: number, other: Bytes, from: number): boolean {
  const { view } = source;
  const { view: against } = other;
  const last = end - start - 4;
  if (last < 0) {
    for (let i = 0; i < end - start; i++) if (view.getUint8(start + i) !== against.getUint8(from + i)) return false;
    return true;
  }
  // From the end: names that begin alike are many.
  if (view.getInt32(start + last, true) !== against.getInt32(from + last, true)) return false;
  for (let i = 0; i < last; i += 4) {
    if (view.getInt32(start + i, true) !== against.getInt32(from + i, true)) return false;
  }
  return true;
}

function hashOf({ view }: Bytes, start: number, end: number): number {
  let hash = SEED ^ (end - start);
  let at = start;
  for (; at + 4 <= end; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; at < end; at++) {
    hash = Math.imul(hash ^ view.getUint8(at), 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  return hash;
}
