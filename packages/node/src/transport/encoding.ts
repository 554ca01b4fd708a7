import { diag } from '@opentelemetry/api';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Protocol } from './settings.ts';

/** Turns records into the body of a request, and answers into what they say. */
export interface Encoding<Records> {
  encode(records: Records): Uint8Array | undefined;
  /** Number of records that the answer calls rejected; 0 for an answer that cannot be read. */
  rejectedIn(response: Uint8Array): number;
}

/** A `partial_success` of any signal: https://opentelemetry.io/docs/specs/otlp/#partial-success-1 */
interface Answer {
  readonly partialSuccess?: {
    readonly rejectedSpans?: number | string | undefined;
    readonly rejectedDataPoints?: number | string | undefined;
    readonly rejectedLogRecords?: number | string | undefined;
  };
}

interface Serializer<Records> {
  serializeRequest(records: Records): Uint8Array | undefined;
  deserializeResponse(body: Uint8Array): unknown;
}

export function spanEncoding(protocol: Protocol): Encoding<ReadableSpan[]> {
  return withSerializer(protocol === 'http/json' ? JsonTraceSerializer : ProtobufTraceSerializer);
}

export function metricEncoding(protocol: Protocol): Encoding<ResourceMetrics> {
  return withSerializer(protocol === 'http/json' ? JsonMetricsSerializer : ProtobufMetricsSerializer);
}

export function logEncoding(protocol: Protocol): Encoding<ReadableLogRecord[]> {
  return withSerializer(protocol === 'http/json' ? JsonLogsSerializer : ProtobufLogsSerializer);
}

function withSerializer<Records>(serializer: Serializer<Records>): Encoding<Records> {
  return {
    encode: (records) => serializer.serializeRequest(records),
    rejectedIn: (response) => {
      if (response.length === 0) return 0;
      try {
        const { partialSuccess } = serializer.deserializeResponse(response) as Answer;
        return Number(
          partialSuccess?.rejectedSpans ??
            partialSuccess?.rejectedDataPoints ??
            partialSuccess?.rejectedLogRecords ??
            0,
        );
      } catch (error) {
        diag.debug('an answer could not be read', error);
        return 0;
      }
    },
  };
}
