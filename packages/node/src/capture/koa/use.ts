import { types } from 'node:util';
import type { Tracer } from '@opentelemetry/api';
import { isRecord } from '../../is-record.ts';
import type { HookedCall } from '../hooked-calls.ts';
import { createKoaSpans } from './middleware.ts';
import type { KoaDispatch, KoaMiddleware } from './middleware.ts';

/** Puts spans into what a program gives to `use`. */
export function createKoaUse(tracer: Tracer, isOn: () => boolean): (call: HookedCall) => undefined {
  const spans = createKoaSpans(tracer, isOn);
  return (call) => {
    const [middleware, ...others] = call.arguments;
    if (isMiddleware(middleware)) {
      call.arguments = [isRouter(middleware) ? spans.wrapRouter(middleware) : spans.wrap(middleware), ...others];
    }
    return undefined;
  };
}

/** Generators, which Koa 2 still takes, run in steps: Koa has to see them as they are. */
function isMiddleware(given: unknown): given is KoaMiddleware {
  return typeof given === 'function' && !types.isGeneratorFunction(given);
}

function isRouter(middleware: KoaMiddleware & { readonly router?: unknown }): middleware is KoaDispatch {
  return isRecord(middleware.router) && Array.isArray(middleware.router['stack']);
}
