import type { Aggregation } from './aggregation.ts';
import { POINT } from './kinds.ts';
import { Series } from './series.ts';

class LastValueSeries extends Series {
  value = 0;

  record(value: number): void {
    this.value = value;
  }

  clear(): void {
    this.value = 0;
  }
}

/** Keeps the value recorded last. */
export function createLastValue(): Aggregation<LastValueSeries> {
  return {
    addsUp: false,
    create: (attributes, text) => new LastValueSeries(attributes, text),
    toMetricData: (frame, all, place) => ({
      ...frame,
      dataPointType: POINT.GAUGE,
      dataPoints: all.map((series) => place(series, series.value)),
    }),
  };
}
