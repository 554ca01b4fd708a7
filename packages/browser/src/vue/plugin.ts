import { captureException } from '@sightglass/errors';
import type { App, ComponentPublicInstance } from 'vue';
import { setRoute } from '../current.ts';

/** A router of `vue-router` 4 or 5, as far as it is used. */
export interface VueRouter {
  afterEach(
    guard: (to: { readonly matched: readonly { readonly path: string }[] }, from: unknown, failure?: unknown) => void,
  ): unknown;
  onError(handler: (error: unknown) => void): unknown;
}

/** What the plugin takes. */
export interface SightglassVueOptions {
  /** Its routes name the page views, as `/product/:id`, and what its guards and lazy pages throw is captured. Default: none. */
  readonly router?: VueRouter;
}

/**
 * A plugin for Vue 3 that captures what components throw, with the component and the place in it. An `errorHandler` that the program has set
 * before is called as ever; without one, the console says what Vue says.
 *
 * @example `createApp(App).use(router).use(sightglass, { router })`
 */
export const sightglass: { install(app: App, options?: SightglassVueOptions): void } = {
  install(app, { router } = {}) {
    const before = app.config.errorHandler;
    app.config.errorHandler = (error, instance, info) => {
      const component = nameOf(instance);
      captureException(error, {
        level: 'error',
        mechanism: 'vue',
        contexts: { vue: { info, ...(component !== undefined && { component }) } },
      });
      if (before) before(error, instance, info);
      else if (app.config.throwUnhandledErrorInProduction) reportError(error);
      // oxlint-disable-next-line no-console -- as Vue does where nobody handles errors
      else console.error(error);
    };
    if (router !== undefined) watchRouter(router);
  },
};

function watchRouter(router: VueRouter): void {
  router.afterEach(({ matched }, _from, failure) => {
    const route = matched.at(-1)?.path;
    if (route !== undefined && failure === undefined) setRoute(route || '/');
  });
  router.onError((error) => {
    captureException(error, { level: 'error', mechanism: 'vue' });
  });
}

/** The component's name, which a file of one takes from its file. */
function nameOf(instance: ComponentPublicInstance | null): string | undefined {
  return instance?.$options.name ?? instance?.$options.__name;
}
