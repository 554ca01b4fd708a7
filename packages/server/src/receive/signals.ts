import { BlockBuilder } from '../store/native/block.ts';
import { decodeLogs, logColumns } from './decode/logs.ts';
import type { MessageName } from './decode/json-messages.ts';
import {
  exponentialColumns,
  gaugeColumns,
  histogramColumns,
  sumColumns,
  summaryColumns,
} from './decode/metric-columns.ts';
import { decodeMetrics } from './decode/metrics.ts';
import type { IsKept, Outcome } from './decode/outcome.ts';
import type { TimeWindow } from './decode/times.ts';
import { decodeTraces, traceColumns } from './decode/traces.ts';

/** What OTLP carries. */
export type Signal = 'traces' | 'logs' | 'metrics';

/** All signals. */
export const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics'];

/** How a signal is read into blocks. */
export interface SignalReader {
  /** One a table. */
  builders: readonly BlockBuilder[];
  /** The request's message, for JSON. */
  message: MessageName;
  /** @throws {@link DecodeError}; the rows so far are the caller's to roll back. */
  decode: (body: Buffer, window: TimeWindow, outcome: Outcome, project?: string, isKept?: IsKept) => void;
}

/** Makes the builders of a signal. */
export function createSignalReader(signal: Signal): SignalReader {
  if (signal === 'traces') {
    const block = new BlockBuilder('otel_traces');
    const columns = traceColumns(block);
    return {
      builders: [block],
      message: 'TracesRequest',
      decode: (body, window, outcome, project) => decodeTraces(body, columns, window, outcome, project),
    };
  }
  if (signal === 'logs') {
    const block = new BlockBuilder('otel_logs');
    const columns = logColumns(block);
    return {
      builders: [block],
      message: 'LogsRequest',
      decode: (body, window, outcome, project, isKept) => decodeLogs(body, columns, window, outcome, project, isKept),
    };
  }
  const columns = {
    gauge: gaugeColumns(new BlockBuilder('otel_metrics_gauge')),
    sum: sumColumns(new BlockBuilder('otel_metrics_sum')),
    histogram: histogramColumns(new BlockBuilder('otel_metrics_histogram')),
    exponential: exponentialColumns(new BlockBuilder('otel_metrics_exp_histogram')),
    summary: summaryColumns(new BlockBuilder('otel_metrics_summary')),
  };
  return {
    builders: Object.values(columns).map(({ block }) => block),
    message: 'MetricsRequest',
    decode: (body, window, outcome, project) => decodeMetrics(body, columns, window, outcome, project),
  };
}
