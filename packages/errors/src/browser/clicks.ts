import type { Capturer } from '../tracker.ts';
import { pathOf } from './element.ts';
import { listen } from './watch.ts';

/** Makes a breadcrumb of each click: where, not what is written there. */
export function watchClicks(tracker: Capturer): void {
  listen(tracker, globalThis, 'click', (event) => {
    const [target] = event.composedPath();
    if (target instanceof Element) tracker.addBreadcrumb({ category: 'click', message: pathOf(target) });
  });
}
