import { types } from 'node:util';
import { SpanStatusCode } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import { isRecord } from '../is-record.ts';
import { contextWithSpan, storage } from '../tracer/context/storage.ts';

/**
 * Calls a function of the program with a span as the current one, and ends it when the function has returned or its promise is
 * settled. The program gets what the function gave: the same value, promise or error.
 *
 * @param fail writes down what was thrown
 */
export function inSpan<Result>(
  parent: Context,
  span: Span,
  fail: (span: Span, error: unknown) => void,
  run: () => Result,
): Result {
  return storage.run(contextWithSpan(parent, span), () => {
    try {
      const result = run();
      if (types.isPromise(result)) {
        // Beside the promise, not behind it: a rejection that nobody handles stays one.
        result.then(
          () => span.end(),
          (error: unknown) => {
            fail(span, error);
            span.end();
          },
        );
      } else {
        span.end();
      }
      return result;
    } catch (error) {
      fail(span, error);
      span.end();
      throw error;
    }
  });
}

/** What was thrown, as an exception event. */
export function recordThrown(span: Span, error: unknown): void {
  span.recordException(error instanceof Error ? error : String(error));
}

/**
 * The same, and the span has failed, unless the error says that the caller is to blame: a `status` below 500, as frameworks'
 * own errors have it and the conventions for server spans read it.
 */
export function failWith(span: Span, error: unknown): void {
  recordThrown(span, error);
  if (isRecord(error) && typeof error['status'] === 'number' && error['status'] < 500) return;
  span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
}
