import { diag } from '@opentelemetry/api';
import { ExportResultCode, getStringFromEnv, millisToHrTime } from '@opentelemetry/core';
import type { HrTime } from '@opentelemetry/api';
import { AggregationTemporality, AggregationType, InstrumentType } from '@opentelemetry/sdk-metrics';
import type {
  AggregationSelector,
  AggregationTemporalitySelector,
  MeterProvider,
  MetricData,
  PushMetricExporter,
  ResourceMetrics,
  ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import { SCOPE_NODE } from '@sightglass/api/semconv';
import type { Delivery } from './delivery.ts';
import type { Drops } from './drops.ts';
import type { Encoding } from './encoding.ts';

/** Hands collected metrics to a delivery. */
export function createMetricExporter(
  delivery: Delivery,
  drops: Drops,
  { encode }: Encoding<ResourceMetrics>,
): PushMetricExporter {
  const running = new Set<Promise<void>>();
  const track = (sent: Promise<void>): void => {
    running.add(sent);
    void sent.finally(() => running.delete(sent));
  };
  const settled = async (): Promise<void> => {
    delivery.hurry();
    await Promise.all(running);
  };
  return {
    export: (metrics, done) => {
      const items = countPoints(metrics);
      const body = encode(metrics);
      if (body === undefined) drops.add('metrics', 'unsendable', items);
      else track(delivery.deliver({ body, items }));
      // Answered at once: the reader would hold the event loop open with a timer until the receiver answers.
      done({ code: ExportResultCode.SUCCESS });
    },
    selectAggregationTemporality: temporalityFromEnv(),
    selectAggregation: aggregationFromEnv(),
    forceFlush: settled,
    shutdown: settled,
  };
}

function countPoints({ scopeMetrics }: ResourceMetrics): number {
  return scopeMetrics.reduce(
    (sum, scope) => sum + scope.metrics.reduce((all, one) => all + one.dataPoints.length, 0),
    0,
  );
}

/** `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`. https://opentelemetry.io/docs/specs/otel/metrics/sdk_exporters/otlp/ */
function temporalityFromEnv(): AggregationTemporalitySelector {
  const preference = (
    getStringFromEnv('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE') ?? 'cumulative'
  ).toLowerCase();
  if (preference === 'delta') return (type) => temporality(!DOES_GO_DOWN.has(type));
  if (preference === 'lowmemory') return (type) => temporality(LOW_MEMORY_DELTA.has(type));
  if (preference !== 'cumulative') {
    diag.warn(`OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE ${preference} is unknown; cumulative is used`);
  }
  return () => AggregationTemporality.CUMULATIVE;
}

/** `OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION`, of the same specification. */
function aggregationFromEnv(): AggregationSelector {
  const variable = 'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION';
  const preference = getStringFromEnv(variable)?.trim().toLowerCase() ?? EXPLICIT;
  if (preference !== EXPLICIT && preference !== EXPONENTIAL) {
    diag.warn(`${variable} ${preference} is unknown; use ${EXPLICIT} or ${EXPONENTIAL}; ${EXPLICIT} is used`);
  }
  return (type) => ({
    type:
      preference === EXPONENTIAL && type === InstrumentType.HISTOGRAM
        ? AggregationType.EXPONENTIAL_HISTOGRAM
        : AggregationType.DEFAULT,
  });
}

const EXPLICIT = 'explicit_bucket_histogram';
const EXPONENTIAL = 'base2_exponential_bucket_histogram';

const DOES_GO_DOWN = new Set<InstrumentType>([
  InstrumentType.UP_DOWN_COUNTER,
  InstrumentType.OBSERVABLE_UP_DOWN_COUNTER,
]);
const LOW_MEMORY_DELTA = new Set<InstrumentType>([InstrumentType.COUNTER, InstrumentType.HISTOGRAM]);

function temporality(isDelta: boolean): AggregationTemporality {
  return isDelta ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE;
}

/** The parts of sdk-metrics 3.1 that a collection without waiting needs; its public `collect` is asynchronous. */
interface CollectableMeterProvider {
  readonly _sharedState: {
    readonly resource: ResourceMetrics['resource'];
    readonly metricCollectors: readonly unknown[];
    readonly meterSharedStates: ReadonlyMap<string, CollectableMeter>;
  };
}
interface CollectableMeter {
  readonly _instrumentationScope: ScopeMetrics['scope'];
  readonly metricStorageRegistry: {
    getStorages(collector: unknown): { collect(collector: unknown, time: HrTime): MetricData | undefined }[];
  };
}

/** What the machinery did in the last seconds is not worth holding up the end of every process. */
const MACHINERY: ReadonlySet<string> = new Set([
  '@opentelemetry/instrumentation-runtime-node',
  `${SCOPE_NODE}/process`,
  `${SCOPE_NODE}/host`,
]);

/** What the program's own counters, gauges and histograms hold at the end of the process; undefined for nothing. */
export function withoutMachinery({ resource, scopeMetrics }: ResourceMetrics): ResourceMetrics | undefined {
  const own = scopeMetrics.filter(({ scope }) => !MACHINERY.has(scope.name));
  return own.length > 0 ? { resource, scopeMetrics: own } : undefined;
}

/**
 * Collects without waiting, for the end of the process: what counters, gauges and histograms hold. Callbacks of
 * observable instruments are not called: they may be asynchronous.
 *
 * Reads internals of sdk-metrics, whose version is pinned; undefined where they are not as expected.
 */
export function collectNow(provider: MeterProvider): ResourceMetrics | undefined {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- internals have no type; a wrong guess ends in the catch below
    const state = (provider as unknown as CollectableMeterProvider)._sharedState;
    const collector = state.metricCollectors[0];
    const time = millisToHrTime(Date.now());
    const scopeMetrics: ScopeMetrics[] = [];
    for (const meter of state.meterSharedStates.values()) {
      const scope = meter._instrumentationScope;
      const metrics = meter.metricStorageRegistry
        .getStorages(collector)
        .map((storage) => storage.collect(collector, time))
        .filter((metric): metric is MetricData => metric !== undefined && metric.dataPoints.length > 0);
      if (metrics.length > 0) scopeMetrics.push({ scope, metrics });
    }
    return withoutMachinery({ resource: state.resource, scopeMetrics });
  } catch (error) {
    diag.debug('metrics could not be collected at the end', error);
    return undefined;
  }
}
