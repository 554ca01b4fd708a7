import type { Entry } from './entry.ts';
import type { Cause, Reasons } from './tell.ts';

/** Shifts that lie closer are one window, unless it gets too long. https://web.dev/articles/evolving-cls */
const GAP_MS = 1000;
const WINDOW_MS = 5000;

/** Adds shifts up. */
export interface Shifts {
  see(entry: Entry): void;
  /** The largest sum of a window, and the largest shift in that. */
  worst(): readonly [sum: number, largest: Cause];
}

/** No shift yet. */
export function createShifts(reasons: Reasons | undefined): Shifts {
  let [first, last, sum, most] = [-Infinity, -Infinity, 0, 0];
  let largest: Cause = {};
  let worst: [sum: number, largest: Cause] = [0, {}];
  return {
    see(entry) {
      const { startTime, value = 0 } = entry;
      // What follows a click is what somebody expects.
      if (entry.hadRecentInput) return;
      if (startTime - last >= GAP_MS || startTime - first >= WINDOW_MS) [first, sum, most] = [startTime, 0, 0];
      last = startTime;
      sum += value;
      if (value >= most) [most, largest] = [value, { entry, place: reasons?.placeOf(entry) }];
      if (sum > worst[0]) worst = [sum, largest];
    },
    worst: () => worst,
  };
}
