import type { Incoming, Outgoing } from '../listen/exchange.ts';

/** What pages may send: the exporter's own headers, trace context, a key. */
const ALLOWED_HEADERS =
  'authorization, baggage, content-encoding, content-type, traceparent, tracestate, x-sightglass-key';

/** Two hours: the longest that Chromium keeps it. */
const MAX_AGE_S = '7200';

/**
 * Lets a page send telemetry and hear the answer. The origin is echoed exactly, because `sendBeacon` always sends with credentials and a
 * `*` then does not count (w3c/beacon#10); the doors of telemetry look at no cookie.
 */
export function allowOrigin(request: Incoming, response: Outgoing, isHeard: boolean): void {
  const { origin } = request.headers;
  response.setHeader('Vary', 'Origin');
  if (origin === undefined || !isHeard) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Credentials', 'true');
  response.setHeader('Access-Control-Expose-Headers', 'Retry-After');
}

/** Answers a preflight. Without the headers of {@link allowOrigin}, the browser then sends nothing. */
export function answerPreflight(response: Outgoing): void {
  response.statusCode = 204;
  response.setHeader('Access-Control-Allow-Methods', 'POST');
  response.setHeader('Access-Control-Allow-Headers', ALLOWED_HEADERS);
  response.setHeader('Access-Control-Max-Age', MAX_AGE_S);
  response.end();
}
