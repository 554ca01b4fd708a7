export type { Client, ClientOptions, Consent, DropReason } from './client.ts';
export type {
  Attributes,
  HistogramPoint,
  Instant,
  LogRecord,
  MetricRecord,
  NumberPoint,
  Scope,
  Signal,
  SpanEvent,
  SpanLink,
  SpanRecord,
} from './records.ts';
