import type { Thrown } from './event.ts';

const MINUTE_MS = 60_000;

/** How often may be captured. */
export interface RateLimit {
  /** False when this minute's share is used up, whatever comes. */
  hasRoom(): boolean;
  /** Takes one of `key`'s share; false when there is none left. */
  take(key: string): boolean;
}

/** A limit for all, and one for each key, in minutes that begin with the first capture. It remembers at most `all` keys. */
export function createRateLimit(all: number, each: number, now: () => number = () => performance.now()): RateLimit {
  let began = -Infinity;
  let taken = 0;
  const byKey = new Map<string, number>();
  const hasRoom = (): boolean => {
    if (now() - began >= MINUTE_MS) {
      began = now();
      taken = 0;
      byKey.clear();
    }
    return taken < all;
  };
  return {
    hasRoom,
    take: (key) => {
      const before = byKey.get(key) ?? 0;
      if (!hasRoom() || before >= each) return false;
      taken += 1;
      byKey.set(key, before + 1);
      return true;
    },
  };
}

/** What makes two captures the same to the limit: type, message without digits, first raw line of the stack that tells a place. */
export function dedupeKey({ type, message, stack }: Thrown): string {
  const line = /^.*:\d+:\d+\)?$/m.exec(stack)?.[0] ?? '';
  return [type, message.slice(0, 256).replace(/\d+/g, ''), line.slice(0, 256)].join('|');
}
