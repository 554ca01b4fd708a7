// Exemplars: single measurements kept beside the sums of a histogram, each with the ids of the span it was made in.
// https://opentelemetry.io/docs/specs/otel/metrics/sdk/#exemplar
// sdk-metrics 3.1 knows none. Here they are added to its histograms, whose own numbers stay as the SDK computes them.

import { context, diag, trace, TraceFlags } from '@opentelemetry/api';
import type { Attributes, SpanContext } from '@opentelemetry/api';
import { InstrumentType } from '@opentelemetry/sdk-metrics';
import type { MeterProvider, MetricData } from '@opentelemetry/sdk-metrics';
import { isRecord } from '../is-record.ts';
import { areExemplarsAskedFor, isMadeInItsSpan, keepWithPoint } from '../metrics/exemplars.ts';
import type { Exemplar } from '../metrics/exemplars.ts';

/** Most exemplars of one series in one interval. */
const MAX_EXEMPLARS = 24;

/** The parts of sdk-metrics 3.1 between an instrument and its points; none of them is public. */
interface Accumulation {
  record(value: number): void;
  toPointValue(): { readonly buckets?: { readonly boundaries: readonly number[] } };
}
interface Aggregator {
  createAccumulation(startTime: unknown): Accumulation;
  merge(previous: Accumulation, delta: Accumulation): Accumulation;
  toMetricData(
    descriptor: unknown,
    temporality: unknown,
    records: readonly (readonly [Attributes, Accumulation])[],
    endTime: unknown,
  ): MetricData;
}
interface Aggregation {
  createAggregator(descriptor: { readonly name: string }): Aggregator;
}
interface Aggregations {
  selectAggregations(type: InstrumentType): (readonly [collector: unknown, aggregation: Aggregation])[];
}

/**
 * Lets the histograms of a provider keep exemplars of measurements made in sampled spans: the newest of each bucket.
 * `OTEL_METRICS_EXEMPLAR_FILTER=always_off` keeps none.
 *
 * Reads internals of sdk-metrics, whose version is pinned; where they are not as expected, histograms go without.
 */
export function keepExemplars(provider: MeterProvider): void {
  if (!areExemplarsAskedFor()) return;
  const state: unknown = Reflect.get(provider, '_sharedState');
  if (!isAggregations(state)) {
    diag.debug('no exemplars: sdk-metrics is not as expected');
    return;
  }
  const select = state.selectAggregations.bind(state);
  state.selectAggregations = (type) => {
    const selected = select(type);
    if (type !== InstrumentType.HISTOGRAM) return selected;
    return selected.map(([collector, aggregation]) => [collector, { createAggregator: withExemplars(aggregation) }]);
  };
}

function isAggregations(state: unknown): state is Aggregations {
  return isRecord(state) && typeof state['selectAggregations'] === 'function';
}

function withExemplars(aggregation: Aggregation): Aggregation['createAggregator'] {
  return (descriptor) => {
    const inner = aggregation.createAggregator(descriptor);
    return isMadeInItsSpan(descriptor.name) ? keeping(inner) : inner;
  };
}

type Kept = Map<number, Exemplar>;

/** The aggregator, with exemplars on the accumulations that it makes. It must not be changed itself: the SDK shares some. */
function keeping(inner: Aggregator): Aggregator {
  const keptBy = new WeakMap<Accumulation, Kept>();
  const own: Aggregator = {
    createAccumulation: (startTime) => {
      const accumulation = inner.createAccumulation(startTime);
      const kept: Kept = new Map();
      keptBy.set(accumulation, kept);
      const { boundaries } = accumulation.toPointValue().buckets ?? {};
      const record = accumulation.record.bind(accumulation);
      accumulation.record = (value) => {
        record(value);
        const span = trace.getSpanContext(context.active());
        if (span !== undefined && (span.traceFlags & TraceFlags.SAMPLED) !== 0) {
          keep(kept, bucketOf(value, boundaries), value, span);
        }
      };
      return accumulation;
    },
    merge: (previous, delta) => {
      const merged = inner.merge(previous, delta);
      const kept = keptBy.get(delta) ?? keptBy.get(previous);
      if (kept !== undefined) keptBy.set(merged, kept);
      return merged;
    },
    toMetricData: (descriptor, temporality, records, endTime) => {
      const data = inner.toMetricData(descriptor, temporality, records, endTime);
      for (const [at, [, accumulation]] of records.entries()) {
        const kept = keptBy.get(accumulation);
        const point = data.dataPoints[at];
        if (kept === undefined || kept.size === 0 || point === undefined) continue;
        keepWithPoint(point, [...kept.values()]);
        // Sent once: a cumulative series that stands still goes out again at each collection.
        kept.clear();
      }
      return data;
    },
  };
  return Object.assign(Object.create(inner), own);
}

function keep(kept: Kept, bucket: number, value: number, { traceId, spanId }: SpanContext): void {
  kept.set(bucket, { value, timeMs: Date.now(), traceId, spanId });
  if (kept.size <= MAX_EXEMPLARS) return;
  for (const oldest of kept.keys()) {
    kept.delete(oldest);
    break;
  }
}

/** The explicit bucket, or where there are none or too many to hold an exemplar each, the power of two. */
function bucketOf(value: number, boundaries: readonly number[] | undefined): number {
  if (boundaries === undefined || boundaries.length >= MAX_EXEMPLARS) return Math.ceil(Math.log2(value));
  let bucket = 0;
  while (bucket < boundaries.length && value > (boundaries[bucket] ?? Infinity)) bucket++;
  return bucket;
}
