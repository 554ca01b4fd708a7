/** Records received. */
export interface Counts {
  spans: number;
  logRecords: number;
  dataPoints: number;
}

/** Counts records in total and per second of the last ten. */
export interface Rates {
  add(kind: keyof Counts, count: number): void;
  totals(): Counts;
  /** Mean of the last {@link WINDOW_S} whole seconds. */
  perSecond(): Counts;
}

const WINDOW_S = 10;

/** Counters that start at zero. */
export function createRates(now: () => number = Date.now): Rates {
  const totals: Counts = { spans: 0, logRecords: 0, dataPoints: 0 };
  /** One slot a second: the window and the second that is still running. */
  const slots = Array.from({ length: WINDOW_S + 1 }, () => ({ second: -1, spans: 0, logRecords: 0, dataPoints: 0 }));
  const secondNow = (): number => Math.floor(now() / 1000);
  return {
    add(kind, count) {
      const second = secondNow();
      const slot = slots[second % slots.length];
      if (slot === undefined) return;
      if (slot.second !== second) Object.assign(slot, { second, spans: 0, logRecords: 0, dataPoints: 0 });
      slot[kind] += count;
      totals[kind] += count;
    },
    totals: () => ({ ...totals }),
    perSecond() {
      const current = secondNow();
      const sum: Counts = { spans: 0, logRecords: 0, dataPoints: 0 };
      for (const { second, spans, logRecords, dataPoints } of slots) {
        if (second >= current || second < current - WINDOW_S) continue;
        sum.spans += spans / WINDOW_S;
        sum.logRecords += logRecords / WINDOW_S;
        sum.dataPoints += dataPoints / WINDOW_S;
      }
      return sum;
    },
  };
}
