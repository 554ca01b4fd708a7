import { trace } from '@opentelemetry/api';
import type { Tracer } from '@opentelemetry/api';
import { ATTR_HTTP_ROUTE } from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import { currentContext } from '../../tracer/context/storage.ts';
import { setRoute } from '../http/route.ts';
import { failWith, inSpan } from '../in-span.ts';

type Handler = (this: unknown, ...given: unknown[]) => unknown;

/** A handler that is about to be added, as our patch publishes it. */
interface Offered {
  handler: Handler;
  readonly route: { readonly path: string; readonly method: string };
}

/** Puts spans into handlers that a program adds. */
export function createHonoUse(tracer: Tracer, isOn: () => boolean): (offered: unknown) => void {
  const wrap = (handler: Handler, { path, method }: Offered['route']): Handler => {
    // Hono tells them apart in the same way.
    const isMiddleware = handler.length > 1;
    const name = isMiddleware ? `middleware - ${handler.name || 'anonymous'}` : `request handler - ${path}`;
    // What sees everything below a path has matched no route yet.
    const route = method === 'ALL' && path.endsWith('*') ? undefined : path;
    const options = route === undefined ? {} : { attributes: { [ATTR_HTTP_ROUTE]: route } };
    const wrapper: Handler = function (...given) {
      const active = currentContext();
      const parent = isOn() ? trace.getSpan(active) : undefined;
      if (parent !== undefined && route !== undefined) setRoute(active, route);
      const run = (): unknown => handler.apply(this, given);
      if (parent?.isRecording() !== true) return run();
      return inSpan(active, tracer.startSpan(name, options, active), failWith, run);
    };
    Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(handler));
    return wrapper;
  };

  return (offered) => {
    if (isOffered(offered)) offered.handler = wrap(offered.handler, offered.route);
  };
}

function isOffered(message: unknown): message is Offered {
  if (!isRecord(message) || typeof message['handler'] !== 'function' || !isRecord(message['route'])) return false;
  return typeof message['route']['path'] === 'string' && typeof message['route']['method'] === 'string';
}
