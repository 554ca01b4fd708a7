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
import { isRecord } from '../is-record.ts';
import { addExemplars } from './exemplar-encoding.ts';
import type { Protocol } from './settings.ts';

/** Turns records into the body of a request, and answers into what they say. */
export interface Encoding<Records> {
  readonly encode: (records: Records) => Uint8Array | undefined;
  /** Number of records that the answer calls rejected; 0 for an answer that cannot be read. */
  readonly rejectedIn: (response: Uint8Array) => number;
}

interface Serializer<Records> {
  serializeRequest(records: Records): Uint8Array | undefined;
  deserializeResponse(body: Uint8Array): unknown;
}

export function spanEncoding(protocol: Protocol): Encoding<ReadableSpan[]> {
  return withSerializer(protocol === 'http/json' ? JsonTraceSerializer : ProtobufTraceSerializer);
}

export function metricEncoding(protocol: Protocol): Encoding<ResourceMetrics> {
  const { encode, rejectedIn } = withSerializer(
    protocol === 'http/json' ? JsonMetricsSerializer : ProtobufMetricsSerializer,
  );
  return {
    encode: (metrics) => {
      const body = encode(metrics);
      return body === undefined ? undefined : addExemplars(body, metrics, protocol);
    },
    rejectedIn,
  };
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
        return rejectedOf(serializer.deserializeResponse(response));
      } catch (error) {
        diag.debug('an answer could not be read', error);
        return 0;
      }
    },
  };
}

// The number in a `partial_success`, whose field each signal names in its own way:
// https://opentelemetry.io/docs/specs/otlp/#partial-success-1
function rejectedOf(answer: unknown): number {
  const partial = isRecord(answer) ? answer['partialSuccess'] : undefined;
  if (!isRecord(partial)) return 0;
  const rejected = Number(partial['rejectedSpans'] ?? partial['rejectedDataPoints'] ?? partial['rejectedLogRecords']);
  return Number.isFinite(rejected) ? rejected : 0;
}
