/** Chance that comes out the same for the same seed. */
export interface Chance {
  /** Below `end`, from 0. */
  below: (end: number) => number;
  /** True in so many of hundred. */
  percent: (share: number) => boolean;
  pick: <T>(list: readonly T[]) => T;
  bytes: (length: number) => Buffer;
}

/** Mulberry32: enough for tests, and a number of state is its seed. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return {
    below,
    percent: (share) => next() * 100 < share,
    pick<T>(list: readonly T[]): T {
      const item = list[below(list.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
  };
}
