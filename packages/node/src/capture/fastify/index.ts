import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import {
  ATTR_CODE_FUNCTION_NAME,
  ATTR_ERROR_TYPE,
  ATTR_HTTP_ROUTE,
  ERROR_TYPE_VALUE_OTHER,
} from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import { contextWithSpan, currentContext, storage } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import { listen } from '../database/tracing-channel.ts';
import { guarded } from '../guarded.ts';
import { startDescribed } from '../http/described-span.ts';
import { Described } from '../http/described.ts';
import { setRoute, setRouteLater } from '../http/route.ts';

/** Kept on the message itself, which is one a request: a WeakMap costs more than all the rest. */
const RUNNING: unique symbol = Symbol('sightglass.fastify');

const BOUND = 'bound ';

/** What Fastify 5 publishes on `tracing:fastify.request.handler`. */
interface HandlerMessage {
  readonly request: {
    readonly routeOptions?: { readonly url?: string; readonly handler?: { readonly name?: string } };
  };
  readonly reply: { readonly raw: ServerResponse; readonly sent: boolean; readonly statusCode: number };
  readonly route: { readonly url?: string; readonly method?: string | string[] };
  readonly async: boolean;
  readonly error?: unknown;
  [RUNNING]?: Running;
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
}

/**
 * Fastify 5: the route of the server span, and a span of the route's handler with the error it threw. Fastify publishes
 * this by itself on a diagnostics channel, so nothing of it is wrapped and ESM and CommonJS are alike.
 */
export function startFastifyCapture({ tracer }: CaptureTools): () => void {
  // Between `start` and `end` the handler runs and nothing else. A store that is bound to the channel would be entered and left for every
  // request, also for the many of which no span is kept.
  const stopHandlers = listen('fastify.request.handler', isHandlerMessage, {
    start: (message) => {
      const active = currentContext();
      const route = message.route.url;
      if (route !== undefined) setRoute(active, route);
      if (trace.getSpan(active)?.isRecording() !== true) return;
      const name = `request handler - ${route ?? 'unknown route'}`;
      const span = startDescribed(tracer, name, SpanKind.INTERNAL, active, performance.now(), () => describe(message));
      message[RUNNING] = { span, parent: active };
      storage.enterWith(contextWithSpan(active, span));
    },
    end: (message) => {
      const state = message[RUNNING];
      if (state === undefined) return;
      const { span, parent } = state;
      storage.enterWith(parent);
      if (message.async) return;
      // A handler without a promise may answer later, from a callback: it lasts until the response is over.
      if (message.reply.sent) span.end();
      else message.reply.raw.once('close', () => span.end());
    },
    asyncStart: (message) => {
      const state = message[RUNNING];
      // What Fastify does with the result (hooks, serialization) is not the handler's work.
      if (state !== undefined) storage.enterWith(state.parent);
    },
    asyncEnd: (message) => {
      // Nothing of the handler runs in this turn any more.
      message[RUNNING]?.span.end();
    },
    error: (message) => {
      const span = message[RUNNING]?.span;
      if (span !== undefined) writeError(span, message);
    },
  });
  const listener = guarded('fastify capture', (message: unknown) => {
    if (isNewServer(message)) tellRoutesOf(message.fastify);
  });
  subscribe('fastify.initialization', listener);
  return () => {
    stopHandlers();
    unsubscribe('fastify.initialization', listener);
  };
}

function writeError(span: Span, { error, reply }: HandlerMessage): void {
  if (error instanceof Error) span.recordException(error);
  span.setAttribute(ATTR_ERROR_TYPE, error instanceof Error ? error.name : ERROR_TYPE_VALUE_OTHER);
  // An error that answers below 500 is the caller's, as for server spans in the conventions for HTTP.
  if (reply.statusCode < 500) return;
  span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
}

/**
 * A request that a hook or the validation turns away never reaches a handler, but has a route all the same. Of all others the handler's
 * message tells it: asking the request costs Fastify an object of all that is set for the route.
 */
function tellRoutesOf(server: Server): void {
  const tell = guarded('fastify capture', (request: HandlerMessage['request']) => {
    setRouteLater(currentContext(), () => request.routeOptions?.url);
  });
  server.addHook('onRequest', (request, _reply, done) => {
    tell(request);
    done();
  });
}

function describe({ request, route }: HandlerMessage): Described {
  const name = request.routeOptions?.handler?.name ?? '';
  // Fastify binds handlers to the server, which puts a word before their names.
  const own = name.startsWith(BOUND) ? name.slice(BOUND.length) : name;
  return new Described().add(ATTR_HTTP_ROUTE, route.url).add(ATTR_CODE_FUNCTION_NAME, own === '' ? undefined : own);
}

function isHandlerMessage(message: unknown): message is HandlerMessage {
  return isRecord(message) && isRecord(message['request']) && isRecord(message['reply']) && isRecord(message['route']);
}

function isNewServer(message: unknown): message is NewServer {
  return isRecord(message) && isRecord(message['fastify']) && typeof message['fastify']['addHook'] === 'function';
}
