import type { Aggregation } from './aggregation.ts';
import { POINT, TEMPORALITY } from './kinds.ts';
import { Series } from './series.ts';
import type { Identity } from './series.ts';

/** The sum of what was recorded. */
class SumSeries extends Series {
  value = 0;

  take(value: number): void {
    this.value += value;
  }

  protected clear(): void {
    this.value = 0;
  }
}

/** The total that an observable instrument said last, and how it changed since the last collection. */
class ObservedSumSeries extends Series {
  value = 0;
  change = 0;
  readonly #isMonotonic: boolean;

  constructor(identity: Identity, isMonotonic: boolean) {
    super(identity);
    this.#isMonotonic = isMonotonic;
  }

  take(value: number): void {
    this.change += value - this.value;
    this.value = value;
  }

  override observe(value: number, timeMs: number): void {
    if (!this.#isMonotonic) {
      this.take(value);
      return;
    }
    const total = value < 0 ? 0 : value;
    if (total < this.value) {
      // What only goes up went down: it began again, and the total so far is what happened since.
      this.change = total;
      this.value = total;
      this.startMs = timeMs;
    } else this.take(total);
  }

  protected clear(): void {
    this.change = 0;
  }
}

/** @param isMonotonic whether the sum only goes up. */
export function createSum(isMonotonic: boolean): Aggregation<SumSeries> {
  return {
    addsUp: true,
    create: (identity) => new SumSeries(identity),
    toMetricData: (frame, all, place) => ({
      ...frame,
      dataPointType: POINT.SUM,
      dataPoints: all.map((series) => place(series, series.value)),
      isMonotonic,
    }),
  };
}

/** The sum of an observable instrument, whose callbacks say totals. */
export function createObservedSum(isMonotonic: boolean): Aggregation<ObservedSumSeries> {
  return {
    addsUp: true,
    create: (identity) => new ObservedSumSeries(identity, isMonotonic),
    toMetricData: (frame, all, place) => {
      const isDelta = frame.aggregationTemporality === TEMPORALITY.DELTA;
      return {
        ...frame,
        dataPointType: POINT.SUM,
        dataPoints: all.map((series) => place(series, isDelta ? series.change : series.value)),
        isMonotonic,
      };
    },
  };
}
