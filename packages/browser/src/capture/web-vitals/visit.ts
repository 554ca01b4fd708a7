import type { Entry } from './entry.ts';
import { createInteractions } from './interactions.ts';
import { createShifts } from './shifts.ts';
import type { Cause, Reasons, Tell, Visit } from './tell.ts';

/** What is measured of one visit. What is known for good is told at once, what may grow at the end. */
export interface Measures {
  /** An entry of the browser. */
  see(entry: Entry): void;
  /** The first paint, so long after the start. */
  shown(value: number, entry?: Entry): void;
  /** A page from the back/forward cache is there again, whole, so long after the start. */
  restored(value: number): void;
  /** What is painted from now on is what somebody asked for. */
  readonly settle: () => void;
  /** The visit is over, or hidden. */
  end(): void;
}

/** Begins to measure a visit, whose values `tell` sends. */
export function createMeasures({ start, beganBy, isLoad }: Visit, tell: Tell, reasons: Reasons | undefined): Measures {
  const shifts = createShifts(reasons);
  const interactions = createInteractions(reasons, isLoad);
  const since = (time = 0): number => Math.max(0, time - start);
  let paint: [value: number, cause: Cause] | undefined;
  let isSettled = false;
  let isShown = false;

  const painted = (value: number, entry?: Entry): void => {
    if (!isSettled) paint = [value, { entry, place: entry && reasons?.placeOf(entry) }];
  };
  const measures: Measures = {
    see(entry) {
      const { entryType: type, startTime, largestContentfulPaint: largest } = entry;
      if (type === 'navigation') {
        const { responseStart = 0 } = entry;
        // Some browsers keep it to themselves, and some were wrong about it.
        if (responseStart > 0 && responseStart < performance.now()) tell('ttfb', since(responseStart), { entry });
      } else if (type === 'largest-contentful-paint') painted(since(startTime), entry);
      else if (type === 'layout-shift') shifts.see(entry);
      else if (largest) {
        if (entry.interactionId === beganBy) painted(since(largest.renderTime), largest);
      } else if (type !== 'paint') interactions.see(entry);
      else if (entry.name === 'first-contentful-paint') measures.shown(since(startTime), entry);
    },
    shown(value, entry) {
      isShown = true;
      tell('fcp', value, { entry });
    },
    restored(value) {
      // Nothing was requested.
      tell('ttfb', 0);
      measures.shown(value);
      painted(value);
      measures.settle();
    },
    settle() {
      if (paint) tell('lcp', ...paint);
      isSettled = true;
    },
    end() {
      measures.settle();
      // As Chrome's own reports have it: of what was never seen nothing can shift.
      if (isShown) tell('cls', ...shifts.worst());
      const slow = interactions.slow();
      if (slow) tell('inp', ...slow);
    },
  };
  return measures;
}
