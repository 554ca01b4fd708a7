import { ServerResponse } from 'node:http';
import { isRecord } from '../../is-record.ts';
import type { CaptureTools } from '../capture.ts';
import { useChannel } from '../trace-channel.ts';
import { createLayers } from './layers.ts';
import type { ExpressRequest, PassedLayer } from './layers.ts';
import type { Pattern } from './routes.ts';
import { startCallCapture } from './without-channel.ts';

/** What Express 5.3, through its router, publishes on `tracing:express.router.request`. */
interface RouterMessage {
  readonly req: ExpressRequest;
  readonly res: ServerResponse;
  readonly layer: { readonly name?: unknown };
  readonly handler: { readonly stack?: unknown };
  /** The pattern that matched, out of several. */
  readonly route: Pattern;
  readonly errorHandler?: boolean;
  /** Name of the parameter whose callback is called. */
  readonly param?: string;
  readonly error?: unknown;
}

/** Express 4 and 5: the route of the server's span, and spans of middleware and handlers, with the errors that they threw. */
export function startExpressCapture({ tracer }: CaptureTools): () => void {
  const layers = createLayers(tracer);
  const stops = [
    startCallCapture(layers),
    useChannel('express.router.request', {
      isMessage: isRouterMessage,
      start: (message, active) => layers.begin(passedBy(message), active),
      error: ({ req, layer, error }) => layers.fail(req, layer, error),
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function passedBy({ req, res, layer, handler, route, errorHandler, param }: RouterMessage): PassedLayer {
  const kind = (): PassedLayer['kind'] => {
    if (errorHandler === true || param !== undefined) return 'aside';
    // Layers of a route have the method that they answer, even if it is none in particular.
    if (Object.hasOwn(layer, 'method')) return 'handler';
    return Array.isArray(handler.stack) ? 'router' : 'middleware';
  };
  return { request: req, response: res, kind: kind(), layer, name: String(layer.name), pattern: route };
}

function isRouterMessage(message: object): message is RouterMessage {
  if (!isRecord(message)) return false;
  const { req, res, layer, handler } = message;
  return isRecord(req) && res instanceof ServerResponse && isRecord(layer) && typeof handler === 'function';
}
