import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context, Span } from '@opentelemetry/api';
import { FastContext } from '../../tracer/context/fast-context.ts';

/**
 * A request while it is served. It is also the RPC metadata in the request's context, through which frameworks tell the
 * route, so it lives as long as the longest promise of the request: it holds nothing of request and response.
 */
export class ServedRequest {
  /** What `RPCType.HTTP` of `@opentelemetry/core` is. */
  readonly type = 'http';
  readonly span: Span;
  readonly context: Context;
  /** Reading of `performance.now()`. */
  readonly began: number;
  readonly method: string;
  readonly scheme: string;
  readonly version: string;
  /** Written by `setRoute` and by contrib instrumentations of frameworks. */
  route: string | undefined = undefined;
  /** Written by `setRouteLater`. */
  laterRoute: (() => string | undefined) | undefined = undefined;
  /** Its neighbours among the requests that are being served; see `open-requests.ts`. */
  older: ServedRequest | undefined = undefined;
  newer: ServedRequest | undefined = undefined;

  constructor(parent: Context, span: Span, began: number, method: string, scheme: string, version: string) {
    this.span = span;
    this.began = began;
    this.method = method;
    this.scheme = scheme;
    this.version = version;
    this.context = FastContext.ofRequest(parent, span, this);
  }

  /** Called when the request is over, before its route is read. */
  settleRoute(): void {
    const later = this.laterRoute;
    this.laterRoute = undefined;
    if (later !== undefined) this.route ??= later();
  }
}

const SERVED: unique symbol = Symbol('sightglass.http.served');

interface Marked {
  [SERVED]?: ServedRequest | undefined;
}

export function markServed(target: (IncomingMessage | ServerResponse) & Marked, served: ServedRequest): void {
  target[SERVED] = served;
}

/** What was marked, once: a response closes once. */
export function takeServed(response: ServerResponse & Marked): ServedRequest | undefined {
  const served = response[SERVED];
  response[SERVED] = undefined;
  return served;
}

export function servedOf(request: IncomingMessage & Marked): ServedRequest | undefined {
  return request[SERVED];
}
