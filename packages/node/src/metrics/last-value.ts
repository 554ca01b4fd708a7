import type { Aggregation } from './aggregation.ts';
import { POINT } from './kinds.ts';
import { Series } from './series.ts';

class LastValueSeries extends Series {
  value = 0;

  take(value: number): void {
    this.value = value;
  }

  protected clear(): void {
    this.value = 0;
  }
}

/** Keeps the value recorded last. */
export function createLastValue(): Aggregation<LastValueSeries> {
  return {
    addsUp: false,
    create: (identity) => new LastValueSeries(identity),
    toMetricData: (frame, all, place) => ({
      ...frame,
      dataPointType: POINT.GAUGE,
      dataPoints: all.map((series) => place(series, series.value)),
    }),
  };
}
