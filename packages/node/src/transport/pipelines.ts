import { diag, TraceFlags } from '@opentelemetry/api';
import type { MeterProvider as ApiMeterProvider } from '@opentelemetry/api';
import { getNumberFromEnv, getStringFromEnv } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import { ConsoleLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { ConsoleMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { MetricReader, PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { ConsoleSpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { ReadableSpan, Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';
import { keepExemplars } from '../assemble/exemplars.ts';
import { exemplarSinkOf } from '../metrics/exemplars.ts';
import { FastMeterProvider } from '../metrics/meter-provider.ts';
import { createBatch } from './batch.ts';
import type { Batch, BatchLimits } from './batch.ts';
import type { Delivery } from './delivery.ts';
import type { Drops } from './drops.ts';
import { logEncoding, metricEncoding, spanEncoding } from './encoding.ts';
import type { LastWords } from './last-words.ts';
import { collectNow, createMetricExporter, withoutMachinery } from './metrics.ts';
import { createOutlet, positiveFromEnv } from './outlet.ts';
import type { Outlet } from './outlet.ts';
import type { SignalSettings } from './settings.ts';

/** A provider with its way out. */
export interface Pipeline<Provider> {
  readonly provider: Provider;
  /** Sends what is held; resolves when it is settled. */
  flush(): Promise<void>;
  /** The same with one attempt for each request, for the end of the process. */
  flushOnce(): Promise<void>;
  /** Takes out what is held as requests, for the end of the process. */
  lastWords(): readonly LastWords[];
  stop(): Promise<void>;
}

export function createTracePipeline(
  settings: SignalSettings,
  drops: Drops,
  parts: { resource: Resource; sampler: Sampler; first: readonly SpanProcessor[] },
): Pipeline<TracerProvider> {
  const encoding = spanEncoding(settings.protocol);
  const limits = limitsFromEnv('OTEL_BSP');
  const outlet = createOutlet(settings, drops, limits.giveUpAfterMs, encoding);
  const batch = createBatch<ReadableSpan>({ signal: 'traces', limits, drops, ...outlet, ...encoding });
  const processors: SpanProcessor[] = [...parts.first];
  if (settings.destinations.includes('otlp')) {
    processors.push({
      onStart: () => {},
      onEnd: (span) => {
        if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) batch.add(span);
      },
      forceFlush: () => batch.flush(),
      shutdown: () => batch.stop(),
    });
  }
  if (settings.destinations.includes('console')) {
    processors.push(new SimpleSpanProcessor({ exporter: new ConsoleSpanExporter() }));
  }
  const { resource, sampler } = parts;
  const provider = new TracerProvider({
    resource,
    sampler,
    spanProcessors: processors,
    spanLimits: spanLimitsFromEnv(),
  });
  return batched(provider, batch, outlet);
}

export function createLogPipeline(
  settings: SignalSettings,
  drops: Drops,
  resource: Resource,
): Pipeline<LoggerProvider> {
  const encoding = logEncoding(settings.protocol);
  const limits = limitsFromEnv('OTEL_BLRP');
  const outlet = createOutlet(settings, drops, limits.giveUpAfterMs, encoding);
  const batch = createBatch<ReadableLogRecord>({ signal: 'logs', limits, drops, ...outlet, ...encoding });
  const processors: LogRecordProcessor[] = [];
  if (settings.destinations.includes('otlp')) {
    processors.push({ onEmit: batch.add, forceFlush: () => batch.flush(), shutdown: () => batch.stop() });
  }
  if (settings.destinations.includes('console')) {
    processors.push(new SimpleLogRecordProcessor({ exporter: new ConsoleLogRecordExporter() }));
  }
  const provider = new LoggerProvider({ resource, processors, logRecordLimits: attributeLimitsFromEnv('LOGRECORD') });
  return batched(provider, batch, outlet);
}

export function createMetricPipeline(
  settings: SignalSettings,
  drops: Drops,
  resource: Resource,
): Pipeline<ApiMeterProvider> {
  const intervalMs = positiveFromEnv('OTEL_METRIC_EXPORT_INTERVAL', 15_000);
  const giveUpAfterMs = positiveFromEnv('OTEL_METRIC_EXPORT_TIMEOUT', 30_000);
  const encoding = metricEncoding(settings.protocol);
  const outlet = createOutlet(settings, drops, giveUpAfterMs, encoding);
  const exporter = createMetricExporter(outlet.delivery, drops, encoding);
  const readers: MetricReader[] = [];
  if (settings.destinations.includes('otlp')) readers.push(periodic(exporter, intervalMs));
  if (settings.destinations.includes('console')) readers.push(periodic(new ConsoleMetricExporter(), intervalMs));
  const { provider, collectFirst } = createMeterProvider(resource, readers);
  return {
    provider,
    flush: () => provider.forceFlush(),
    flushOnce: () => withoutRetry(outlet.delivery, () => provider.forceFlush()),
    lastWords: () => {
      const metrics = settings.destinations[0] === 'otlp' ? collectFirst() : undefined;
      const body = metrics === undefined ? undefined : encoding.encode(metrics);
      return outlet.lastWords(body === undefined ? [] : [{ body, items: 0 }]);
    },
    stop: () => provider.shutdown().finally(() => outlet.delivery.close()),
  };
}

interface Metering {
  readonly provider: FastMeterProvider | MeterProvider;
  /** What the first reader would collect now, without waiting. */
  readonly collectFirst: () => ResourceMetrics | undefined;
}

/** Our own metrics, or with `SIGHTGLASS_METRICS=stock` those of sdk-metrics. */
function createMeterProvider(resource: Resource, readers: MetricReader[]): Metering {
  const choice = getStringFromEnv('SIGHTGLASS_METRICS')?.trim().toLowerCase() ?? 'fast';
  if (choice === 'stock') {
    const provider = new MeterProvider({ resource, readers });
    keepExemplars(provider);
    return { provider, collectFirst: () => collectNow(provider) };
  }
  if (choice !== 'fast') diag.warn(`SIGHTGLASS_METRICS is ${choice}; use fast or stock; fast is used`);
  const provider = new FastMeterProvider({ resource, readers, exemplarsOf: exemplarSinkOf() });
  return {
    provider,
    collectFirst: () => {
      const [first] = readers;
      return first && withoutMachinery(provider.collectNow(first));
    },
  };
}

/** The way out of a signal whose records wait in a batch. */
function batched<Provider extends { shutdown(): Promise<void> }>(
  provider: Provider,
  batch: Pick<Batch<never>, 'flush' | 'drain'>,
  outlet: Outlet,
): Pipeline<Provider> {
  return {
    provider,
    flush: () => batch.flush(),
    flushOnce: () => withoutRetry(outlet.delivery, () => batch.flush()),
    lastWords: () => outlet.lastWords(batch.drain()),
    stop: () => provider.shutdown().finally(() => outlet.delivery.close()),
  };
}

async function withoutRetry(delivery: Delivery, flush: () => Promise<void>): Promise<void> {
  delivery.setRetry(false);
  try {
    await flush();
  } finally {
    delivery.setRetry(true);
  }
}

function periodic(exporter: PushMetricExporter, exportIntervalMillis: number): MetricReader {
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis,
    exportTimeoutMillis: Math.min(exportIntervalMillis, 30_000),
  });
}

/**
 * `OTEL_BSP_*` or `OTEL_BLRP_*`. Two defaults differ from the specification's: 1 s instead of 5 s of waiting, because
 * people look at a page while they try things, and 8192 instead of 2048 records held.
 */
function limitsFromEnv(prefix: 'OTEL_BSP' | 'OTEL_BLRP'): BatchLimits & { readonly giveUpAfterMs: number } {
  const maxHeld = positiveFromEnv(`${prefix}_MAX_QUEUE_SIZE`, 8192);
  return {
    maxHeld,
    maxPerRequest: Math.min(positiveFromEnv(`${prefix}_MAX_EXPORT_BATCH_SIZE`, 512), maxHeld),
    delayMs: positiveFromEnv(`${prefix}_SCHEDULE_DELAY`, 1000),
    giveUpAfterMs: positiveFromEnv(`${prefix}_EXPORT_TIMEOUT`, 30_000),
  };
}

interface AttributeLimits {
  attributeCountLimit?: number;
  attributeValueLengthLimit?: number;
}

function attributeLimitsFromEnv(kind: 'SPAN' | 'LOGRECORD'): AttributeLimits {
  return {
    ...limit('attributeCountLimit', `OTEL_${kind}_ATTRIBUTE_COUNT_LIMIT`, 'OTEL_ATTRIBUTE_COUNT_LIMIT'),
    ...limit(
      'attributeValueLengthLimit',
      `OTEL_${kind}_ATTRIBUTE_VALUE_LENGTH_LIMIT`,
      'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    ),
  };
}

function spanLimitsFromEnv(): object {
  return {
    ...attributeLimitsFromEnv('SPAN'),
    ...limit('eventCountLimit', 'OTEL_SPAN_EVENT_COUNT_LIMIT'),
    ...limit('linkCountLimit', 'OTEL_SPAN_LINK_COUNT_LIMIT'),
    ...limit('attributePerEventCountLimit', 'OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT'),
    ...limit('attributePerLinkCountLimit', 'OTEL_LINK_ATTRIBUTE_COUNT_LIMIT'),
  };
}

/** The first of these variables that holds a number; left out where none does, so that the SDK's default stays. */
function limit(name: string, ...variables: readonly string[]): Record<string, number> {
  for (const variable of variables) {
    const value = getNumberFromEnv(variable);
    if (value !== undefined && value >= 0) return { [name]: value };
  }
  return {};
}
