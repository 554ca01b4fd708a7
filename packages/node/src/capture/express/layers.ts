import type { IncomingMessage, ServerResponse } from 'node:http';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { Context, Span, Tracer } from '@opentelemetry/api';
import { ATTR_HTTP_ROUTE } from '@sightglass/api/semconv';
import { contextWithSpan } from '../../tracer/context/storage.ts';
import { setRoute } from '../http/route.ts';
import { createRoutes } from './routes.ts';
import type { Pattern, Routes } from './routes.ts';

/** A request as Express hands it on. */
export type ExpressRequest = IncomingMessage & { readonly baseUrl?: string; readonly route?: object };

/** A layer that a request is about to pass. */
export interface PassedLayer {
  readonly request: ExpressRequest;
  readonly response: ServerResponse;
  /**
   * `handler`: one of a route's, `router`: leads on to other layers, `aside`: error handlers and callbacks of parameters, which
   * get no span; `middleware`: all others.
   */
  readonly kind: 'handler' | 'router' | 'middleware' | 'aside';
  readonly layer: object;
  /** Name of the function. */
  readonly name: string;
  /** What it was mounted with; for a handler, its route's. */
  readonly pattern: Pattern;
}

export interface Layers {
  /** @returns the context for the layer; undefined leaves the current one */
  begin(passed: PassedLayer, active: Context): Context | undefined;
  /** A layer threw, or gave an error to `next`. */
  fail(request: ExpressRequest, layer: object, error: unknown): void;
}

/** What is known of one request. */
interface Passing {
  readonly parent: Span;
  readonly routes: Routes;
  /** The layer that holds the request now, with the route whose handlers share one span, or the layer itself. */
  running: { readonly span: Span; readonly owner: object } | undefined;
}

/**
 * Spans of what a request passes in Express: one for each middleware and one for the route that answers. They stand beside each
 * other below the server's span, since each hands the request on to the next; the last one lasts until the response is over.
 */
export function createLayers(tracer: Tracer): Layers {
  const passings = new WeakMap<object, Passing>();

  const passingOf = (request: ExpressRequest, active: Context): Passing | undefined => {
    const known = passings.get(request);
    if (known !== undefined) return known;
    const parent = trace.getSpan(active);
    if (parent === undefined) return undefined;
    const passing: Passing = { parent, routes: createRoutes(), running: undefined };
    passings.set(request, passing);
    return passing;
  };

  const finish = (request: object): void => {
    const passing = passings.get(request);
    passing?.running?.span.end();
    if (passing !== undefined) passing.running = undefined;
  };
  // One function for all requests: a closure each would cost more than the layer.
  const finishAtClose = function (this: ServerResponse): void {
    finish(this.req);
  };

  return {
    begin(passed, active) {
      const { request, response, kind, layer, name } = passed;
      const passing = passingOf(request, active);
      if (passing === undefined) return undefined;
      const isRecording = passing.parent.isRecording();
      if (kind === 'aside') return isRecording ? contextWithSpan(active, passing.parent) : undefined;
      const route = routeOf(passed, passing.routes);
      setRoute(active, route);
      if (!isRecording) return undefined;

      const owner = kind === 'handler' ? (request.route ?? layer) : layer;
      const isSameRoute = kind === 'handler' && passing.running?.owner === owner;
      if (isSameRoute && passing.running !== undefined) return contextWithSpan(active, passing.running.span);
      const isFirst = passing.running === undefined;
      passing.running?.span.end();
      passing.running = undefined;
      const context = contextWithSpan(active, passing.parent);
      if (kind === 'router') return context;
      const span = tracer.startSpan(
        kind === 'handler' ? `request handler - ${route}` : `middleware - ${name}`,
        route === undefined ? {} : { attributes: { [ATTR_HTTP_ROUTE]: route } },
        context,
      );
      passing.running = { span, owner };
      if (isFirst && !response.listeners('close').includes(finishAtClose)) response.on('close', finishAtClose);
      return contextWithSpan(context, span);
    },

    fail(request, layer, error) {
      const running = passings.get(request)?.running;
      if (running === undefined || (running.owner !== layer && running.owner !== request.route)) return;
      const message = error instanceof Error ? error.message : String(error);
      running.span.recordException(error instanceof Error ? error : message);
      running.span.setStatus({ code: SpanStatusCode.ERROR, message });
    },
  };
}

function routeOf({ kind, request, pattern }: PassedLayer, routes: Routes): string | undefined {
  const base = request.baseUrl ?? '';
  return kind === 'handler' ? routes.matched(base, pattern) : routes.mounted(base, pattern);
}
