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

/** How a request that the program made ended. */
export interface ClientOutcome {
  readonly method: string;
  readonly scheme: string;
  readonly address: string;
  readonly port: number | undefined;
  readonly version: string | undefined;
  readonly status: number | undefined;
  /** What was thrown at the program, or why the body was cut; undefined where neither happened. */
  readonly error: unknown;
}

/** What the span of such a request says at its end: an answer from 400 on is an error to who asked. */
export function tellClientOutcome(span: Span, outcome: ClientOutcome): void {
  const type = span.isRecording() ? clientErrorType(outcome) : undefined;
  if (type === undefined) return;
  const { error } = outcome;
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
export function createClientDurations(meter: Meter): (seconds: number, outcome: ClientOutcome) => void {
  const record = createBoundHistogram(
    createDurationHistogram(meter, METRIC_HTTP_CLIENT_REQUEST_DURATION, 'Duration of HTTP client requests.'),
    attributesOf,
  );
  return (seconds, outcome) => {
    const { method, scheme, address, port, version, status } = outcome;
    record(seconds, { group: address, method, scheme, version, port, status, errorType: clientErrorType(outcome) });
  };
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

function clientErrorType({ error, status }: ClientOutcome): string | undefined {
  if (error !== undefined) return errorTypeOf(error) ?? ERROR_TYPE_VALUE_OTHER;
  return status !== undefined && status >= 400 ? String(status) : undefined;
}
