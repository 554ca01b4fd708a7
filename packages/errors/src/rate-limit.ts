import type { Thrown } from './event.ts';

const MINUTE_MS = 60_000;

/** How often may be captured. */
export interface RateLimit {
  /** False when this minute's share is used up, whatever comes. */
  hasRoom(): boolean;
  /** Takes one of `key`'s share; false when there is none left. */
  readonly take: (key: string) => boolean;
}

/** A limit for all, and one for each key, in minutes that begin with the first capture. It remembers at most `all` keys. */
export function createRateLimit(all: number, each: number, now: () => number = () => performance.now()): RateLimit {
  let ends = 0;
  let taken = 0;
  let byKey: Record<string, number> = {};
  return {
    hasRoom: () => {
      if (now() >= ends) {
        ends = now() + MINUTE_MS;
        taken = 0;
        byKey = {};
      }
      return taken < all;
    },
    take: (key) => {
      const count = (byKey[key] ?? 0) + 1;
      if (count > each) return false;
      taken += 1;
      byKey[key] = count;
      return true;
    },
  };
}

/** What makes two captures the same to the limit: type, message without digits, first raw line of the stack that tells a place. */
export function dedupeKey({ type, message, stack }: Thrown): string {
  const line = /^.*:\d+:\d+\)?$/m.exec(stack)?.[0] ?? '';
  return `${type}|${message.slice(0, 256).replace(/\d+/g, '')}|${line.slice(0, 256)}`;
}
