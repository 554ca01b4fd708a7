import { TraceFlags } from '@opentelemetry/api';
import type { TracerProvider as ApiTracerProvider } from '@opentelemetry/api';
import { ConsoleSpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { IdGenerator, ReadableSpan, Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';
import { createRedactingProcessor } from './redacting-processor.ts';
import type { SignalProvider } from '../signal-provider.ts';
import type { SpanLimits } from '../tracer/limits.ts';
import { createBatch } from './batch.ts';
import { spanEncoder } from './encoding.ts';
import type { StockParts } from './parts.ts';

export interface StockTracesOptions extends StockParts {
  readonly sampler: Sampler;
  /** Query parameters whose values stay. */
  readonly keptQueryNames: ReadonlySet<string>;
  readonly limits: Partial<SpanLimits>;
  readonly spanProcessors: readonly SpanProcessor[];
  readonly idGenerator: IdGenerator | undefined;
}

/** Spans by `@opentelemetry/sdk-trace`, sent the same way as ours. */
export function createStockTraces(options: StockTracesOptions): SignalProvider<ApiTracerProvider> {
  const { resource, settings, sampler, limits, spanProcessors, idGenerator } = options;
  const batch = createBatch<ReadableSpan>({ ...options, encode: spanEncoder(settings.protocol) });
  const processors: SpanProcessor[] = [createRedactingProcessor(options.keptQueryNames), ...spanProcessors];
  if (settings.destinations.includes('otlp')) {
    processors.push({
      onStart: () => {},
      onEnd: (span) => {
        if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) batch.add(span);
      },
      forceFlush: async () => batch.handOver(),
      shutdown: async () => batch.handOver(),
    });
  }
  if (settings.destinations.includes('console')) {
    processors.push(new SimpleSpanProcessor({ exporter: new ConsoleSpanExporter() }));
  }
  const provider = new TracerProvider({
    resource,
    sampler,
    spanProcessors: processors,
    spanLimits: limits,
    ...(idGenerator === undefined ? {} : { idGenerator }),
  });
  return {
    provider,
    handOver: () => batch.handOver(),
    flush: () => provider.forceFlush().catch(() => {}),
    stop: () => provider.shutdown().catch(() => {}),
  };
}
