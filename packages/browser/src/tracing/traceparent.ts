/** W3C Trace Context, https://www.w3.org/TR/trace-context/ */
import type { SpanPlace } from './active.ts';

const FORM = /^(?!ff)([\da-f]{2})-((?!0{32})[\da-f]{32})-((?!0{16})[\da-f]{16})-([\da-f]{2})(-.*)?$/;

/** The header `traceparent` of a span. */
export function formatTraceparent({ traceId, spanId, traceFlags }: SpanPlace): string {
  return `00-${traceId}-${spanId}-0${traceFlags & 1}`;
}

/** Reads a header `traceparent`; undefined for what is none. Of later versions what this one knows is read. */
export function parseTraceparent(header: string | readonly string[] | null | undefined): SpanPlace | undefined {
  // Most pages have none, and need not pay for the pattern.
  if (!header) return undefined;
  const [, version, traceId, spanId, flags, more] = FORM.exec(String(header).trim()) ?? [];
  if (traceId === undefined || spanId === undefined || (version === '00' && more)) return undefined;
  return { traceId, spanId, traceFlags: Number(`0x${flags}`) & 1 };
}
