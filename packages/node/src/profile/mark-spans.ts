import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { trace } from '@opentelemetry/api';
import { ATTR_SIGHTGLASS_PROFILE_ID } from '@sightglass/api/semconv';
import { guarded } from '../capture/guarded.ts';

const REQUEST_STARTS = 'http.server.request.start';

/**
 * Puts the profile's id on the current span and on that of each request that is served meanwhile.
 *
 * @returns what ends it.
 */
export function markSpans(id: string): () => void {
  const mark = guarded('the mark of a profiled span', () => {
    trace.getActiveSpan()?.setAttribute(ATTR_SIGHTGLASS_PROFILE_ID, id);
  });
  mark();
  // After the capture of HTTP, which subscribed when the agent started, has made the request's span the current one.
  subscribe(REQUEST_STARTS, mark);
  return () => void unsubscribe(REQUEST_STARTS, mark);
}
