import type { AggregationTemporality, DataPoint, MetricData, MetricDescriptor } from '@opentelemetry/sdk-metrics';
import type { Identity, Series } from './series.ts';

/** What stays the same in all points of one collection of a stream. */
export interface Frame {
  readonly descriptor: MetricDescriptor;
  readonly aggregationTemporality: AggregationTemporality;
}

/** How measurements become points. */
export interface Aggregation<S extends Series = Series> {
  /** Whether the values of several observed sets add up to the value of all of them. */
  readonly addsUp: boolean;
  create(identity: Identity): S;
  /** A copy of what the series hold, in the shape of sdk-metrics. `place` gives a point its attributes and times. */
  toMetricData(frame: Frame, all: readonly S[], place: Place): MetricData;
}

/** Makes a point of a series and its value. */
export type Place = <T>(series: Series, value: T) => DataPoint<T>;
