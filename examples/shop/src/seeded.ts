/** A stream of numbers in [0, 1) that is the same for the same seed (mulberry32, 32 bits of state). */
export type Random = () => number;

/** Starts a stream. @param seed any integer; its low 32 bits count. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One element of a list that is not empty. */
export function pick<T>(random: Random, from: readonly [T, ...T[]]): T {
  return from[Math.floor(random() * from.length)] ?? from[0];
}

/** A whole number from `low` to `high`, both included. */
export function between(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** A waiting time with the given mean, as between events that know nothing of each other (exponential). */
export function waitingTime(random: Random, mean: number): number {
  return -Math.log(1 - random()) * mean;
}
