import type { Page } from '../capture.ts';

/** Resolves when the page has nothing else to do, after two seconds at the latest. */
export function whenIdle(page: Page): Promise<void> {
  return new Promise((resolve) => {
    // Safari has none.
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: 2000 });
    else page.after(50, resolve);
  });
}
