import type { Bytes } from '../../store/native/growable.ts';

/** Above this many, keys that come in an order of no use take insertion longer than merging. */
const FEW = 12;

/** Up to here keys are compared four bytes at a time: further it is quicker to call C++. */
const NEAR = 128;

/** Orders attributes by the bytes of their keys; equal keys keep the order in which they came. One is used again and again. */
export class KeyOrder {
  #order = new Int32Array(64);
  #spare = new Int32Array(64);
  /** The first four bytes of each key as one number, that orders as they do: it nearly always decides. */
  #heads = new Uint32Array(64);

  /**
   * The attributes in the order of their keys.
   *
   * @param ranges four numbers an attribute, of which the first two are start and end of its key.
   */
  sort(body: Bytes, ranges: Int32Array, count: number): Int32Array {
    if (count > this.#order.length) {
      const room = ranges.length / 4;
      this.#order = new Int32Array(room);
      this.#spare = new Int32Array(room);
      this.#heads = new Uint32Array(room);
    }
    for (let i = 0; i < count; i++) {
      this.#order[i] = i;
      this.#heads[i] = headOf(body, ranges[i * 4] ?? 0, ranges[i * 4 + 1] ?? 0);
    }
    if (count <= FEW) this.#sortFew(body, ranges, count);
    else this.#sortMany(body, ranges, count);
    return this.#order;
  }

  #sortFew(body: Bytes, ranges: Int32Array, count: number): void {
    const order = this.#order;
    for (let i = 1; i < count; i++) {
      let to = i;
      for (; to > 0 && this.#compare(body, ranges, order[to - 1] ?? 0, i) > 0; to--) order[to] = order[to - 1] ?? 0;
      order[to] = i;
    }
  }

  /** Runs of 1, 2, 4 … are merged. */
  #sortMany(body: Bytes, ranges: Int32Array, count: number): void {
    for (let width = 1; width < count; width *= 2) {
      const from = this.#order;
      const into = this.#spare;
      for (let start = 0; start < count; start += 2 * width) {
        const middle = Math.min(start + width, count);
        const end = Math.min(start + 2 * width, count);
        let left = start;
        let right = middle;
        for (let to = start; to < end; to++) {
          const takesLeft =
            right >= end || (left < middle && this.#compare(body, ranges, from[left] ?? 0, from[right] ?? 0) <= 0);
          into[to] = (takesLeft ? from[left++] : from[right++]) ?? 0;
        }
      }
      this.#order = into;
      this.#spare = from;
    }
  }

  #compare(body: Bytes, ranges: Int32Array, a: number, b: number): number {
    const difference = (this.#heads[a] ?? 0) - (this.#heads[b] ?? 0);
    return difference === 0 ? compareKeys(body, ranges, a, b) : difference;
  }
}

/** How two attributes stand to each other by their keys: below zero, zero, above. */
export function compareKeys({ bytes, view }: Bytes, ranges: Int32Array, a: number, b: number): number {
  let i = ranges[a * 4] ?? 0;
  let j = ranges[b * 4] ?? 0;
  const endA = ranges[a * 4 + 1] ?? 0;
  const endB = ranges[b * 4 + 1] ?? 0;
  const near = i + Math.min(endA - i, endB - j, NEAR);
  while (i + 4 <= near && view.getInt32(i, true) === view.getInt32(j, true)) {
    i += 4;
    j += 4;
  }
  for (; i < near; i++, j++) {
    const difference = (bytes[i] ?? 0) - (bytes[j] ?? 0);
    if (difference !== 0) return difference;
  }
  if (i < endA && j < endB) return bytes.compare(bytes, j, endB, i, endA);
  return endA - i - (endB - j);
}

function headOf({ bytes, view }: Bytes, start: number, end: number): number {
  if (end - start >= 4) return view.getUint32(start, false);
  let head = 0;
  for (let i = 0; i < 4; i++) head = head * 256 + (start + i < end ? (bytes[start + i] ?? 0) : 0);
  return head;
}
