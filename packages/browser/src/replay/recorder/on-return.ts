import type { Page } from '../../capture.ts';

const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart', 'scroll'];

/** Calls back once, when somebody does something with the page again. */
export function onReturn(page: Page, run: () => void): void {
  const heard = new AbortController();
  const { signal } = heard;
  for (const type of SIGNS) {
    page.listen(
      globalThis,
      type,
      () => {
        if (signal.aborted) return;
        heard.abort();
        run();
      },
      { signal },
    );
  }
  page.onStop(() => heard.abort());
}
