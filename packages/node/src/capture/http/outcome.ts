import type { ServerResponse } from 'node:http';
import { SpanStatusCode } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE, ATTR_HTTP_RESPONSE_STATUS_CODE } from '@sightglass/api/semconv';
import { errorTypeOf } from './error-type.ts';

/** How the serving of a request ended. */
export interface Outcome {
  /** Undefined where no head of an answer went out. */
  readonly status: number | undefined;
  readonly errorType: string | undefined;
  /** What the program said about the failure. */
  readonly message: string | undefined;
}

/** To be read when the response is closed. */
export function outcomeOf(response: ServerResponse): Outcome {
  const { statusCode } = response;
  if (response.writableFinished) {
    return { status: statusCode, errorType: statusCode >= 500 ? String(statusCode) : undefined, message: undefined };
  }
  // The connection went before the answer was out: the caller gave up, or the program destroyed it.
  const own = response.errored;
  const status = response.headersSent ? statusCode : undefined;
  const errorType = errorTypeOf(own) ?? errorTypeOf(response.req.errored) ?? 'ECONNRESET';
  return { status, errorType, message: own?.message };
}

export function tellOutcome(span: Span, { status, errorType, message }: Outcome): void {
  if (status !== undefined) span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status);
  if (errorType === undefined) return;
  span.setAttribute(ATTR_ERROR_TYPE, errorType);
  span.setStatus({ code: SpanStatusCode.ERROR, ...(message === undefined ? {} : { message }) });
}
