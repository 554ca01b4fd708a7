// What sdk-metrics calls its kinds, so that whoever reads our collections meets the same values, without loading that package:
// it would be a tenth of the time that the agent adds to the start of a program.

/* oxlint-disable typescript/no-unsafe-enum-assignment, typescript/no-unsafe-type-assertion -- kinds.test.ts compares them with the enums */

import type {
  AggregationTemporality,
  AggregationType,
  DataPointType,
  InstrumentType,
} from '@opentelemetry/sdk-metrics';

type KindsOf<Enum extends string | number> = { readonly [Name in `${Enum}`]: Enum };

/** Kinds of instruments. */
export const INSTRUMENT = {
  COUNTER: 'COUNTER',
  GAUGE: 'GAUGE',
  HISTOGRAM: 'HISTOGRAM',
  UP_DOWN_COUNTER: 'UP_DOWN_COUNTER',
  OBSERVABLE_COUNTER: 'OBSERVABLE_COUNTER',
  OBSERVABLE_GAUGE: 'OBSERVABLE_GAUGE',
  OBSERVABLE_UP_DOWN_COUNTER: 'OBSERVABLE_UP_DOWN_COUNTER',
} as KindsOf<InstrumentType>;

interface Temporalities {
  readonly DELTA: AggregationTemporality.DELTA;
  readonly CUMULATIVE: AggregationTemporality.CUMULATIVE;
}

/** Whether points tell what happened since the last ones, or since the beginning. */
export const TEMPORALITY: Temporalities = { DELTA: 0, CUMULATIVE: 1 };

interface Points {
  readonly HISTOGRAM: DataPointType.HISTOGRAM;
  readonly EXPONENTIAL_HISTOGRAM: DataPointType.EXPONENTIAL_HISTOGRAM;
  readonly GAUGE: DataPointType.GAUGE;
  readonly SUM: DataPointType.SUM;
}

/** Kinds of points. */
export const POINT: Points = { HISTOGRAM: 0, EXPONENTIAL_HISTOGRAM: 1, GAUGE: 2, SUM: 3 };

interface Aggregations {
  readonly DEFAULT: AggregationType.DEFAULT;
  readonly DROP: AggregationType.DROP;
  readonly SUM: AggregationType.SUM;
  readonly LAST_VALUE: AggregationType.LAST_VALUE;
  readonly EXPLICIT_BUCKET_HISTOGRAM: AggregationType.EXPLICIT_BUCKET_HISTOGRAM;
  readonly EXPONENTIAL_HISTOGRAM: AggregationType.EXPONENTIAL_HISTOGRAM;
}

/** Ways to make points of measurements. */
export const AGGREGATION: Aggregations = {
  DEFAULT: 0,
  DROP: 1,
  SUM: 2,
  LAST_VALUE: 3,
  EXPLICIT_BUCKET_HISTOGRAM: 4,
  EXPONENTIAL_HISTOGRAM: 5,
};
