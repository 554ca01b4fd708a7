export type { DropReason } from '@sightglass/api/semconv';
export type { Client, ClientOptions, Consent } from './client.ts';
export { createClient } from './create-client.ts';
export { instantToNanos } from './encode/instant.ts';
export { encodeLog } from './encode/log.ts';
export { encodeMetric } from './encode/metric.ts';
export { wrap } from './encode/request.ts';
export { encodeSpan } from './encode/span.ts';
export type { Answer, Batch, Head, Hooks, Parcel, Platform, Rows, Storage } from './platform.ts';
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
