import type { LoggerProvider as ApiLoggerProvider } from '@opentelemetry/api';
import { ConsoleLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { LogRecordLimits } from '../logs/fast-logger.ts';
import type { SignalProvider } from '../signal-provider.ts';
import { createBatch } from './batch.ts';
import { logEncoder } from './encoding.ts';
import type { StockParts } from './parts.ts';

export interface StockLogsOptions extends StockParts {
  readonly limits: Partial<LogRecordLimits>;
  readonly logRecordProcessors: readonly LogRecordProcessor[];
}

/** Log records by `@opentelemetry/sdk-logs`, sent the same way as ours. */
export function createStockLogs(options: StockLogsOptions): SignalProvider<ApiLoggerProvider> {
  const { resource, settings, limits, logRecordProcessors } = options;
  const batch = createBatch<ReadableLogRecord>({ ...options, encode: logEncoder(settings.protocol) });
  const handOver = async (): Promise<void> => batch.handOver();
  const processors: LogRecordProcessor[] = [...logRecordProcessors];
  if (settings.destinations.includes('otlp')) {
    processors.push({ onEmit: (record) => batch.add(record), forceFlush: handOver, shutdown: handOver });
  }
  if (settings.destinations.includes('console')) {
    processors.push(new SimpleLogRecordProcessor({ exporter: new ConsoleLogRecordExporter() }));
  }
  const provider = new LoggerProvider({ resource, processors, logRecordLimits: limits });
  return {
    provider,
    handOver: () => batch.handOver(),
    flush: () => provider.forceFlush().catch(() => {}),
    stop: () => provider.shutdown().catch(() => {}),
  };
}
