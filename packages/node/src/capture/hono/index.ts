import diagnosticsChannel from 'node:diagnostics_channel';
import { trace } from '@opentelemetry/api';
import { ATTR_HTTP_ROUTE } from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import { currentContext } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import { guarded } from '../guarded.ts';
import { setRoute } from '../http/route.ts';
import { failWith, inSpan } from '../in-span.ts';
import { HONO_HANDLER_CHANNEL } from './patch.ts';

type Handler = (this: unknown, ...given: unknown[]) => unknown;

/** A handler that is about to be added, as our patch publishes it. */
interface Offered {
  handler: Handler;
  readonly route: { readonly path: string; readonly method: string };
}

/** Hono 4: the route of the server's span, and spans of middleware and handlers, with the errors that they threw. */
export function startHonoCapture({ tracer }: CaptureTools): () => void {
  let isOn = true;

  const wrap = (handler: Handler, { path, method }: Offered['route']): Handler => {
    // Hono tells them apart in the same way.
    const isMiddleware = handler.length > 1;
    const name = isMiddleware ? `middleware - ${handler.name || 'anonymous'}` : `request handler - ${path}`;
    // What sees everything below a path has matched no route yet.
    const route = method === 'ALL' && path.endsWith('*') ? undefined : path;
    const options = route === undefined ? {} : { attributes: { [ATTR_HTTP_ROUTE]: route } };
    const wrapper: Handler = function (...given) {
      const active = currentContext();
      const parent = isOn ? trace.getSpan(active) : undefined;
      if (parent !== undefined && route !== undefined) setRoute(active, route);
      const run = (): unknown => handler.apply(this, given);
      if (parent?.isRecording() !== true) return run();
      return inSpan(active, tracer.startSpan(name, options, active), failWith, run);
    };
    Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(handler));
    return wrapper;
  };

  const listener = guarded('hono capture', (offered: unknown) => {
    if (isOffered(offered)) offered.handler = wrap(offered.handler, offered.route);
  });
  diagnosticsChannel.subscribe(HONO_HANDLER_CHANNEL, listener);
  return () => {
    isOn = false;
    diagnosticsChannel.unsubscribe(HONO_HANDLER_CHANNEL, listener);
  };
}

function isOffered(message: unknown): message is Offered {
  if (!isRecord(message) || typeof message['handler'] !== 'function' || !isRecord(message['route'])) return false;
  return typeof message['route']['path'] === 'string' && typeof message['route']['method'] === 'string';
}
