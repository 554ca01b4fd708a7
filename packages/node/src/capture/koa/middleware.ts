import { trace } from '@opentelemetry/api';
import type { Attributes, Tracer } from '@opentelemetry/api';
import { ATTR_HTTP_ROUTE } from '@sightglass/api/semconv';
import { currentContext } from '../../tracer/context/storage.ts';
import { setRoute } from '../http/route.ts';
import { inSpan, recordThrown } from '../in-span.ts';

/** As much of Koa's context as is read. */
export interface KoaContext {
  /** Both set by @koa/router: path and name of the route that matched. */
  readonly _matchedRoute?: string | RegExp;
  readonly _matchedRouteName?: unknown;
}
export type KoaMiddleware = (this: unknown, context: KoaContext, next: () => unknown) => unknown;

/** As much of @koa/router's router as is read. */
export interface KoaRouter {
  readonly stack: readonly { readonly path: unknown; readonly stack: KoaMiddleware[] }[];
}
export type KoaDispatch = KoaMiddleware & { readonly router: KoaRouter };

/** Middleware of a Koa program, each in a span of its own below the one that called it. */
export interface KoaSpans {
  /** The function that takes the place of this one. */
  wrap(middleware: KoaMiddleware): KoaMiddleware;
  /** The same for a router: its own function gets no span, but those of its routes do. */
  wrapRouter(dispatch: KoaDispatch): KoaMiddleware;
}

export function createKoaSpans(tracer: Tracer, isOn: () => boolean): KoaSpans {
  const wrappers = new WeakSet<KoaMiddleware>();

  const wrapAs = (
    middleware: KoaMiddleware,
    describe: (context: KoaContext) => { readonly name: string; readonly attributes?: Attributes },
  ): KoaMiddleware => {
    if (wrappers.has(middleware)) return middleware;
    const wrapper: KoaMiddleware = function (context, next) {
      const active = currentContext();
      const parent = isOn() ? trace.getSpan(active) : undefined;
      if (parent !== undefined && context._matchedRoute !== undefined) setRoute(active, String(context._matchedRoute));
      const run = (): unknown => middleware.call(this, context, next);
      if (parent?.isRecording() !== true) return run();
      const { name, attributes = {} } = describe(context);
      return inSpan(active, tracer.startSpan(name, { attributes }, active), recordThrown, run);
    };
    Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(middleware));
    wrappers.add(wrapper);
    return wrapper;
  };

  const wrapRoutes = (router: KoaRouter): void => {
    for (const { path, stack } of router.stack) {
      const route = String(path);
      for (const [at, middleware] of stack.entries()) {
        stack[at] = wrapAs(middleware, ({ _matchedRouteName: name }) => ({
          name: typeof name === 'string' && name !== '' ? name : `router - ${route}`,
          attributes: { [ATTR_HTTP_ROUTE]: route },
        }));
      }
    }
  };

  return {
    wrap: (middleware) => wrapAs(middleware, () => ({ name: `middleware - ${middleware.name || 'anonymous'}` })),
    wrapRouter(dispatch) {
      let seen = -1;
      const wrapper: KoaMiddleware = function (context, next) {
        // Routes may be added after the router was put to use.
        if (dispatch.router.stack.length !== seen) {
          wrapRoutes(dispatch.router);
          seen = dispatch.router.stack.length;
        }
        return dispatch.call(this, context, next);
      };
      Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(dispatch));
      return wrapper;
    },
  };
}
