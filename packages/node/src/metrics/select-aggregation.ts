import { AggregationType, InstrumentType } from '@opentelemetry/sdk-metrics';
import type { AggregationOption } from '@opentelemetry/sdk-metrics';
import type { Aggregation } from './aggregation.ts';
import type { Descriptor } from './descriptor.ts';
import { createExplicitHistogram } from './explicit-histogram.ts';
import { createExponentialHistogram } from './exponential-histogram.ts';
import { createLastValue } from './last-value.ts';
import type { ExemplarSink } from './reservoir.ts';
import { createObservedSum, createSum } from './sum.ts';

const OBSERVED: ReadonlySet<InstrumentType> = new Set([
  InstrumentType.OBSERVABLE_COUNTER,
  InstrumentType.OBSERVABLE_GAUGE,
  InstrumentType.OBSERVABLE_UP_DOWN_COUNTER,
]);
const ONLY_GOES_UP: ReadonlySet<InstrumentType> = new Set([
  InstrumentType.COUNTER,
  InstrumentType.OBSERVABLE_COUNTER,
  InstrumentType.HISTOGRAM,
]);
const LEVELS: ReadonlySet<InstrumentType> = new Set([InstrumentType.GAUGE, InstrumentType.OBSERVABLE_GAUGE]);

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
  const exemplars = type === InstrumentType.HISTOGRAM ? sink : undefined;
  switch (option.type) {
    case AggregationType.SUM:
      return isObserved(type) ? createObservedSum(tellsSum) : createSum(tellsSum);
    case AggregationType.LAST_VALUE:
      return createLastValue();
    case AggregationType.EXPLICIT_BUCKET_HISTOGRAM:
      return createExplicitHistogram({ ...option.options, tellsSum, exemplars });
    case AggregationType.EXPONENTIAL_HISTOGRAM:
      return createExponentialHistogram({ ...option.options, tellsSum, exemplars });
    case AggregationType.DEFAULT:
      if (LEVELS.has(type)) return createLastValue();
      if (type === InstrumentType.HISTOGRAM) {
        return createExplicitHistogram({ boundaries: advice.explicitBucketBoundaries, tellsSum, exemplars });
      }
      return selectAggregation({ type: AggregationType.SUM }, descriptor, sink);
    default:
      return undefined;
  }
}
