import { Growable, type Part } from './growable.ts';

/** Where the elements of each row end: what arrays and maps begin with. */
export class Offsets implements Part {
  readonly #data = new Growable();
  #total = 0;
  #marked = 0;

  /** A row of `count` elements. */
  add(count: number): void {
    this.#total += count;
    this.#data.u64(this.#total, 0);
  }

  /** Several such rows. */
  addRows(count: number, times: number): void {
    for (let i = 0; i < times; i++) this.add(count);
  }

  get size(): number {
    return this.#data.size;
  }

  get isBlank(): boolean {
    return this.#total === 0;
  }

  writeTo(block: Growable): void {
    this.#data.writeTo(block);
  }

  mark(): void {
    this.#data.mark();
    this.#marked = this.#total;
  }

  rollback(): void {
    this.#data.rollback();
    this.#total = this.#marked;
  }

  clear(): void {
    this.#data.clear();
    this.#total = 0;
    this.#marked = 0;
  }
}
