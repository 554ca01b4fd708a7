import type { Capturer } from '../tracker.ts';
import { listen } from './watch.ts';

/** Makes a breadcrumb of each change of the page's address. */
export function watchNavigation(tracker: Capturer): void {
  let from = location.href;
  const look = (): void => {
    const to = location.href;
    if (to !== from) tracker.addBreadcrumb({ category: 'navigation', message: `${from} to ${to}` });
    from = to;
  };
  // Without a Navigation API only back and forward are told; to see the others, `history` would have to be wrapped.
  if ('navigation' in globalThis) listen(tracker, navigation, 'currententrychange', look);
  else listen(tracker, globalThis, 'popstate', look);
}
