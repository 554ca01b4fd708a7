/**
 * Percentiles of values that are only known by buckets.
 *
 * Where the wanted rank falls into a bucket, its values are taken as spread evenly: evenly on the number line between explicit bounds, evenly on
 * the logarithm within the buckets of an exponential histogram, evenly on the number line again within the zero bucket. These are the rules of
 * Prometheus's `histogram_quantile` for classic and for native histograms. Where points carry their least and greatest value, the edges of the
 * buckets are narrowed to them: that bounds the first and the last bucket, which have no edge of their own; without them the first bucket
 * begins at 0 (or is as good as its bound, when that is not above 0), and the last one is as good as its lower bound.
 * https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
 */

/** A bucket with both its edges, and how values are spread in it. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly isExponential?: boolean;
}

/** The least and greatest value that were observed, where it is known. */
export interface Extremes {
  readonly min: number | null;
  readonly max: number | null;
}

/** Counts between explicit bounds: bucket i holds what is above bound i-1 and at most bound i; the last one all above the last bound. */
export interface ExplicitBuckets {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
}

/** Counts by the index of exponential buckets: index i of scale s holds what is above 2^(i/2^s) and at most 2^((i+1)/2^s). */
export interface ExponentialBuckets {
  readonly scale: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  /** `[index, count]` */
  readonly positive: readonly (readonly [number, number])[];
  /** Of the values' distances below 0. */
  readonly negative: readonly (readonly [number, number])[];
}

/**
 * The value that a share of all values does not exceed.
 *
 * @param parts histograms that are added up; where their bounds differ, each bucket is spread evenly over those of all.
 * @param level 0 to 1.
 * @returns `null` when there are no values, or nothing is known about their size.
 */
export function explicitQuantile(level: number, parts: readonly ExplicitBuckets[], extremes: Extremes): number | null {
  const stretches = parts.map((part) => stretchesOf(part, extremes));
  if (stretches.some((part) => part === undefined)) return null;
  const known = stretches.filter((part) => part !== undefined);
  return quantileOf(level, known.length === 1 ? (known[0] ?? []) : spread(known.flat()));
}

/** As {@link explicitQuantile}, of exponential histograms: they are brought to the coarsest scale and the widest zero bucket first. */
export function exponentialQuantile(
  level: number,
  parts: readonly ExponentialBuckets[],
  extremes: Extremes,
): number | null {
  const { scale, zeroThreshold, zeroCount, positive, negative } = mergeExponential(parts);
  const edge = (index: number): number => Math.min(2 ** (index / 2 ** scale), Number.MAX_VALUE);
  const below = negative
    .toSorted(([a], [b]) => b - a)
    .map(([i, count]) => ({ from: -edge(i + 1), to: -edge(i), count, isExponential: true }));
  const above = positive
    .toSorted(([a], [b]) => a - b)
    .map(([i, count]) => ({ from: edge(i), to: edge(i + 1), count, isExponential: true }));
  // Without values on one side the zero bucket holds none of that side either.
  const zero = {
    from: below.length > 0 ? -zeroThreshold : 0,
    to: above.length > 0 ? zeroThreshold : 0,
    count: zeroCount,
  };
  return quantileOf(
    level,
    [...below, zero, ...above].map((stretch) => narrow(stretch, extremes)),
  );
}

/**
 * Adds exponential histograms up. Two neighbours of a scale are one bucket of the scale below it; a zero bucket that reaches into others takes
 * them in. https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram
 */
export function mergeExponential(parts: readonly ExponentialBuckets[]): ExponentialBuckets {
  const scale = Math.min(...parts.map((part) => part.scale));
  const added = (side: 'positive' | 'negative'): Map<number, number> => {
    const counts = new Map<number, number>();
    for (const part of parts) {
      for (const [index, count] of part[side]) {
        const coarse = index >> (part.scale - scale);
        counts.set(coarse, (counts.get(coarse) ?? 0) + count);
      }
    }
    return counts;
  };
  // What is taken away for the point before may leave nothing, or less where a point contradicts it.
  const positive = new Map([...added('positive')].filter(([, count]) => count > 0));
  const negative = new Map([...added('negative')].filter(([, count]) => count > 0));
  let zeroThreshold = Math.max(0, ...parts.map((part) => part.zeroThreshold));
  let zeroCount = parts.reduce((sum, part) => sum + part.zeroCount, 0);
  // The positive side again: the negative one may have widened the zero bucket, then to an edge that both have.
  for (const side of [positive, negative, positive]) {
    for (const index of [...side.keys()].toSorted((a, b) => a - b)) {
      if (2 ** (index / 2 ** scale) >= zeroThreshold) break;
      zeroThreshold = Math.max(zeroThreshold, 2 ** ((index + 1) / 2 ** scale));
      zeroCount += side.get(index) ?? 0;
      side.delete(index);
    }
  }
  return { scale, zeroThreshold, zeroCount: Math.max(0, zeroCount), positive: [...positive], negative: [...negative] };
}

function stretchesOf({ bounds, counts }: ExplicitBuckets, extremes: Extremes): Stretch[] | undefined {
  const first = bounds[0];
  const last = bounds.at(-1);
  const least = extremes.min ?? (first === undefined ? undefined : Math.min(0, first));
  const greatest = extremes.max ?? last;
  if (least === undefined || greatest === undefined || counts.length === 0) return undefined;
  return counts.map((count, i): Stretch => {
    // A first bound that is not above 0 says nothing about how far below it values lie.
    const from =
      bounds[i - 1] ?? (extremes.min === null && least === first ? least : Math.min(least, bounds[i] ?? least));
    const to = bounds[i] ?? Math.max(greatest, from);
    return narrow({ from, to, count: Math.max(0, count) }, extremes);
  });
}

/** The part of a bucket in which values can lie; all of it, where the extremes contradict it. */
function narrow(stretch: Stretch, { min, max }: Extremes): Stretch {
  const from = Math.max(stretch.from, min ?? stretch.from);
  const to = Math.min(stretch.to, max ?? stretch.to);
  return from <= to ? { ...stretch, from, to } : stretch;
}

/** Overlapping stretches cut at all their edges, each count shared out evenly. */
function spread(stretches: readonly Stretch[]): Stretch[] {
  const edges = [...new Set(stretches.flatMap(({ from, to }) => [from, to]))].toSorted((a, b) => a - b);
  const pieces: Stretch[] = [];
  for (const [i, from] of edges.entries()) {
    const here = stretches.filter((one) => one.from === from && one.to === from);
    pieces.push({ from, to: from, count: here.reduce((sum, one) => sum + one.count, 0) });
    const to = edges[i + 1];
    if (to === undefined) break;
    const over = stretches.filter((one) => one.from <= from && one.to >= to && one.from < one.to);
    const count = over.reduce((sum, one) => sum + (one.count * (to - from)) / (one.to - one.from), 0);
    pieces.push({ from, to, count });
  }
  return pieces;
}

/** Over stretches that rise and do not overlap. */
function quantileOf(level: number, stretches: readonly Stretch[]): number | null {
  const total = stretches.reduce((sum, { count }) => sum + count, 0);
  const rank = level * total;
  let before = 0;
  let reached: Stretch | undefined;
  for (const stretch of stretches) {
    if (stretch.count <= 0) continue;
    reached = stretch;
    if (before + stretch.count >= rank) break;
    before += stretch.count;
  }
  // Rounding may leave the rank a hair above the last bucket.
  return reached === undefined ? null : within(reached, Math.min(1, (rank - before) / reached.count));
}

function within({ from, to, isExponential }: Stretch, share: number): number {
  if (isExponential !== true || from === 0 || to === 0) return from + (to - from) * share;
  return from * (to / from) ** share;
}
