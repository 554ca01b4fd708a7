import { SpanStatusCode } from '@opentelemetry/api';
import type { Attributes, Meter, Span } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_SCHEME,
  ERROR_TYPE_VALUE_OTHER,
  METRIC_HTTP_CLIENT_REQUEST_DURATION,
} from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import { createDurationHistogram } from '../duration-histogram.ts';
import { createBoundHistogram } from './bound-instruments.ts';
import type { RequestFacts } from './bound-instruments.ts';
import { errorTypeOf } from './error-type.ts';

/**
 * `error.type` of a request that the program made: an answer from 400 on is an error to who asked.
 *
 * @param error what was thrown at the program, or why the body was cut; undefined where neither happened
 */
export function clientErrorType(error: unknown, status: number | undefined): string | undefined {
  if (error !== undefined) return errorTypeOf(error) ?? ERROR_TYPE_VALUE_OTHER;
  return status !== undefined && status >= 400 ? String(status) : undefined;
}

/** What the span of such a request says at its end. @param type undefined where nothing failed */
export function tellClientOutcome(span: Span, type: string | undefined, error: unknown): void {
  if (type === undefined || !span.isRecording()) return;
  span.setAttribute(ATTR_ERROR_TYPE, type);
  if (error === undefined) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    return;
  }
  const message = isRecord(error) ? error['message'] : error;
  span.setStatus({ code: SpanStatusCode.ERROR, ...(typeof message === 'string' ? { message } : {}) });
  if (error instanceof Error) span.recordException(error);
}

/** https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpclientrequestduration */
export function createClientDurations(meter: Meter): (seconds: number, facts: RequestFacts) => void {
  return createBoundHistogram(
    createDurationHistogram(meter, METRIC_HTTP_CLIENT_REQUEST_DURATION, 'Duration of HTTP client requests.'),
    attributesOf,
  );
}

function attributesOf({ group, method, scheme, version, port, status, errorType }: RequestFacts): Attributes {
  return {
    [ATTR_HTTP_REQUEST_METHOD]: method,
    [ATTR_SERVER_ADDRESS]: group ?? '',
    ...(port === undefined ? {} : { [ATTR_SERVER_PORT]: port }),
    [ATTR_URL_SCHEME]: scheme,
    ...(version === undefined ? {} : { [ATTR_NETWORK_PROTOCOL_VERSION]: version }),
    ...(status === undefined ? {} : { [ATTR_HTTP_RESPONSE_STATUS_CODE]: status }),
    ...(errorType === undefined ? {} : { [ATTR_ERROR_TYPE]: errorType }),
  };
}
