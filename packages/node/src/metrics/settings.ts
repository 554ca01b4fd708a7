import type { AggregationSelector, AggregationTemporalitySelector, InstrumentType } from '@opentelemetry/sdk-metrics';
import { choiceFrom, positiveFrom } from '../config/environment.ts';
import { AGGREGATION, INSTRUMENT, TEMPORALITY } from './kinds.ts';

/** When metrics are collected, and as what. */
export interface MetricSettings {
  /** `OTEL_METRIC_EXPORT_INTERVAL`, in milliseconds. @defaultValue 15000, because people watch what they try */
  readonly intervalMs: number;
  /** `OTEL_METRIC_EXPORT_TIMEOUT`: what the callbacks of observable instruments may take. @defaultValue 30000 */
  readonly timeoutMs: number;
  /**
   * `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`: `cumulative`, `delta` or `lowmemory`.
   * https://opentelemetry.io/docs/specs/otel/metrics/sdk_exporters/otlp/
   */
  readonly temporalityOf: AggregationTemporalitySelector;
  /** `OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION`, of the same specification. */
  readonly aggregationOf: AggregationSelector;
}

const GOES_DOWN: ReadonlySet<InstrumentType> = new Set([
  INSTRUMENT.UP_DOWN_COUNTER,
  INSTRUMENT.OBSERVABLE_UP_DOWN_COUNTER,
]);
/** Those whose sums need not be remembered for ever: of observable ones the last total would still be. */
const FORGETS: ReadonlySet<InstrumentType> = new Set([INSTRUMENT.COUNTER, INSTRUMENT.HISTOGRAM]);

export function readMetricSettings(): MetricSettings {
  const intervalMs = positiveFrom('OTEL_METRIC_EXPORT_INTERVAL', 15_000);
  return {
    intervalMs,
    timeoutMs: Math.min(positiveFrom('OTEL_METRIC_EXPORT_TIMEOUT', 30_000), intervalMs),
    temporalityOf: readTemporality(),
    aggregationOf: readAggregation(),
  };
}

function readTemporality(): AggregationTemporalitySelector {
  const choice = choiceFrom(
    'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
    ['cumulative', 'delta', 'lowmemory'],
    'cumulative',
  );
  const isDelta = {
    cumulative: () => false,
    delta: (type: InstrumentType) => !GOES_DOWN.has(type),
    lowmemory: (type: InstrumentType) => FORGETS.has(type),
  }[choice];
  return (type) => (isDelta(type) ? TEMPORALITY.DELTA : TEMPORALITY.CUMULATIVE);
}

function readAggregation(): AggregationSelector {
  const choice = choiceFrom(
    'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION',
    ['explicit_bucket_histogram', 'base2_exponential_bucket_histogram'],
    'explicit_bucket_histogram',
  );
  const isExponential = choice === 'base2_exponential_bucket_histogram';
  return (type) => ({
    type: isExponential && type === INSTRUMENT.HISTOGRAM ? AGGREGATION.EXPONENTIAL_HISTOGRAM : AGGREGATION.DEFAULT,
  });
}
