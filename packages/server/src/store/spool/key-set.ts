/** Bytes of a key: 128 bits of a hash. */
export const KEY_BYTES = 16;

/** What a body or a record is known by: {@link KEY_BYTES} bytes, each a character of Latin-1. As a string it costs a fifth of what it does as bytes. */
export type Key = string;

/** A set of keys in one piece of memory: a hundred thousands of them as objects would be work for every garbage collection. */
export class KeySet {
  #size = 0;
  /** Four words a slot; a slot of zeros is free, because no hash is all zeros. The keys are hashes already: their first word says where. */
  #slots = new Uint32Array(64 * 4);

  get size(): number {
    return this.#size;
  }

  add(key: Key): void {
    if ((this.#size + 1) * 2 > this.#slots.length / 4) this.#grow();
    if (insert(this.#slots, wordOf(key, 0), wordOf(key, 4), wordOf(key, 8), wordOf(key, 12))) this.#size++;
  }

  has(key: Key): boolean {
    const slots = this.#slots;
    const at = find(slots, wordOf(key, 0), wordOf(key, 4), wordOf(key, 8), wordOf(key, 12));
    return !isFree(slots, at);
  }

  #grow(): void {
    const larger = new Uint32Array(this.#slots.length * 2);
    const slots = this.#slots;
    for (let at = 0; at < slots.length; at += 4) {
      if (!isFree(slots, at))
        insert(larger, slots[at] ?? 0, slots[at + 1] ?? 0, slots[at + 2] ?? 0, slots[at + 3] ?? 0);
    }
    this.#slots = larger;
  }
}

/** Whether it was new. */
function insert(slots: Uint32Array, a: number, b: number, c: number, d: number): boolean {
  const at = find(slots, a, b, c, d);
  if (!isFree(slots, at)) return false;
  slots[at] = a;
  slots[at + 1] = b;
  slots[at + 2] = c;
  slots[at + 3] = d;
  return true;
}

/** The slot of a key, or the free one where it would stand. */
function find(slots: Uint32Array, a: number, b: number, c: number, d: number): number {
  const mask = slots.length - 1;
  let at = (a * 4) & mask;
  while (!isFree(slots, at)) {
    if (slots[at] === a && slots[at + 1] === b && slots[at + 2] === c && slots[at + 3] === d) return at;
    at = (at + 4) & mask;
  }
  return at;
}

function isFree(slots: Uint32Array, at: number): boolean {
  return slots[at] === 0 && slots[at + 1] === 0 && slots[at + 2] === 0 && slots[at + 3] === 0;
}

function wordOf(key: Key, at: number): number {
  const bytes =
    key.charCodeAt(at) |
    (key.charCodeAt(at + 1) << 8) |
    (key.charCodeAt(at + 2) << 16) |
    (key.charCodeAt(at + 3) << 24);
  return bytes >>> 0;
}
