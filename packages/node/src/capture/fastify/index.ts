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
  readonly request: { readonly routeOptions?: { readonly handler?: { readonly name?: string } } };
  readonly reply: { readonly raw: ServerResponse; readonly sent: boolean; readonly statusCode: number };
  readonly route: { readonly url?: string; readonly method?: string | string[] };
  readonly async: boolean;
  readonly error?: unknown;
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
    const rpc = getRPCMetadata(parent);
    if (rpc !== undefined && route !== undefined) rpc.route = route;
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

  return subscribe({ start, end, asyncStart, asyncEnd, error });
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

function subscribe(handlers: Readonly<Record<string, (message: HandlerMessage) => void>>): () => void {
  const channels = Object.entries(handlers).map(([event, handle]) => {
    const name = `tracing:fastify.request.handler:${event}`;
    const listener = guarded('fastify capture', (message: unknown) => {
      if (isHandlerMessage(message)) handle(message);
    });
    diagnosticsChannel.subscribe(name, listener);
    return { name, listener };
  });
  return () => {
    for (const { name, listener } of channels) diagnosticsChannel.unsubscribe(name, listener);
  };
}
