const MINUTE_MS = 60_000;
/** Most keys that are remembered. */
const MAX_KEYS = 1000;

/** How often may be captured, in minutes that begin with a capture. */
export interface RateLimit {
  /** False where this minute's share of all is used up. */
  readonly hasRoom: () => boolean;
  /** Counts one of a key. False where the key's share, times `shares`, is used up. */
  readonly take: (key: string, shares?: number) => boolean;
  /** Counts one that was sent. */
  readonly spend: () => void;
}

/** A limit for all that is sent, and one for each key. */
export function createRateLimit(all: number, each: number, now: () => number = () => performance.now()): RateLimit {
  let ends = 0;
  let left = 0;
  const byKey = new Map<string, number>();
  return {
    hasRoom: () => {
      if (now() >= ends) {
        ends = now() + MINUTE_MS;
        left = all;
        byKey.clear();
      }
      return left > 0;
    },
    take: (key, shares = 1) => {
      const count = byKey.get(key) ?? 0;
      if (count >= each * shares) return false;
      if (byKey.size > MAX_KEYS) byKey.clear();
      byKey.set(key, count + 1);
      return true;
    },
    spend: () => {
      left -= 1;
    },
  };
}
