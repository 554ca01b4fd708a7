import type { Page } from '../capture.ts';

let running: Page | undefined;

/** Says which page is monitored now, or that none is: what programs call finds it there. */
export function setRunning(page: Page | undefined): void {
  running = page;
}

/** The page that is monitored; undefined before the start and after the stop. */
export function runningPage(): Page | undefined {
  return running;
}
