/** Milliseconds over which the cost is looked at. */
const WINDOW_MS = 10_000;
/** So often it may be too much: once may be the machine. */
const MAX_EXCESSES = 3;

/** What recording costs the page. */
export interface Budget {
  /** Runs something and counts its time; within another run, as a part of that. */
  spend<T>(run: () => T): T;
  /** Milliseconds spent in all. */
  spent(): number;
}

/**
 * @param maxShare of the main thread, 0 to 1.
 * @param onSpent told once, after the run with which it was too much.
 */
export function createBudget(maxShare: number, onSpent: () => void, now = (): number => performance.now()): Budget {
  let [windowStart, inWindow, total, excesses, depth] = [now(), 0, 0, 0, 0];
  const add = (ms: number, at: number): void => {
    total += ms;
    if (at - windowStart > WINDOW_MS) [windowStart, inWindow] = [at, 0];
    const wasWithin = inWindow <= maxShare * WINDOW_MS;
    inWindow += ms;
    if (wasWithin && inWindow > maxShare * WINDOW_MS && ++excesses === MAX_EXCESSES) onSpent();
  };
  return {
    spend(run) {
      const start = now();
      depth++;
      try {
        return run();
      } finally {
        const end = now();
        if (--depth === 0) add(end - start, end);
      }
    },
    spent: () => total,
  };
}
