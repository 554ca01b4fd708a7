import diagnosticsChannel from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Context, ContextManagementToken, Span } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import {
  ATTR_CODE_FUNCTION_NAME,
  ATTR_ERROR_TYPE,
  ATTR_HTTP_ROUTE,
  ERROR_TYPE_VALUE_OTHER,
  SCOPE_NODE,
} from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import { AGENT_VERSION } from '../../version.ts';
import { guarded } from '../guarded.ts';

/** What Fastify 5 publishes on `tracing:fastify.request.handler`. */
interface HandlerMessage {
  readonly request: {
    readonly routeOptions?: { readonly url?: string; readonly handler?: { readonly name?: string } };
  };
  readonly reply: { readonly raw: ServerResponse; readonly sent: boolean; readonly statusCode: number };
  readonly route: { readonly url?: string; readonly method?: string | string[] };
  readonly async: boolean;
  readonly error?: unknown;
}

/** What Fastify 5 publishes on `fastify.initialization`, before the program gets its server. */
interface NewServer {
  readonly fastify: Server;
}
interface Server {
  addHook(
    name: 'onRequest',
    hook: (request: HandlerMessage['request'], reply: unknown, done: () => void) => void,
  ): unknown;
}

interface Running {
  readonly span: Span;
  readonly parent: Context;
  /** What puts back the context that was active before. */
  token: ContextManagementToken | undefined;
}

/**
 * Fastify 5: the route of the server span, and a span of the route's handler with the error it threw. Fastify publishes
 * this by itself on a diagnostics channel, so nothing of it is wrapped and ESM and CommonJS are alike.
 */
export function startFastifyCapture(): () => void {
  const tracer = trace.getTracer(`${SCOPE_NODE}/fastify`, AGENT_VERSION);
  const running = new WeakMap<HandlerMessage, Running>();

  const start = (message: HandlerMessage): void => {
    const parent = context.active();
    const route = message.route.url;
    tellRoute(route);
    const span = tracer.startSpan(`request handler - ${route ?? 'unknown route'}`, {
      attributes: attributesOf(message),
    });
    running.set(message, { span, parent, token: context.attach(trace.setSpan(parent, span)) });
  };

  const end = (message: HandlerMessage): void => {
    const state = running.get(message);
    if (state === undefined) return;
    restore(state);
    if (message.async) return;
    // A handler without a promise may answer later, from a callback: it lasts until the response is over.
    if (message.reply.sent) state.span.end();
    else message.reply.raw.once('close', () => state.span.end());
  };

  const asyncStart = (message: HandlerMessage): void => {
    const state = running.get(message);
    // What Fastify does with the result (hooks, serialization) is not the handler's work.
    if (state !== undefined) state.token = context.attach(state.parent);
  };

  const asyncEnd = (message: HandlerMessage): void => {
    const state = running.get(message);
    if (state === undefined) return;
    restore(state);
    state.span.end();
  };

  const error = (message: HandlerMessage): void => {
    const span = running.get(message)?.span;
    if (span === undefined) return;
    const thrown = message.error;
    if (thrown instanceof Error) span.recordException(thrown);
    span.setAttribute(ATTR_ERROR_TYPE, thrown instanceof Error ? thrown.name : ERROR_TYPE_VALUE_OTHER);
    // An error that answers below 500 is the caller's, as for server spans in the conventions for HTTP.
    if (message.reply.statusCode >= 500) {
      span.setStatus({
        code: SpanStatusCode.ERROR,
        message: thrown instanceof Error ? thrown.message : String(thrown),
      });
    }
  };

  const stops = Object.entries({ start, end, asyncStart, asyncEnd, error }).map(([event, handle]) =>
    subscribe(`tracing:fastify.request.handler:${event}`, isHandlerMessage, handle),
  );
  stops.push(subscribe('fastify.initialization', isNewServer, ({ fastify }) => tellRoutesOf(fastify)));
  return () => {
    for (const stop of stops) stop();
  };
}

/** Tells the server span of this request which route it belongs to; the HTTP capture writes it down at the end. */
function tellRoute(route: string | undefined): void {
  const rpc = getRPCMetadata(context.active());
  if (rpc !== undefined && route !== undefined) rpc.route = route;
}

/** A request that a hook or the validation turns away never reaches a handler, but has a route all the same. */
function tellRoutesOf(server: Server): void {
  const tell = guarded('fastify capture', (request: HandlerMessage['request']) => tellRoute(request.routeOptions?.url));
  server.addHook('onRequest', (request, _reply, done) => {
    tell(request);
    done();
  });
}

function attributesOf(message: HandlerMessage): Record<string, string> {
  // Fastify binds handlers to the server, which puts a word before their names.
  const name = message.request.routeOptions?.handler?.name?.replace(/^bound /, '');
  return {
    ...(message.route.url === undefined ? {} : { [ATTR_HTTP_ROUTE]: message.route.url }),
    ...(name === undefined || name === '' ? {} : { [ATTR_CODE_FUNCTION_NAME]: name }),
  };
}

function restore(state: Running): void {
  state.token?.dispose();
  state.token = undefined;
}

function isHandlerMessage(message: unknown): message is HandlerMessage {
  return isRecord(message) && isRecord(message['request']) && isRecord(message['reply']) && isRecord(message['route']);
}

function isNewServer(message: unknown): message is NewServer {
  return isRecord(message) && isRecord(message['fastify']) && typeof message['fastify']['addHook'] === 'function';
}

function subscribe<Message>(
  channel: string,
  isMessage: (message: unknown) => message is Message,
  handle: (message: Message) => void,
): () => void {
  const listener = guarded('fastify capture', (message: unknown) => {
    if (isMessage(message)) handle(message);
  });
  diagnosticsChannel.subscribe(channel, listener);
  return () => diagnosticsChannel.unsubscribe(channel, listener);
}
