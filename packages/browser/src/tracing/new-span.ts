import { traceStateOf } from '../assemble/sampling.ts';
import type { Page } from '../capture.ts';
import { activeSpan } from './active.ts';
import { traceFlagsOf } from './add-span.ts';
import type { SpanPlace } from './active.ts';
import { newSpanId, newTraceId } from './ids.ts';

/** OTLP's flags: the parent's place is known, and it is in another process. */
const IS_KNOWN = 0x100;
const IS_REMOTE = 0x200;

/** What makes a span one of its trace, in the form of a record. */
export interface SpanIdentity extends SpanPlace {
  readonly parentSpanId?: string;
  readonly flags: number;
}

/**
 * A place for a new span: within its parent, or in a trace of its own. It is sampled as the session is.
 *
 * @param parent default: the span that is active.
 */
export function newSpan(page: Page, parent: SpanPlace | undefined = activeSpan(), isRemote = false): SpanIdentity {
  const session = page.session();
  const traceFlags = traceFlagsOf(session) ?? 0;
  const traceState = parent?.traceState ?? (session && traceStateOf(session.id, session.sampleRatio));
  return {
    traceId: parent?.traceId ?? newTraceId(),
    spanId: newSpanId(),
    traceFlags,
    flags: traceFlags | IS_KNOWN | (parent && isRemote ? IS_REMOTE : 0),
    ...(parent && { parentSpanId: parent.spanId }),
    ...(traceState && { traceState }),
  };
}

/** The fields of a span's record that say where it stands. */
export function placeOf({
  traceId,
  spanId,
  parentSpanId,
  traceState,
  flags,
}: SpanIdentity): Pick<SpanIdentity, 'traceId' | 'spanId' | 'parentSpanId' | 'traceState' | 'flags'> {
  return { traceId, spanId, flags, ...(parentSpanId && { parentSpanId }), ...(traceState && { traceState }) };
}
