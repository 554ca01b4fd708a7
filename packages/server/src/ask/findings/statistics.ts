/**
 * The few statistics that findings rest on, each with where it comes from.
 *
 * `Z` = 3 standard deviations, one-sided: chance alone crosses a bound once in 740 looks. Everything here speaks of `n` spans that were seen
 * and a share `p` of them that is weighted by what each span stands for, so that sampling neither hides nor invents evidence.
 */

/** Standard deviations that separate a finding from chance. */
export const Z = 3;

/** A share `p` of `n` that were seen. */
export interface Share {
  readonly p: number;
  readonly n: number;
}

/**
 * Wilson's score interval of a share: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927), 209–212.
 *
 * @returns lower and upper limit; 0 and 1 when nothing was seen.
 */
export function wilson({ p, n }: Share, z: number = Z): { lower: number; upper: number } {
  if (n === 0) return { lower: 0, upper: 1 };
  const z2 = z * z;
  const middle = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (z / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return { lower: Math.max(0, middle - half), upper: Math.min(1, middle + half) };
}

/**
 * By how much one share surely exceeds another: the lower limit of the difference `now − usual`, by the hybrid of two Wilson intervals,
 * method 10 of R. G. Newcombe, "Interval estimation for the difference between independent proportions", Stat. Med. 17 (1998), 873–890.
 */
export function surelyMore(now: Share, usual: Share, z: number = Z): number {
  const { lower } = wilson(now, z);
  const { upper } = wilson(usual, z);
  return now.p - usual.p - Math.hypot(now.p - lower, upper - usual.p);
}

/** What happened in one minute: `x` of `n`. */
export interface Tally {
  readonly n: number;
  readonly x: number;
}

/**
 * Where a share changed from `before` to `after`: the split of the minutes that makes them likeliest. It maximises the sum, over the minutes
 * after the split, of the log-likelihood ratio of two binomials (E. S. Page, "Continuous Inspection Schemes", Biometrika 41 (1954), 100–115;
 * D. V. Hinkley, "Inference about the change-point in a sequence of random variables", Biometrika 57 (1970), 1–17).
 *
 * @param minutes in order of time; the change is followed back from their end.
 * @returns the position of the first minute after the change; the number of minutes when none speaks for one.
 */
export function changePoint(minutes: readonly Tally[], before: number, after: number): number {
  const p0 = clamped(before);
  const p1 = clamped(after);
  const hit = Math.log(p1 / p0);
  const miss = Math.log((1 - p1) / (1 - p0));
  let sum = 0;
  let best = 0;
  let at = minutes.length;
  for (let i = minutes.length - 1; i >= 0; i--) {
    const { n, x } = minutes[i] ?? { n: 0, x: 0 };
    sum += x * hit + (n - x) * miss;
    if (sum > best) {
      best = sum;
      at = i;
    }
  }
  return at;
}

/** Shares of 0 and 1 would make one contrary request impossible instead of rare. */
function clamped(p: number): number {
  return Math.min(0.9999, Math.max(0.0001, p));
}

/**
 * Which quantile of `n` values surely lies below their true 95th percentile: the order statistic at rank `n·0.95 − Z·√(n·0.95·0.05)`
 * (W. J. Conover, "Practical Nonparametric Statistics", 3rd ed., 3.2). Of the levels that the roll-up keeps.
 *
 * @returns 0.9 or 0.75; `undefined` when `n` is too small for either.
 */
export function levelBelowP95(n: number): 0.9 | 0.75 | undefined {
  if (n < 20) return undefined;
  return 0.95 - Z * Math.sqrt((0.95 * 0.05) / n) >= 0.9 ? 0.9 : 0.75;
}

/**
 * How far values usually lie from their median: the median absolute deviation, scaled to be the standard deviation of a normal distribution
 * (F. R. Hampel, "The Influence Curve and Its Role in Robust Estimation", JASA 69 (1974), 383–393). Up to half of them may be outliers.
 */
export function spread(values: readonly number[]): number {
  const middle = median(values) ?? 0;
  return 1.4826 * (median(values.map((value) => Math.abs(value - middle))) ?? 0);
}

/** The middle of some numbers; of an even count the lower of the two in the middle. */
export function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}
