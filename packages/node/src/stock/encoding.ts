import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Protocol } from '../transport/settings.ts';
import { addExemplars } from './exemplar-encoding.ts';

/** Makes the body of a request; undefined for what cannot be written. */
export type Encode<Records> = (records: Records) => Uint8Array | undefined;

export function spanEncoder(protocol: Protocol): Encode<ReadableSpan[]> {
  const serializer = protocol === 'http/json' ? JsonTraceSerializer : ProtobufTraceSerializer;
  return (spans) => serializer.serializeRequest(spans);
}

export function metricEncoder(protocol: Protocol): Encode<ResourceMetrics> {
  const serializer = protocol === 'http/json' ? JsonMetricsSerializer : ProtobufMetricsSerializer;
  return (metrics) => {
    const body = serializer.serializeRequest(metrics);
    return body === undefined ? undefined : addExemplars(body, metrics, protocol);
  };
}

export function logEncoder(protocol: Protocol): Encode<ReadableLogRecord[]> {
  const serializer = protocol === 'http/json' ? JsonLogsSerializer : ProtobufLogsSerializer;
  return (records) => serializer.serializeRequest(records);
}
