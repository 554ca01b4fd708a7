import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE, ERROR_TYPE_VALUE_OTHER } from '@sightglass/api/semconv';
import { openServerSpans } from '../capture/http/open-requests.ts';
import { isRecord } from '../is-record.ts';
import { RPC_METADATA_KEY } from '../tracer/context/keys.ts';

/**
 * Ends, as failed, what was under way when an error was thrown that ends the program: the active span, that of the request which is served
 * there, and those of all others. Node keeps the context of the failing operation while it tells of the error.
 */
export function endSpansOf(error: unknown): void {
  const isError = error instanceof Error;
  const active = context.active();
  const served = active.getValue(RPC_METADATA_KEY);
  const spans = new Set([trace.getSpan(active), isRecord(served) ? served['span'] : undefined, ...openServerSpans()]);
  for (const span of spans) {
    if (!isSpan(span) || !span.isRecording()) continue;
    span.setAttribute(ATTR_ERROR_TYPE, isError ? error.name : ERROR_TYPE_VALUE_OTHER);
    span.setStatus({ code: SpanStatusCode.ERROR, ...(isError ? { message: error.message } : {}) });
    span.end();
  }
}

function isSpan(value: unknown): value is Span {
  return isRecord(value) && typeof value['isRecording'] === 'function';
}
