import type { SpanPlace } from './active.ts';
import { formatTraceparent } from './traceparent.ts';

/** Name of the header that tells of a span. */
export const TRACEPARENT = 'traceparent';
/** Name of the header that tells of its sampling. */
export const TRACESTATE = 'tracestate';

/** Whether a request to an address of another origin may say which span it belongs to. */
export type PropagationRule = (url: URL) => boolean;

/**
 * Makes a rule of addresses and patterns. Only origin and path are looked at: a pattern must not match what somebody writes into a query.
 *
 * @param targets an address takes in what lies below it (`https://a.b/c` also `https://a.b/c/d`, not `https://a.b/cd`); a pattern is searched for.
 * @throws TypeError for what is neither an address nor a pattern.
 */
export function propagationRule(targets: readonly (string | RegExp)[]): PropagationRule {
  const isWithin = targets.map((target) => (typeof target === 'string' ? below(target) : matching(target)));
  return (url) => isWithin.some((is) => is(url));
}

function below(target: string): PropagationRule {
  try {
    const { origin, pathname } = new URL(target);
    const path = pathname.replace(/\/$/, '');
    return (url) => url.origin === origin && (url.pathname === path || url.pathname.startsWith(`${path}/`));
  } catch (cause) {
    const text = `propagateTo must hold addresses such as https://api.example.com, or patterns, got ${target}`;
    throw new TypeError(text, { cause });
  }
}

function matching(pattern: RegExp): PropagationRule {
  // `search` begins at the start also with a pattern that remembers where it was.
  return ({ origin, pathname }) => (origin + pathname).search(pattern) >= 0;
}

/** The headers by which a request tells of its span. */
export function traceHeaders(span: SpanPlace): [name: string, value: string][] {
  const headers: [string, string][] = [[TRACEPARENT, formatTraceparent(span)]];
  if (span.traceState) headers.push([TRACESTATE, span.traceState]);
  return headers;
}

const KEY = Symbol.for('opentelemetry.js.api.1');
const registry: typeof globalThis & { [KEY]?: { readonly propagation?: unknown } } = globalThis;
let ours: unknown;

/** Says which propagator behind the API of OpenTelemetry is ours. */
export function setOwnPropagator(propagator: unknown): void {
  ours = propagator;
}

/**
 * Whether another SDK has its propagator behind the API of OpenTelemetry. Then that one sets the headers: a second `traceparent` on a request of
 * XMLHttpRequest would be joined to the first, and neither could be read.
 */
export function isPropagatedByOthers(): boolean {
  const propagator = registry[KEY]?.propagation;
  return propagator !== undefined && propagator !== ours;
}
