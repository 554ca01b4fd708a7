import {
  ATTR_BROWSER_DOCUMENT_URL_FULL,
  ATTR_SIGHTGLASS_RESOURCE_ELEMENT,
  ATTR_SIGHTGLASS_RESOURCE_KIND,
  ATTR_URL_FULL,
  EVENT_SIGHTGLASS_RESOURCE_FAILED,
} from '@sightglass/api/semconv';
import { cut, read } from '../bounded.ts';
import { SEVERITIES } from '../record.ts';
import type { Capturer } from '../tracker.ts';
import { pathOf } from './element.ts';
import { listen } from './watch.ts';

/**
 * Captures what nobody caught, and resources that did not load. The page's own handlers are called, and the console written to, as before. What is
 * returned captures events that somebody kept before.
 */
export function watchErrors(tracker: Capturer): (event: Event) => void {
  const look = tracker.guarded((event: Event): void => {
    const { target, type } = event;
    if (event instanceof ErrorEvent) {
      const { error, message, filename, lineno, colno } = event;
      // Of an error of a foreign script, and of `throw undefined`, only the message is told.
      const thrown: unknown = error ?? { name: 'Error', message };
      captureUncaught(thrown, 'onerror', `    at ${filename}:${lineno}:${colno}`);
    } else if (type !== 'error') captureUncaught(read(event, 'reason'), type, '');
    else if (target !== globalThis && target instanceof Element) tellResource(tracker, target);
  });
  listen(tracker, globalThis, 'error', look);
  listen(tracker, globalThis, 'unhandledrejection', look);
  return look;

  function captureUncaught(thrown: unknown, mechanism: string, place: string): void {
    tracker.capture(thrown, { level: 'error', handled: false, mechanism }, () => place);
  }
}

function tellResource(tracker: Capturer, element: Element): void {
  const url = cut(read(element, 'src') ?? read(element, 'href'));
  const attributes = {
    [ATTR_URL_FULL]: url,
    [ATTR_BROWSER_DOCUMENT_URL_FULL]: cut(location.href),
    [ATTR_SIGHTGLASS_RESOURCE_KIND]: element.localName,
    [ATTR_SIGHTGLASS_RESOURCE_ELEMENT]: pathOf(element),
  };
  tracker.emit({ eventName: EVENT_SIGHTGLASS_RESOURCE_FAILED, severityNumber: SEVERITIES.warning, attributes }, url);
}
