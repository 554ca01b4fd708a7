import type { Attributes } from '@opentelemetry/api';
import type { Aggregation } from './aggregation.ts';
import { POINT, TEMPORALITY } from './kinds.ts';
import { Series } from './series.ts';

/** The sum of what was recorded. */
class SumSeries extends Series {
  value = 0;

  record(value: number): void {
    this.value += value;
  }

  clear(): void {
    this.value = 0;
  }
}

/** The total that an observable instrument said last, and how it changed since the last collection. */
class ObservedSumSeries extends Series {
  value = 0;
  change = 0;
  readonly #isMonotonic: boolean;

  constructor(attributes: Attributes, text: string, isMonotonic: boolean) {
    super(attributes, text);
    this.#isMonotonic = isMonotonic;
  }

  record(value: number): void {
    this.change += value - this.value;
    this.value = value;
  }

  override observe(value: number, timeMs: number): void {
    if (!this.#isMonotonic) {
      this.record(value);
      return;
    }
    const total = value < 0 ? 0 : value;
    if (total < this.value) {
      // What only goes up went down: it began again, and the total so far is what happened since.
      this.change = total;
      this.value = total;
      this.startMs = timeMs;
    } else this.record(total);
  }

  clear(): void {
    this.change = 0;
  }
}

/** @param isMonotonic whether the sum only goes up. */
export function createSum(isMonotonic: boolean): Aggregation<SumSeries> {
  return {
    addsUp: true,
    create: (attributes, text) => new SumSeries(attributes, text),
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
    create: (attributes, text) => new ObservedSumSeries(attributes, text, isMonotonic),
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
