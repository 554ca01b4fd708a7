import type { Thrown } from './event.ts';

const MINUTE_MS = 60_000;

/** Takes a share of this minute for a key; without one, asks whether there is any. False where there is none. */
export type RateLimit = (key?: string) => boolean;

/** A limit for all, and one for each key, in minutes that begin with a capture. It remembers at most `all` keys. */
export function createRateLimit(all: number, each: number, now: () => number = () => performance.now()): RateLimit {
  let ends = 0;
  let left = 0;
  let byKey: Record<string, number> = {};
  return (key) => {
    if (now() >= ends) {
      ends = now() + MINUTE_MS;
      left = all;
      byKey = {};
    }
    if (key !== undefined && left > 0) {
      const count = (byKey[key] ?? 0) + 1;
      if (count > each) return false;
      byKey[key] = count;
      left -= 1;
      return true;
    }
    return left > 0;
  };
}

/** What makes two captures the same to the limit: type, message without digits, first raw line of the stack that tells a place. */
export function dedupeKey({ type, message, stacktrace }: Thrown): string {
  const line = /^.*:\d+:\d+\)?$/m.exec(stacktrace)?.[0] ?? '';
  return `${type}|${message.slice(0, 256).replace(/\d+/g, '')}|${line.slice(0, 256)}`;
}
