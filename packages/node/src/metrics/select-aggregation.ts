import type { AggregationOption, InstrumentType } from '@opentelemetry/sdk-metrics';
import type { Aggregation } from './aggregation.ts';
import type { Descriptor } from './descriptor.ts';
import { createExplicitHistogram } from './explicit-histogram.ts';
import { createExponentialHistogram } from './exponential-histogram.ts';
import { AGGREGATION, INSTRUMENT } from './kinds.ts';
import { createLastValue } from './last-value.ts';
import type { ExemplarSink } from './exemplars.ts';
import { createObservedSum, createSum } from './sum.ts';

const OBSERVED: ReadonlySet<InstrumentType> = new Set([
  INSTRUMENT.OBSERVABLE_COUNTER,
  INSTRUMENT.OBSERVABLE_GAUGE,
  INSTRUMENT.OBSERVABLE_UP_DOWN_COUNTER,
]);
const ONLY_GOES_UP: ReadonlySet<InstrumentType> = new Set([
  INSTRUMENT.COUNTER,
  INSTRUMENT.OBSERVABLE_COUNTER,
  INSTRUMENT.HISTOGRAM,
]);
const LEVELS: ReadonlySet<InstrumentType> = new Set([INSTRUMENT.GAUGE, INSTRUMENT.OBSERVABLE_GAUGE]);

/** Whether callbacks say the values of such an instrument. */
export function isObserved(type: InstrumentType): boolean {
  return OBSERVED.has(type);
}

/** The aggregation that is asked for an instrument; undefined for none, which drops its measurements. */
export function selectAggregation(
  option: AggregationOption,
  descriptor: Descriptor,
  sink: ExemplarSink | undefined,
): Aggregation | undefined {
  const { type, advice } = descriptor;
  const tellsSum = ONLY_GOES_UP.has(type);
  const exemplars = type === INSTRUMENT.HISTOGRAM ? sink : undefined;
  switch (option.type) {
    case AGGREGATION.SUM:
      return isObserved(type) ? createObservedSum(tellsSum) : createSum(tellsSum);
    case AGGREGATION.LAST_VALUE:
      return createLastValue();
    case AGGREGATION.EXPLICIT_BUCKET_HISTOGRAM:
      return createExplicitHistogram({ ...option.options, tellsSum, exemplars });
    case AGGREGATION.EXPONENTIAL_HISTOGRAM:
      return createExponentialHistogram({ ...option.options, tellsSum, exemplars });
    case AGGREGATION.DEFAULT:
      if (LEVELS.has(type)) return createLastValue();
      if (type === INSTRUMENT.HISTOGRAM) {
        return createExplicitHistogram({ boundaries: advice.explicitBucketBoundaries, tellsSum, exemplars });
      }
      return selectAggregation({ type: AGGREGATION.SUM }, descriptor, sink);
    default:
      return undefined;
  }
}
