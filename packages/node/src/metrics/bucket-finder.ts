/** Bits of a number's upper half below its exponent and the first three bits of its fraction: eight cells an octave. */
const FINE = 17;
/** The same without the fraction, for boundaries so far apart that the fine cells would be too many. */
const COARSE = 20;
const MAX_CELLS = 1024;

const float = new Float64Array(1);
const halves = new Uint32Array(float.buffer);
/** Where the half with the exponent stands on this machine. */
const UPPER = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;

/**
 * Finds the bucket of a value: the first whose upper bound, which belongs to it, is not below the value. The bits of a
 * positive number say in which cell it lies, and a table from which boundary on to compare, of which few are left.
 */
export class BucketFinder {
  /** Sorted and finite. */
  readonly boundaries: readonly number[];
  /** The same, then infinity: where every walk ends. */
  readonly #ends: Float64Array;
  readonly #shift: number;
  /** The cell of the smallest boundary above 0. */
  readonly #first: number;
  /** For each cell from the first on: how many boundaries are below where it begins. */
  readonly #starts: Uint16Array;

  constructor(boundaries: readonly number[]) {
    this.boundaries = boundaries;
    this.#ends = Float64Array.of(...boundaries, Infinity);
    const least = boundaries.find((boundary) => boundary > 0) ?? Infinity;
    const greatest = Math.max(least, boundaries.at(-1) ?? 0);
    this.#shift = cellOf(greatest, FINE) - cellOf(least, FINE) < MAX_CELLS ? FINE : COARSE;
    this.#first = cellOf(least, this.#shift);
    const length = cellOf(greatest, this.#shift) - this.#first + 1;
    this.#starts = Uint16Array.from({ length }, (_, at) => {
      const begin = beginOf(this.#first + at, this.#shift);
      return boundaries.filter((boundary) => boundary < begin).length;
    });
  }

  /** @param value not NaN */
  find(value: number): number {
    const starts = this.#starts;
    const ends = this.#ends;
    let bucket = 0;
    if (value > 0) {
      const cell = cellOf(value, this.#shift) - this.#first;
      bucket = cell < 0 ? (starts[0] ?? 0) : (starts[cell] ?? ends.length - 1);
    }
    while ((ends[bucket] ?? Infinity) < value) bucket += 1;
    return bucket;
  }
}

function cellOf(value: number, shift: number): number {
  float[0] = value;
  return (halves[UPPER] ?? 0) >>> shift;
}

function beginOf(cell: number, shift: number): number {
  halves[UPPER] = cell << shift;
  halves[1 - UPPER] = 0;
  const begin = float[0] ?? 0;
  // Beyond the last exponent there are no numbers.
  return Number.isNaN(begin) ? Infinity : begin;
}
