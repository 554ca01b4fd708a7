/**
 * OpenTelemetry's own SDK with exporters in memory: the real thing behind the facade in tests.
 */
import { context, diag, DiagLogLevel, logs, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import type { MetricData } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

class PullReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

export interface StockSdk {
  /** Everything recorded so far under one name; several where one name has several streams. */
  metric(name: string): Promise<MetricData[]>;
  /** Points of the one stream with this name, `[attributes, value]`. */
  points(name: string): Promise<[Record<string, unknown>, unknown][]>;
  /** How many records were dropped so far, by signal and reason. */
  dropped(): Promise<Record<string, number>>;
  events(): ReadableLogRecord[];
  spans(): ReadableSpan[];
  readonly warnings: string[];
  stop(): Promise<void>;
}

/** Registers the SDK for all three signals; warnings of `diag` are kept. */
export function startStockSdk(): StockSdk {
  const reader = new PullReader();
  const meterProvider = new MeterProvider({ readers: [reader] });
  const logExporter = new InMemoryLogRecordExporter();
  const loggerProvider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter: logExporter })] });
  const spanExporter = new InMemorySpanExporter();
  const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spanExporter })] });
  const warnings: string[] = [];
  const note = (...parts: unknown[]): void => void warnings.push(parts.map(String).join(' '));
  const quiet = (): void => {};
  diag.setLogger(
    { verbose: quiet, debug: quiet, info: quiet, warn: note, error: note },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  metrics.setGlobalMeterProvider(meterProvider);
  logs.setGlobalLoggerProvider(loggerProvider);
  trace.setGlobalTracerProvider(tracerProvider);

  const metric = async (name: string): Promise<MetricData[]> => {
    const { resourceMetrics } = await reader.collect();
    return resourceMetrics.scopeMetrics
      .filter(({ scope }) => scope.name === '@sightglass/api')
      .flatMap((scope) => scope.metrics)
      .filter(({ descriptor }) => descriptor.name === name);
  };
  const points = async (name: string): Promise<[Record<string, unknown>, unknown][]> => {
    const streams = await metric(name);
    if (streams.length > 1) throw new Error(`${name} has ${streams.length} streams`);
    return (streams[0]?.dataPoints ?? []).map((point) => [point.attributes, point.value]);
  };
  return {
    metric,
    points,
    dropped: async () =>
      Object.fromEntries(
        (await points('sightglass.sdk.dropped')).map(([attributes, value]) => [
          `${String(attributes['sightglass.signal'])} ${String(attributes['sightglass.drop.reason'])}`,
          Number(value),
        ]),
      ),
    events: () => logExporter.getFinishedLogRecords(),
    spans: () => spanExporter.getFinishedSpans(),
    warnings,
    async stop() {
      trace.disable();
      logs.disable();
      metrics.disable();
      context.disable();
      diag.disable();
      await Promise.all([meterProvider.shutdown(), loggerProvider.shutdown(), tracerProvider.shutdown()]);
    },
  };
}
