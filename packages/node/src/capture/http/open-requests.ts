import type { Span } from '@opentelemetry/api';
import type { ServedRequest } from './served-request.ts';

// A list through the requests themselves: a Set would cost each of them more than its span's ids.
let newest: ServedRequest | undefined;

/** Nothing is to be ended of a request whose span is not kept: it stays away. */
export function addOpen(served: ServedRequest): void {
  if (!served.span.isRecording()) return;
  served.older = newest;
  if (newest !== undefined) newest.newer = served;
  newest = served;
}

export function removeOpen(served: ServedRequest): void {
  const { older, newer } = served;
  if (older !== undefined) older.newer = newer;
  if (newer !== undefined) newer.older = older;
  else if (newest === served) newest = older;
  served.older = undefined;
  served.newer = undefined;
}

/** Spans of requests that are being served, the newest first: for what ends the process, and them with it. */
export function openServerSpans(): Span[] {
  const spans: Span[] = [];
  for (let served = newest; served !== undefined; served = served.older) {
    if (served.span.isRecording()) spans.push(served.span);
  }
  return spans;
}
