import { format } from 'node:util';
import type { Level } from '../event.ts';
import type { Capturer } from '../tracker.ts';
import { listenToChannel } from './listen.ts';

const MAX_TEXT = 1024;
/** Values of one line that are told. */
const MAX_VALUES = 10;

const LEVELS: Readonly<Record<string, Level>> = {
  debug: 'debug',
  log: 'info',
  info: 'info',
  warn: 'warning',
  error: 'error',
};

/**
 * Makes a breadcrumb of each line of the console. Nothing is wrapped: Node tells of them by itself, from version 22 on; before, there are none.
 */
export function watchConsole(tracker: Capturer): void {
  let isWriting = false;
  for (const [name, level] of Object.entries(LEVELS)) {
    listenToChannel(tracker, `console.${name}`, (given) => {
      // What shows a value may write to the console itself.
      if (isWriting || !Array.isArray(given)) return;
      isWriting = true;
      try {
        tracker.addBreadcrumb({ category: 'console', level, message: textOf(given) });
      } finally {
        isWriting = false;
      }
    });
  }
}

function textOf(given: readonly unknown[]): string {
  const values = given
    .slice(0, MAX_VALUES)
    .map((value) => (typeof value === 'string' ? value.slice(0, MAX_TEXT) : value));
  return values.length === 1 && typeof values[0] === 'string' ? values[0] : format(...values).slice(0, MAX_TEXT);
}
