import type { Page } from '../../capture.ts';
import { wrap } from '../../page/wrap.ts';

/** What makes another view when it changes: the path, or a fragment that is one, as in `/#/cart?q=1`. */
function placeOf({ pathname, hash }: Location): string {
  const [path = ''] = /^#!?\/[^?]*/.exec(hash) ?? [];
  return pathname + path;
}

/** Tells when the program shows another place without loading a page, and since when (milliseconds since the Unix epoch). */
export function watchAddress(page: Page, changed: (start: number) => void): void {
  let place = placeOf(location);
  const look = (start: number): void => {
    const now = placeOf(location);
    if (now === place) return;
    place = now;
    changed(start);
  };
  if ('navigation' in globalThis) {
    page.listen(navigation, 'currententrychange', ({ timeStamp }) => look(page.timeOf(timeStamp)));
    return;
  }
  for (const name of ['pushState', 'replaceState']) wrap(page, History.prototype, name, () => () => look(page.now()));
  for (const type of ['popstate', 'hashchange'])
    page.listen(globalThis, type, ({ timeStamp }) => look(page.timeOf(timeStamp)));
}
