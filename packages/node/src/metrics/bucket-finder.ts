/** Bits of a number's upper half below its exponent, sign included: a cell an octave. */
const COARSE = 20;
/** The same below the first three bits of the fraction: eight cells an octave, for boundaries that lie close. */
const FINE = 17;
/** Most boundaries of one octave that a walk may pass. */
const MAX_WALK = 4;

const float = new Float64Array(1);
const halves = new Uint32Array(float.buffer);
/** Where the half with the exponent stands on this machine. */
const UPPER = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;

/**
 * Finds the bucket of a value: the first whose upper bound, which belongs to it, is not below the value. The upper bits of a
 * number say in which cell it lies, and a table from which boundary on to compare, of which few are left.
 */
export class BucketFinder {
  /** Sorted and finite. */
  readonly boundaries: readonly number[];
  /** The same, then infinity: where every walk ends. */
  readonly #ends: Float64Array;
  readonly #shift: number;
  /** For each cell: how many boundaries are below all that is in it. Those of negative numbers, the last half, walk from the first. */
  readonly #starts: Uint16Array;

  constructor(boundaries: readonly number[]) {
    this.boundaries = boundaries;
    this.#ends = Float64Array.of(...boundaries, Infinity);
    this.#shift = isDense(boundaries) ? FINE : COARSE;
    this.#starts = new Uint16Array(2 ** (32 - this.#shift));
    const positive = this.#starts.subarray(0, this.#starts.length / 2);
    // Cell by cell would be felt at the start of a program: between two boundaries, all cells are alike.
    for (const [at, boundary] of boundaries.entries()) {
      if (boundary >= 0) positive.fill(at + 1, cellOf(boundary, this.#shift) + 1);
    }
  }

  /** @param value not NaN */
  find(value: number): number {
    const ends = this.#ends;
    let bucket = this.#starts[cellOf(value, this.#shift)] ?? 0;
    while ((ends[bucket] ?? Infinity) < value) bucket += 1;
    return bucket;
  }
}

/** Whether an octave has many. */
function isDense(boundaries: readonly number[]): boolean {
  return boundaries.some((boundary, at) => boundary > 0 && (boundaries[at + MAX_WALK] ?? Infinity) < 2 * boundary);
}

function cellOf(value: number, shift: number): number {
  float[0] = value;
  return (halves[UPPER] ?? 0) >>> shift;
}
