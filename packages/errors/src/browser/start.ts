import {
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
  ATTR_URL_FULL,
  ATTR_URL_PATH,
  ATTR_USER_AGENT_ORIGINAL,
} from '@sightglass/api/semconv';
import type { Consent } from '@sightglass/otlp';
import { createClient } from '@sightglass/otlp/browser';
import { cut } from '../bounded.ts';
import { startCurrent } from '../current.ts';
import { checkOptions } from '../options.ts';
import type { ErrorsOptions } from '../options.ts';
import { createScopeData } from '../scope.ts';
import { DESTINATION_RULES, sinkOf } from '../sink.ts';
import type { Destination, Sink } from '../sink.ts';
import { createTracker } from '../tracker.ts';
import type { Capturer, Tracker } from '../tracker.ts';
import { watchClicks } from './clicks.ts';
import { watchConsole } from './console.ts';
import { watchErrors } from './errors.ts';
import { watchNavigation } from './navigation.ts';
import { watchRequests } from './requests.ts';
import { watchResources } from './resources.ts';

/** What a page says: where to send, and what to capture. */
export interface BrowserErrorsOptions extends ErrorsOptions, Destination {
  /** Where to send with a client of its own: the address before `/v1/logs`. Takes the place of `client`, `logger` and `emit`. */
  readonly endpoint?: string | undefined;
  /** Key of the server. */
  readonly key?: string | undefined;
  /** `service.name`. */
  readonly service?: string | undefined;
  /** `service.version`. */
  readonly release?: string | undefined;
  /** `deployment.environment.name`. */
  readonly environment?: string | undefined;
  /** Whether may be sent and stored; see `setConsent`. @defaultValue `granted` */
  readonly consent?: Consent | undefined;
  /** Sends what `console.error` and `console.warn` print, or those lines that are named: `debug`, `log`, `info`, `warn`, `error`. @defaultValue false */
  readonly console?: boolean | readonly string[] | undefined;
  /** Keeps the last steps of the visit (lines of the console, clicks, addresses, requests), sent with errors alone. @defaultValue true */
  readonly breadcrumbs?: boolean | undefined;
}

const RULES = `${DESTINATION_RULES}endpoint:string key:string service:string release:string environment:string consent:string console:boolean console:array breadcrumbs:boolean `;

/**
 * Starts capturing what goes wrong in a page or a worker: uncaught errors, unhandled rejections and resources that do not load, beside what
 * `captureException` is given. Where a tracker runs already, that one is returned and the options have no effect.
 *
 * @throws TypeError for a wrong option, naming option, value and remedy. Nothing else is thrown, then or later.
 */
export function start(options: BrowserErrorsOptions): Tracker {
  checkOptions(options, RULES);
  return startCurrent(() => {
    const tracker = createTracker({
      options,
      sink: sinkOf(options) ?? ownSink(options),
      program: createScopeData(options.maxBreadcrumbs),
      attributes: () => ({ [ATTR_URL_FULL]: cut(location.href), [ATTR_URL_PATH]: location.pathname }),
    });
    const { console: lines = false, breadcrumbs = true } = options;
    const watchers: ((to: Capturer) => unknown)[] = [watchErrors, watchResources];
    if (breadcrumbs || lines)
      watchers.push((to) => watchConsole(to, breadcrumbs, lines === true ? ['error', 'warn'] : lines || []));
    if (breadcrumbs) watchers.push(watchClicks, watchNavigation, watchRequests);
    // Not everything is everywhere: a service worker has no XMLHttpRequest.
    for (const watch of watchers) tracker.guarded(watch)(tracker);
    return tracker;
  });
}

function ownSink({ endpoint, key, service, release, environment, consent }: BrowserErrorsOptions): Sink {
  if (!endpoint || !service) throw new TypeError('start(): give endpoint and service, or client, logger or emit');
  const client = createClient({
    endpoint,
    ...(key && { key }),
    ...(consent && { consent }),
    resource: {
      [ATTR_SERVICE_NAME]: service,
      [ATTR_SERVICE_VERSION]: release,
      [ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: environment,
      [ATTR_USER_AGENT_ORIGINAL]: navigator.userAgent,
    },
  });
  return { ...client, close: () => client.shutdown() };
}
