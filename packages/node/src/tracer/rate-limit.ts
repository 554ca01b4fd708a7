import { createTraceState } from '@opentelemetry/api';
import type { TraceState } from '@opentelemetry/api';
import { rootSampler } from './sampling.ts';
import type { RootSampler } from './sampling.ts';

/** How long the rate of the past counts, in milliseconds: after a burst it takes about this to settle. */
const MEMORY_MS = 1000;
/** Digits of a threshold that are told: the share is exact to a millionth. */
const DIGITS = 5;

/**
 * About that many traces a second. The share that is kept follows the rate of traces that begin, as it was lately, and is told on each kept
 * trace as consistent probability does (`ot=th:…`): what is counted over the kept ones is true for all.
 *
 * Rate and count are exponential averages over `MEMORY_MS`: of the time between two roots t, each root multiplies both by
 * exp(−t / MEMORY_MS); the share is tracesPerSecond · averaged time / averaged count.
 *
 * @param nowMs a clock that never goes back
 */
export function createRateLimit(tracesPerSecond: number, nowMs: () => number = () => performance.now()): RootSampler {
  // A long silence earns no more than a short one: else a burst behind it would be kept whole.
  const longestMs = Math.max(MEMORY_MS, 1000 / tracesPerSecond);
  let lastMs = nowMs();
  let count = 0;
  let timeMs = MEMORY_MS;
  let state: TraceState | undefined;
  return rootSampler({
    keeps: ({ c, d }) => {
      const now = nowMs();
      const elapsed = Math.min(now - lastMs, longestMs);
      lastMs = now;
      const decay = Math.exp(-elapsed / MEMORY_MS);
      count = count * decay + 1;
      timeMs = timeMs * decay + elapsed;
      const share = (tracesPerSecond * timeMs) / 1000 / count;
      // Of the 56 bits of randomness the first 20 decide.
      const threshold = share >= 1 ? 0 : Math.round((1 - share) * 2 ** (4 * DIGITS));
      const random = ((c & 0xff_ffff) * 2 ** 32 + (d >>> 0)) / 2 ** (56 - 4 * DIGITS);
      if (random < threshold) return false;
      state = createTraceState(`ot=th:${threshold.toString(16).padStart(DIGITS, '0').replace(/0+$/, '') || '0'}`);
      return true;
    },
    get state() {
      return state;
    },
    toString: () => `ParentBased{root=RateLimit{${tracesPerSecond}/s}}`,
  });
}
