import { diag } from '@opentelemetry/api';
import type { HrTime, MeterProvider as ApiMeterProvider } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import { ConsoleMetricExporter, MeterProvider } from '@opentelemetry/sdk-metrics';
import type { MetricData, ResourceMetrics, ScopeMetrics, ViewOptions } from '@opentelemetry/sdk-metrics';
import { withoutMachinery } from '../metrics/create-metrics.ts';
import { countPoints } from '../metrics/encode/encode-metrics.ts';
import { PeriodicReader } from '../metrics/periodic-reader.ts';
import type { MetricSettings } from '../metrics/settings.ts';
import type { SignalProvider } from '../signal-provider.ts';
import { metricEncoder } from './encoding.ts';
import { keepExemplars } from './exemplars.ts';
import type { StockParts } from './parts.ts';

export interface StockMetricsOptions extends StockParts {
  readonly views: readonly ViewOptions[];
  readonly collection: MetricSettings;
}

/** Metrics by `@opentelemetry/sdk-metrics`, collected and sent as ours are. */
export function createStockMetrics(options: StockMetricsOptions): SignalProvider<ApiMeterProvider> {
  const { resource, settings, collection, views, take, onDrop } = options;
  const encode = metricEncoder(settings.protocol);
  const send = (collected: ResourceMetrics): void => {
    const points = countPoints(collected.scopeMetrics);
    const bytes = encode(collected);
    if (bytes === undefined) onDrop('unsendable', points);
    else take(bytes, points);
  };
  const readers: PeriodicReader[] = [];
  if (settings.destinations.includes('otlp')) readers.push(new PeriodicReader(collection, send));
  if (settings.destinations.includes('console')) {
    const exporter = new ConsoleMetricExporter();
    readers.push(new PeriodicReader(collection, (collected) => exporter.export(collected, () => {})));
  }
  const provider = new MeterProvider({ resource, readers, views: [...views] });
  keepExemplars(provider);
  return {
    provider,
    handOver: () => {
      const collected = settings.destinations.includes('otlp') ? collectNow(provider) : undefined;
      if (collected !== undefined) send(collected);
    },
    flush: () => provider.forceFlush().catch(() => {}),
    stop: () => provider.shutdown().catch(() => {}),
  };
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

/**
 * Collects for the end of the process what counters, gauges and histograms hold. Callbacks of observable instruments are not
 * called: they may be asynchronous.
 *
 * Reads internals of sdk-metrics, whose version is pinned; undefined where they are not as expected.
 */
function collectNow(provider: MeterProvider): ResourceMetrics | undefined {
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
    const own = withoutMachinery(scopeMetrics);
    return own.length > 0 ? { resource: state.resource, scopeMetrics: own } : undefined;
  } catch (error) {
    diag.debug('metrics could not be collected at the end', error);
    return undefined;
  }
}
