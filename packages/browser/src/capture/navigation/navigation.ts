import {
  ATTR_SIGHTGLASS_NAVIGATION_TYPE,
  ATTR_SIGHTGLASS_REFERRER,
  EVENT_BROWSER_NAVIGATION,
  SCOPE_BROWSER,
} from '@sightglass/api/semconv';
import type { Scope } from '@sightglass/otlp';
import { routeOf } from '../../assemble/route.ts';
import type { Capture, Page } from '../../capture.ts';
import { watchAddress } from './address.ts';
import { loadEntry } from '../../page/load-entry.ts';
import { addBreadcrumb } from '../../steps.ts';
import { tellTiming } from './timing.ts';

const SCOPE: Scope = { name: `${SCOPE_BROWSER}/navigation` };
/** Routers name the route of a view some time after the address has changed. */
const NAMING_MS = 1000;
/** Types of the browser that have another name here. https://www.w3.org/TR/navigation-timing-2/#dom-navigationtimingtype */
const TYPES: Readonly<Record<string, string>> = { navigate: 'load' };

/**
 * Page views, an event `browser.navigation` each: the load, changes of the path by the program (Navigation API, else History) or of a fragment
 * that is a path (`#/cart`), the return from the back/forward cache, the activation of a prerendered page; another session on a page that was
 * open begins one, too. And an event `browser.navigation_timing` of the load.
 *
 * A view is told a second after it began, or when the page is left if that is sooner: the name of its route is known by then.
 */
export function navigation(): Capture {
  return {
    name: 'navigation',
    start(page) {
      // A worker shows nothing.
      if (!('document' in globalThis)) return;
      const tell = teller(page);
      const { type, activationStart = 0 } = loadEntry() ?? {};
      const loadType = activationStart > 0 ? 'prerender' : (TYPES[type ?? ''] ?? type ?? 'load');
      tell.view(loadType, page.redact(document.referrer));
      tellTiming(page, SCOPE);

      const begin = (type: string, start: number, referrer?: string): void => {
        tell.now();
        page.beginView(type, start);
        nameHashRoute(page);
        tell.view(type, referrer);
      };
      nameHashRoute(page);
      watchAddress(page, (start) => begin('spa', start, page.view().url));
      page.listen(globalThis, 'pageshow', (event) => {
        if (event instanceof PageTransitionEvent && event.persisted) begin('bfcache', page.timeOf(event.timeStamp));
      });
      let hadSession = page.session() !== undefined;
      page.on('session', () => {
        // A view that has just begun is the first of the session.
        if (hadSession && !tell.isPending()) begin('resume', page.now());
        hadSession = true;
      });
      page.on('view', ({ url }) => addBreadcrumb({ category: 'navigation', message: url }));
      page.on('leave', () => tell.now());
    },
  };
}

/** Sends views a little later than they begin. */
interface Teller {
  view(type: string, referrer?: string): void;
  /** Sends what is still to be sent. */
  now(): void;
  isPending(): boolean;
}

function teller(page: Page): Teller {
  let pending: (() => void) | undefined;
  const now = (): void => {
    const send = pending;
    pending = undefined;
    send?.();
  };
  return {
    now,
    isPending: () => pending !== undefined,
    view(type, referrer) {
      const { start: time } = page.view();
      const attributes = {
        [ATTR_SIGHTGLASS_NAVIGATION_TYPE]: type,
        [ATTR_SIGHTGLASS_REFERRER]: referrer || undefined,
      };
      const send = (): void => page.addLog(SCOPE, { time, eventName: EVENT_BROWSER_NAVIGATION, attributes });
      pending = send;
      page.after(NAMING_MS, () => {
        if (pending === send) now();
      });
    },
  };
}

/** Of an address such as `/#/product/42?q=1` the route is `/#/product/:id`. */
function nameHashRoute(page: Page): void {
  const [, path] = /^#(!?\/[^?]*)/.exec(location.hash) ?? [];
  if (path !== undefined) page.setRoute(`${routeOf(location.pathname)}#${routeOf(path)}`);
}
