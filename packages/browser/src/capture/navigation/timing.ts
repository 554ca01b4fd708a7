import {
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SIGHTGLASS_NAVIGATION_CONNECT_MS,
  ATTR_SIGHTGLASS_NAVIGATION_DNS_MS,
  ATTR_SIGHTGLASS_NAVIGATION_DOM_CONTENT_LOADED_MS,
  ATTR_SIGHTGLASS_NAVIGATION_DOM_INTERACTIVE_MS,
  ATTR_SIGHTGLASS_NAVIGATION_LOAD_MS,
  ATTR_SIGHTGLASS_NAVIGATION_REQUEST_MS,
  ATTR_SIGHTGLASS_NAVIGATION_RESPONSE_MS,
  EVENT_BROWSER_NAVIGATION_TIMING,
} from '@sightglass/api/semconv';
import type { Attributes, Scope } from '@sightglass/otlp';
import { attributesOfView } from '../../assemble/views.ts';
import type { Page } from '../../capture.ts';
import { loadEntry } from '../../page/load-entry.ts';
import type { LoadTiming } from '../../page/load-entry.ts';

/** Sends once where the time of the load went: when it is over, or with what is known when the page is left before. */
export function tellTiming(page: Page, scope: Scope): void {
  const view = page.view();
  let isTold = false;
  const tell = (): void => {
    const entry = loadEntry();
    if (isTold || !entry) return;
    isTold = true;
    const attributes = { ...attributesOfView(view), ...timesOf(entry) };
    page.addLog(scope, { eventName: EVENT_BROWSER_NAVIGATION_TIMING, attributes });
  };
  // The end of `load` is known after its last listener.
  const tellSoon = (): void => page.after(0, tell);
  if (document.readyState === 'complete') tellSoon();
  else page.listen(globalThis, 'load', tellSoon);
  page.on('leave', tell);
}

function timesOf(entry: LoadTiming): Attributes {
  const { activationStart = 0, requestStart, responseStart, responseEnd, responseStatus } = entry;
  /** Of a page that was prerendered, what the person who came to it waited for. */
  const since = (time: number): number | undefined => (time > 0 ? Math.max(0, time - activationStart) : undefined);
  const between = (from: number, to: number): number | undefined => (to > 0 ? to - from : undefined);
  return {
    [ATTR_HTTP_RESPONSE_STATUS_CODE]: responseStatus || undefined,
    [ATTR_SIGHTGLASS_NAVIGATION_DNS_MS]: between(entry.domainLookupStart, entry.domainLookupEnd),
    [ATTR_SIGHTGLASS_NAVIGATION_CONNECT_MS]: between(entry.connectStart, entry.connectEnd),
    [ATTR_SIGHTGLASS_NAVIGATION_REQUEST_MS]: between(requestStart, responseStart),
    [ATTR_SIGHTGLASS_NAVIGATION_RESPONSE_MS]: between(responseStart, responseEnd),
    [ATTR_SIGHTGLASS_NAVIGATION_DOM_INTERACTIVE_MS]: since(entry.domInteractive),
    [ATTR_SIGHTGLASS_NAVIGATION_DOM_CONTENT_LOADED_MS]: since(entry.domContentLoadedEventEnd),
    [ATTR_SIGHTGLASS_NAVIGATION_LOAD_MS]: since(entry.loadEventEnd),
  };
}
