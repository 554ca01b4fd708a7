import { type Key, KeySet } from './key-set.ts';

/** How long a key is remembered, in milliseconds. Senders try again for five minutes at most. */
export const MEMORY_MS: number = 10 * 60_000;

/** One set a minute: forgetting is dropping the oldest. */
const GENERATION_MS = 60_000;

/** Keys of what was acknowledged in the last ten minutes. */
export interface KeyMemory {
  /** @param nowMs when it was acknowledged. */
  add(key: Key, nowMs: number): void;
  has(key: Key): boolean;
  /** Everything acknowledged since then is remembered, milliseconds since the epoch. */
  completeSince(nowMs: number): number;
  readonly size: number;
}

/**
 * @param oldestNeededMs what came since then is not in the database yet: it is remembered as long as that is so.
 * @param most keys held at most, 32–64 bytes each; over it, the oldest minute is forgotten early.
 */
export function createKeyMemory(oldestNeededMs: () => number = () => Infinity, most = 1_000_000): KeyMemory {
  const generations: { sinceMs: number; keys: KeySet }[] = [];
  let forgottenUntilMs = 0;
  let size = 0;

  const sinceMs = (nowMs: number): number => Math.min(nowMs - MEMORY_MS, oldestNeededMs());
  const forgetOldest = (): void => {
    size -= generations.shift()?.keys.size ?? 0;
  };
  const newest = (nowMs: number): KeySet => {
    const last = generations.at(-1);
    if (last !== undefined && nowMs < last.sinceMs + GENERATION_MS) return last.keys;
    const limitMs = sinceMs(nowMs) - GENERATION_MS;
    while (generations[0] !== undefined && generations[0].sinceMs < limitMs) forgetOldest();
    const keys = new KeySet();
    generations.push({ sinceMs: nowMs, keys });
    return keys;
  };

  return {
    add(key, nowMs) {
      const keys = newest(nowMs);
      const before = keys.size;
      keys.add(key);
      size += keys.size - before;
      // Never the one that is being filled: what is under way now comes again soonest.
      if (size > most && generations.length > 1) {
        forgetOldest();
        forgottenUntilMs = generations[0]?.sinceMs ?? 0;
      }
    },
    has: (key) => generations.some(({ keys }) => keys.has(key)),
    completeSince: (nowMs) => Math.max(forgottenUntilMs, sinceMs(nowMs)),
    get size() {
      return size;
    },
  };
}
