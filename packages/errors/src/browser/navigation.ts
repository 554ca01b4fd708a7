import type { Capturer } from '../tracker.ts';
import { listen, wrap } from './watch.ts';

/** Makes a breadcrumb of each change of the page's address. */
export function watchNavigation(tracker: Capturer): void {
  let from = location.href;
  const look = (): void => {
    const to = location.href;
    if (to !== from) tracker.addBreadcrumb({ category: 'navigation', message: `${from} to ${to}` });
    from = to;
  };
  if ('navigation' in globalThis) {
    listen(tracker, navigation, 'currententrychange', look);
    return;
  }
  for (const name of ['pushState', 'replaceState']) wrap(tracker, history, name, () => look);
  listen(tracker, globalThis, 'popstate', look);
}
