import { INNER, spend } from './budget.ts';
import type { Reader } from './wire.ts';

/** Places in a body, start and end, collected while a record is read; kept from record to record. */
export class Ranges {
  count = 0;
  #places = new Int32Array(32);

  clear(): void {
    this.count = 0;
  }

  add(start: number, end: number): void {
    spend(INNER);
    const at = this.count * 2;
    if (at === this.#places.length) {
      const larger = new Int32Array(at * 2);
      larger.set(this.#places);
      this.#places = larger;
    }
    this.#places[at] = start;
    this.#places[at + 1] = end;
    this.count++;
  }

  /** Takes up the length-delimited field that the reader stands at, and passes over it. */
  take(reader: Reader): void {
    const end = reader.length();
    this.add(reader.pos, end);
    reader.pos = end;
  }

  start(index: number): number {
    return this.#places[index * 2] ?? 0;
  }

  end(index: number): number {
    return this.#places[index * 2 + 1] ?? 0;
  }
}
