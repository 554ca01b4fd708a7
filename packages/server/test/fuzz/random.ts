import { createRandom } from '../population/population.ts';

/** Chance that comes out the same for the same seed. */
export interface Chance {
  /** Below `end`, from 0. */
  below: (end: number) => number;
  /** True in so many of hundred. */
  percent: (share: number) => boolean;
  pick: <T>(list: readonly T[]) => T;
  bytes: (length: number) => Buffer;
}

/** The chance of a seed. */
export function chanceOf(seed: number): Chance {
  const next = createRandom(seed);
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
