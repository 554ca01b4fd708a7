// Which bucket of a base-2 exponential histogram a value falls into: bucket i of scale s holds what is above 2^(i / 2^s) and
// not above 2^((i + 1) / 2^s). https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram

/** Up to this scale boundaries are looked up: a histogram that has seen a tenfold range is at 5 or below. */
const MAX_TABLE_SCALE = 8;
const MIN_EXPONENT = -1022;
const MAX_EXPONENT = 1023;
const MIN_NORMAL = 2 ** MIN_EXPONENT;

const bytes = new DataView(new ArrayBuffer(8));

interface Table {
  /** 2^(k / 2^scale) for each k. */
  readonly boundaries: Float64Array;
  /** By the first bits of the fraction, one more than the scale: the bucket in which these numbers begin. */
  readonly begins: Uint16Array;
}

const tables: (Table | undefined)[] = [];

/** The index for a finite value above 0. @param scale -10 to 20 */
export function indexOf(value: number, scale: number): number {
  if (scale <= 0) return indexOfExponent(value, -scale);
  if (value <= MIN_NORMAL) return MIN_EXPONENT * 2 ** scale - 1;
  bytes.setFloat64(0, value);
  const high = bytes.getUint32(0);
  const fraction = high & 0xf_ffff;
  const exponent = (high >>> 20) - MAX_EXPONENT;
  // A power of two is the upper bound of its bucket.
  if (fraction === 0 && bytes.getUint32(4) === 0) return exponent * 2 ** scale - 1;
  if (scale > MAX_TABLE_SCALE) {
    // Reached while a histogram has seen next to nothing; a table would be larger than what it saves.
    return Math.min(Math.floor(Math.log(value) * (Math.LOG2E * 2 ** scale)), (MAX_EXPONENT + 1) * 2 ** scale - 1);
  }
  const { boundaries, begins } = (tables[scale] ??= createTable(scale));
  bytes.setUint32(0, (MAX_EXPONENT << 20) | fraction);
  const mantissa = bytes.getFloat64(0);
  let bucket = begins[fraction >>> (19 - scale)] ?? 0;
  while ((boundaries[bucket + 1] ?? 2) < mantissa) bucket += 1;
  return exponent * 2 ** scale + bucket;
}

function indexOfExponent(value: number, shift: number): number {
  if (value < MIN_NORMAL) return (MIN_EXPONENT >> shift) - (shift < 2 ? 1 : 0);
  bytes.setFloat64(0, value);
  const high = bytes.getUint32(0);
  const isPowerOfTwo = (high & 0xf_ffff) === 0 && bytes.getUint32(4) === 0;
  return ((high >>> 20) - MAX_EXPONENT - (isPowerOfTwo ? 1 : 0)) >> shift;
}

function createTable(scale: number): Table {
  const size = 2 ** scale;
  const boundaries = Float64Array.from({ length: size }, (_, k) => 2 ** (k / size));
  const begins = Uint16Array.from({ length: 2 * size }, (_, at) => {
    const least = 1 + at / (2 * size);
    return boundaries.findLastIndex((boundary) => boundary <= least);
  });
  return { boundaries, begins };
}
