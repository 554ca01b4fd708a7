import { types } from 'node:util';
import { isRecord } from '../../is-record.ts';
import type { CaptureTools } from '../capture.ts';
import { captureCalls } from '../hooked-calls.ts';
import { createKoaSpans } from './middleware.ts';
import type { KoaDispatch, KoaMiddleware } from './middleware.ts';

/** Koa 2 and 3 with @koa/router: the route of the server's span, and spans of middleware. */
export function startKoaCapture({ tracer }: CaptureTools): () => void {
  let isOn = true;
  const spans = createKoaSpans(tracer, () => isOn);
  const stop = captureCalls('sightglass:koa:use', (call) => {
    const [middleware, ...others] = call.arguments;
    if (isMiddleware(middleware)) {
      call.arguments = [isRouter(middleware) ? spans.wrapRouter(middleware) : spans.wrap(middleware), ...others];
    }
    return undefined;
  });
  return () => {
    isOn = false;
    stop();
  };
}

/** Generators, which Koa 2 still takes, run in steps: Koa has to see them as they are. */
function isMiddleware(given: unknown): given is KoaMiddleware {
  return typeof given === 'function' && !types.isGeneratorFunction(given);
}

function isRouter(middleware: KoaMiddleware & { readonly router?: unknown }): middleware is KoaDispatch {
  return isRecord(middleware.router) && Array.isArray(middleware.router['stack']);
}
