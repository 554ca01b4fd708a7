import { encodeSpan } from '@sightglass/otlp';
import type { Scope, SpanRecord } from '@sightglass/otlp';
import { traceStateOf } from '../assemble/sampling.ts';
import type { Page, Session } from '../capture.ts';

/** Sends a span, as logs are sent. */
export function addSpan(page: Page, scope: Scope, span: SpanRecord): void {
  page.addRecord('traces', scope, span, (sent, { id, sampleRatio }) => {
    const traceState = sent.traceState ?? traceStateOf(id, sampleRatio);
    return encodeSpan({ ...sent, ...(traceState && { traceState }) });
  });
}

/**
 * Flags of the traces that begin now: 1 where they are sampled, as they are before there is a session if all sessions are. Undefined before
 * consent: then nobody is told of a trace.
 */
export function traceFlagsOf(session: Session | undefined): 0 | 1 | undefined {
  return session && (session.isSampled ? 1 : 0);
}
