import type { Attributes } from '@opentelemetry/api';
import { canonicalOf } from './attribute-text.ts';
import { comparisonOf } from './comparison.ts';
import type { Comparison } from './comparison.ts';
import type { Series } from './series.ts';

/** Most lists of keys, and most spellings of sets, that are found quickly. Others are found by their text. */
const MAX_SHAPES = 8;
const SPELLINGS_PER_SERIES = 4;
/** Objects that are found by identity, for each series; further ones take the place of all. */
const OBJECTS_PER_SERIES = 4;
/** One object in so many is looked out for: to hold each for a moment costs as much as to find its series. */
const ONE_IN = 16;

/** A step on the way from the values of a set, in the order of its keys, to the series; the last step has the leaf. */
interface Step<S> {
  readonly next: Map<unknown, Step<S>>;
  leaf: Leaf<S> | undefined;
}

/** One spelling of a set: its keys in this order. */
interface Leaf<S> {
  readonly keys: readonly string[];
  readonly series: S;
  /** An object that came with these values; if it comes again, it is one that the program keeps. */
  seen: object | undefined;
  /** Objects that came, looked out for or not. */
  calls: number;
}

/** An object that the program keeps. */
interface Known<S> {
  readonly series: S;
  /** Whether it has the values of the series still; undefined where nothing can change. */
  readonly isStill: Comparison | undefined;
}

/** The sets with one list of keys. */
interface Shape<S> {
  readonly keys: readonly string[];
  readonly root: Step<S>;
}

/**
 * Finds the series of a set of attributes. This is what a recording costs, so there are three ways, the quickest first:
 *
 * 1. The same object as before, found by identity. Its keys and values are compared, because programs change their objects;
 *    of a frozen one there is nothing to compare.
 * 2. A new object with keys seen before: they are compared with the list of the shape (one pointer each), then one map a
 *    value leads to the series. Nothing is allocated, sorted or written as text.
 * 3. Otherwise the set is brought into its one form and found by text; the spelling is remembered for the second way.
 *
 * `for…in` over the object reads keys and values from the cache that V8 keeps for its hidden class: with computed keys a
 * load costs several times as much.
 */
export class SeriesTable<S extends Series> {
  readonly #create: (attributes: Attributes, text: string) => S;
  #byText = new Map<string, S>();
  readonly #byObject = new Map<object, Known<S>>();
  #shapes: Shape<S>[] = [];
  #spellings = 0;

  constructor(create: (attributes: Attributes, text: string) => S) {
    this.#create = create;
  }

  get size(): number {
    return this.#byText.size;
  }

  /** The series of a set that has been seen, without allocating anything; undefined means to ask `findSlow`. */
  find(attributes: Attributes): S | undefined {
    const known = this.#byObject.get(attributes);
    if (known !== undefined && (known.isStill === undefined || known.isStill(attributes, known.series.attributes))) {
      return known.series;
    }
    return this.#findByValues(attributes);
  }

  #findByValues(attributes: Attributes): S | undefined {
    for (let at = 0; at < this.#shapes.length; at += 1) {
      const shape = this.#shapes[at];
      const leaf = shape && walk(shape, attributes);
      if (leaf === undefined) continue;
      // Only an object that comes again is worth an entry: with a literal a call they would be made in vain.
      if (leaf.seen === attributes) this.#keep(attributes, leaf);
      else {
        leaf.calls = (leaf.calls + 1) % ONE_IN;
        if (leaf.calls === 0) leaf.seen = attributes;
      }
      return leaf.series;
    }
    return undefined;
  }

  /** The series of a set, by its text. @param mayAdd whether one is made where there is none. */
  findSlow(attributes: Attributes, mayAdd: boolean): S | undefined {
    const { attributes: copy, text, isSimple } = canonicalOf(attributes);
    let series = this.#byText.get(text);
    if (series === undefined) {
      if (!mayAdd) return undefined;
      series = this.#create(copy, text);
      this.#byText.set(text, series);
    }
    if (isSimple) this.#remember(attributes, series);
    return series;
  }

  /** The series that stands for a text now. */
  get(text: string): S | undefined {
    return this.#byText.get(text);
  }

  add(series: S): void {
    this.#byText.set(series.text, series);
  }

  all(): IterableIterator<S> {
    return this.#byText.values();
  }

  /** Gives up the series that are not worth keeping. */
  keepOnly(isKept: (series: S) => boolean): void {
    for (const [text, series] of this.#byText) if (!isKept(series)) this.#byText.delete(text);
    this.#byObject.clear();
    this.#shapes = [];
    this.#spellings = 0;
  }

  #keep(attributes: Attributes, leaf: Leaf<S>): void {
    if (this.#byObject.size >= OBJECTS_PER_SERIES * this.#byText.size) this.#byObject.clear();
    const { series, keys } = leaf;
    this.#byObject.set(attributes, {
      series,
      isStill: isConstant(attributes) ? undefined : comparisonOf(keys, series.attributes),
    });
  }

  #remember(attributes: Attributes, series: S): void {
    const keys: string[] = [];
    for (const key in attributes) keys.push(key);
    const shape = this.#shapeOf(keys);
    if (shape === undefined || this.#spellings >= SPELLINGS_PER_SERIES * this.#byText.size) return;
    const values = keys.map((key) => attributes[key]);
    let step = shape.root;
    for (const value of values) {
      let next = step.next.get(value);
      if (next === undefined) step.next.set(value, (next = { next: new Map(), leaf: undefined }));
      step = next;
    }
    this.#spellings += 1;
    step.leaf = { keys: shape.keys, series, seen: attributes, calls: 0 };
  }

  #shapeOf(keys: readonly string[]): Shape<S> | undefined {
    const known = this.#shapes.find(
      (shape) => shape.keys.length === keys.length && shape.keys.every((key, at) => key === keys[at]),
    );
    if (known !== undefined || this.#shapes.length >= MAX_SHAPES) return known;
    const shape = { keys, root: { next: new Map(), leaf: undefined } };
    this.#shapes.push(shape);
    return shape;
  }
}

/** Whether an object stays as it is; values are simple here, but a getter may answer otherwise each time. */
function isConstant(attributes: Attributes): boolean {
  return (
    Object.isFrozen(attributes) &&
    Object.values(Object.getOwnPropertyDescriptors(attributes)).every((property) => 'value' in property)
  );
}

function walk<S>({ keys, root }: Shape<S>, attributes: Attributes): Leaf<S> | undefined {
  let at = 0;
  let step: Step<S> | undefined = root;
  for (const key in attributes) {
    if (key !== keys[at]) return undefined;
    step = step.next.get(attributes[key]);
    if (step === undefined) return undefined;
    at += 1;
  }
  return at === keys.length ? step.leaf : undefined;
}
