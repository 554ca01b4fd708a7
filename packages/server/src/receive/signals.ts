import { BlockBuilder } from '../store/native/block.ts';
import type { Decode } from './decode/decode.ts';
import { createLogDecode } from './decode/logs.ts';
import type { MessageName } from './decode/json-messages.ts';
import {
  exponentialColumns,
  gaugeColumns,
  histogramColumns,
  sumColumns,
  summaryColumns,
} from './decode/metric-columns.ts';
import { createMetricDecode } from './decode/metrics.ts';
import { createTraceDecode } from './decode/traces.ts';

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
  decode: Decode;
}

/** Makes the builders of a signal. */
export function createSignalReader(signal: Signal): SignalReader {
  if (signal === 'traces') {
    const block = new BlockBuilder('otel_traces');
    return { builders: [block], message: 'TracesRequest', decode: createTraceDecode(block) };
  }
  if (signal === 'logs') {
    const [block, past] = [new BlockBuilder('otel_logs'), new BlockBuilder('otel_logs_past')];
    return { builders: [block, past], message: 'LogsRequest', decode: createLogDecode(block, past) };
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
    decode: createMetricDecode(columns),
  };
}
