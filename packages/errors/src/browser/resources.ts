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

/** Captures resources that do not load, by the elements that wanted them. What is returned captures events that somebody kept before. */
export function watchResources(tracker: Capturer): (event: Event) => void {
  const look = tracker.guarded(({ target, timeStamp }: Event): void => {
    // Errors of scripts, and rejections that were kept, are the window's; a worker has nothing else.
    if (target === globalThis || !(target instanceof Element)) return;
    const url = cut(read(target, 'src') ?? read(target, 'href'));
    const record = {
      time: Date.now() - performance.now() + timeStamp,
      eventName: EVENT_SIGHTGLASS_RESOURCE_FAILED,
      severityNumber: SEVERITIES.warning,
      attributes: {
        [ATTR_URL_FULL]: url,
        [ATTR_BROWSER_DOCUMENT_URL_FULL]: cut(location.href),
        [ATTR_SIGHTGLASS_RESOURCE_KIND]: target.localName,
        [ATTR_SIGHTGLASS_RESOURCE_ELEMENT]: pathOf(target),
      },
    };
    tracker.emit(record, url);
  });
  listen(tracker, globalThis, 'error', look);
  return look;
}
