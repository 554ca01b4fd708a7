import type { Resource } from '@opentelemetry/resources';
import type { ResourceMetrics, ScopeMetrics, ViewOptions } from '@opentelemetry/sdk-metrics';
import { SCOPE_NODE } from '@sightglass/api/semconv';
import { countPoints, encodeMetrics } from './encode/encode-metrics.ts';
import { exemplarSinkOf } from './exemplars.ts';
import { FastMeterProvider } from './meter-provider.ts';
import { PeriodicReader } from './periodic-reader.ts';
import { readMetricSettings } from './settings.ts';

export interface MetricsOptions {
  /** Read at each collection: what is found out late stands on all later ones. */
  readonly resource: Resource;
  /** Views as of sdk-metrics. @defaultValue none */
  readonly views?: readonly ViewOptions[];
  /** Takes the body of a request, protobuf, with that many points. Must not throw. */
  readonly take: (bytes: Uint8Array, points: number) => void;
}

/** The agent's own metrics with their way to whoever sends them. */
export interface Metrics {
  readonly provider: FastMeterProvider;
  /** Collects, and hands over what there is. Never rejects. */
  flush(): Promise<void>;
  /**
   * Hands over, without waiting, what the program's own counters, gauges and histograms hold: for the end of the process.
   * Callbacks of observable instruments are not called, because they may be asynchronous.
   */
  handOver(): void;
  /** Collects and hands over for the last time; then nothing is measured any more. Never rejects. */
  stop(): Promise<void>;
}

/** What the machinery did in the last seconds is not worth holding up the end of every process. */
const MACHINERY: ReadonlySet<string> = new Set([
  `${SCOPE_NODE}/runtime-node`,
  `${SCOPE_NODE}/process`,
  `${SCOPE_NODE}/host`,
]);

/** What the program's own instruments hold. */
export function withoutMachinery(scopeMetrics: ScopeMetrics[]): ScopeMetrics[] {
  return scopeMetrics.filter(({ scope }) => !MACHINERY.has(scope.name));
}

/** Begins to measure, by `OTEL_METRIC_*` and `OTEL_EXPORTER_OTLP_METRICS_*`. */
export function createMetrics({ resource, views = [], take }: MetricsOptions): Metrics {
  const takeCollected = ({ resource, scopeMetrics }: ResourceMetrics): void =>
    take(encodeMetrics(resource, scopeMetrics), countPoints(scopeMetrics));
  const reader = new PeriodicReader(readMetricSettings(), takeCollected);
  const provider = new FastMeterProvider({ resource, views, readers: [reader], exemplarsOf: exemplarSinkOf() });
  return {
    provider,
    flush: () => provider.forceFlush(),
    handOver: () => {
      const own = withoutMachinery(provider.collectNow(reader).scopeMetrics);
      if (own.length > 0) takeCollected({ resource, scopeMetrics: own });
    },
    stop: () => provider.shutdown(),
  };
}
