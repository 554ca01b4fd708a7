import { isSame } from '../../store/native/dictionary.ts';
import { Growable, type Bytes } from '../../store/native/growable.ts';

/** In which order attributes of one sequence of keys are written, and the numbers of their keys. */
export interface Shape {
  /** Which attributes, sorted by key, each key once. */
  readonly order: readonly number[];
  readonly numbers: Growable;
  /** Of the dictionary that the numbers are from. */
  readonly epoch: number;
}

/** A key at its place in a sequence of keys. */
export class KeyStep {
  readonly #key: Growable;
  readonly #size: number;
  #first: KeyStep | undefined;
  #next: KeyStep | undefined;
  #followers = 0;
  /** Of the keys up to here. */
  shape: Shape | undefined;

  constructor(body: Bytes, start: number, end: number) {
    this.#size = end - start;
    this.#key = new Growable(this.#size);
    this.#key.raw(body, start, end);
  }

  /** The step to a key that was taken before. */
  to(body: Bytes, start: number, end: number): KeyStep | undefined {
    const size = end - start;
    for (let step = this.#first; step !== undefined; step = step.#next) {
      if (step.#size === size && isSame(body, start, end, step.#key, 0)) return step;
    }
    return undefined;
  }

  add(step: KeyStep): void {
    step.#next = this.#followers < WIDEST ? this.#first : undefined;
    this.#followers = this.#followers < WIDEST ? this.#followers + 1 : 1;
    this.#first = step;
  }
}

/** Steps that are remembered; then it begins anew with the next body. */
const MOST_STEPS = 2048;

/** Bytes of a key that is remembered. */
const LONGEST_KEY = 128;

/** Steps of one record that are remembered: what comes behind is sorted each time. */
const DEEPEST = 64;

/** Followers of one step that are looked through; with more, they are forgotten. */
const WIDEST = 16;

/**
 * The sequences of keys that records came with. Programs write the same attributes in the same order again and again: a sequence is sorted
 * and numbered once, and found again by comparing its keys.
 */
export class KeyPaths {
  #steps = 0;
  #root = emptyStep();
  #step: KeyStep | undefined;
  #depth = 0;

  /** Another body begins. */
  renew(): void {
    if (this.#steps < MOST_STEPS) return;
    this.#root = emptyStep();
    this.#steps = 0;
  }

  /** Stands before the first key of a record. */
  begin(): void {
    this.#step = this.#root;
    this.#depth = 0;
  }

  /** Goes on to the next key of a record. */
  follow(body: Bytes, start: number, end: number): void {
    const from = this.#step;
    if (from === undefined) return;
    this.#step = from.to(body, start, end) ?? this.#add(from, body, start, end);
    this.#depth++;
  }

  /** Where the keys since the beginning have led; undefined when that is not remembered. */
  get reached(): KeyStep | undefined {
    return this.#step;
  }

  #add(from: KeyStep, body: Bytes, start: number, end: number): KeyStep | undefined {
    if (this.#steps >= MOST_STEPS || this.#depth >= DEEPEST || end - start > LONGEST_KEY) return undefined;
    const step = new KeyStep(body, start, end);
    from.add(step);
    this.#steps++;
    return step;
  }
}

function emptyStep(): KeyStep {
  return new KeyStep(new Growable(1), 0, 0);
}
