import { diag } from '@opentelemetry/api';
import type { LoggerProvider, MeterProvider, TracerProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { DropReason } from '@sightglass/api/semconv';
import { redactionsOf } from './assemble/redaction.ts';
import { createSampler } from './assemble/sampler.ts';
import { asSpanSampler } from './assemble/span-samplers.ts';
import { choiceFrom } from './config/environment.ts';
import { readBatchLimits, readLogRecordLimits, readSpanLimits } from './config/limits.ts';
import type { ResolvedStartOptions } from './config/options.ts';
import { loadPart } from './load-part.ts';
import { createLoggerProvider } from './logs/logger-provider.ts';
import { createMetrics } from './metrics/create-metrics.ts';
import { readMetricSettings } from './metrics/settings.ts';
import type { SignalProvider, Take } from './signal-provider.ts';
import { chooseProvider } from './tracer/choose-provider.ts';
import { createFastTracerProvider } from './tracer/fast-tracer-provider.ts';
import type { Drops } from './transport/drops.ts';
import type { Signal, SignalSettings } from './transport/settings.ts';

/** What is made of each signal that is sent. */
export interface Providers {
  readonly traces?: SignalProvider<TracerProvider>;
  readonly metrics?: SignalProvider<MeterProvider>;
  readonly logs?: SignalProvider<LoggerProvider>;
}

export interface ProvidersOptions {
  readonly options: ResolvedStartOptions;
  readonly resource: Resource;
  readonly drops: Drops;
  readonly take: Take;
  readonly keptQueryNames: ReadonlySet<string>;
}

/** Our own provider for each signal, or the stock SDK's where something is asked for that only it can do. */
export function createProviders(all: readonly SignalSettings[], parts: ProvidersOptions): Providers {
  const of = (signal: Signal): SignalSettings | undefined =>
    all.find((settings) => settings.signal === signal && settings.destinations.length > 0);
  const [traces, metrics, logs] = [of('traces'), of('metrics'), of('logs')];
  return {
    ...(traces === undefined ? {} : { traces: createTraces(traces, parts) }),
    ...(metrics === undefined ? {} : { metrics: createMeters(metrics, parts) }),
    ...(logs === undefined ? {} : { logs: createLogs(logs, parts) }),
  };
}

function createTraces(settings: SignalSettings, parts: ProvidersOptions): SignalProvider<TracerProvider> {
  const { options, resource, take, keptQueryNames } = parts;
  const { spanProcessors = [], idGenerator } = options.code;
  const batch = readBatchLimits('OTEL_BSP');
  const limits = readSpanLimits();
  const sampler = createSampler(options);
  const createStock = (): SignalProvider<TracerProvider> =>
    loadPart('stock').createStockTraces({
      ...stockParts(settings, parts),
      ...batch,
      limits,
      sampler: asSpanSampler(sampler),
      spanProcessors,
      idGenerator,
      keptQueryNames,
    });
  const createFast = (): SignalProvider<TracerProvider> => {
    const provider = createFastTracerProvider({
      resource,
      sampler,
      limits,
      redactions: redactionsOf(keptQueryNames),
      delayMs: batch.delayMs,
      onChunk: (bytes, spans) => take('traces', bytes, spans, () => provider.release(bytes)),
    });
    return handingOver(provider);
  };
  if (isStockAskedFor(settings, 'SIGHTGLASS_TRACER')) return createStock();
  return chooseProvider(options.code, createFast, createStock);
}

function createLogs(settings: SignalSettings, parts: ProvidersOptions): SignalProvider<LoggerProvider> {
  const { options, resource, take } = parts;
  const { logRecordProcessors = [] } = options.code;
  const batch = readBatchLimits('OTEL_BLRP');
  const limits = readLogRecordLimits();
  const isBrought = logRecordProcessors.length > 0;
  if (isBrought) diag.info('the stock OpenTelemetry SDK makes the log records, because the program brings processors');
  if (isBrought || isStockAskedFor(settings)) {
    return loadPart('stock').createStockLogs({ ...stockParts(settings, parts), ...batch, limits, logRecordProcessors });
  }
  const provider = createLoggerProvider({
    resource,
    limits,
    delayMs: batch.delayMs,
    onChunk: (bytes, records) => take('logs', bytes, records, () => provider.release(bytes)),
  });
  return handingOver(provider);
}

function createMeters(settings: SignalSettings, parts: ProvidersOptions): SignalProvider<MeterProvider> {
  if (isStockAskedFor(settings, 'SIGHTGLASS_METRICS')) {
    const collection = readMetricSettings();
    // Its bodies hold whole collections: neither number nor time of a batch is asked for.
    const whole = { maxRecords: Infinity, delayMs: 0 };
    return loadPart('stock').createStockMetrics({ ...stockParts(settings, parts), ...whole, collection, views: [] });
  }
  const { resource, take } = parts;
  return createMetrics({ resource, take: (bytes, points) => take('metrics', bytes, points) });
}

/** By the variable, or by a destination or protocol that only the stock SDK has, which is said in one line. */
function isStockAskedFor({ signal, destinations, protocol }: SignalSettings, variable?: string): boolean {
  const reasons = [
    ...(destinations.includes('console') ? ['they go to the console'] : []),
    ...(protocol === 'http/json' ? ['they are sent as JSON'] : []),
  ];
  if (reasons.length > 0)
    diag.info(`the stock OpenTelemetry SDK makes the ${signal}, because ${reasons.join(' and ')}`);
  return reasons.length > 0 || (variable !== undefined && choiceFrom(variable, ['fast', 'stock'], 'fast') === 'stock');
}

function stockParts(settings: SignalSettings, { resource, drops, take }: ProvidersOptions) {
  const { signal } = settings;
  return {
    resource,
    settings,
    take: (bytes: Uint8Array, items: number): void => take(signal, bytes, items),
    onDrop: (reason: DropReason, records: number): void => drops.add(signal, reason, records),
  };
}

function handingOver<Provider extends { flush(): void }>(provider: Provider): SignalProvider<Provider> {
  const handOver = (): void => provider.flush();
  return { provider, handOver, flush: async () => handOver(), stop: async () => handOver() };
}
