import { read } from '../bounded.ts';
import type { Capturer } from '../tracker.ts';
import { listen } from './watch.ts';

/**
 * Captures what nobody caught. The page's own handlers are called, and the console written to, as before. What is returned captures events that
 * somebody kept before.
 */
export function watchErrors(tracker: Capturer): (event: Event) => void {
  const look = tracker.guarded((event: Event): void => {
    const { type } = event;
    if (event instanceof ErrorEvent) {
      const { error, message, filename, lineno, colno } = event;
      // Of an error of a foreign script, and of `throw undefined`, only the message is told.
      const thrown: unknown = error ?? { name: 'Error', message };
      captureUncaught(thrown, 'onerror', `    at ${filename}:${lineno}:${colno}`);
      // What else is called an error is of an element that did not load.
    } else if (type !== 'error') captureUncaught(read(event, 'reason'), type, '');
  });
  for (const type of ['error', 'unhandledrejection']) listen(tracker, globalThis, type, look);
  return look;

  function captureUncaught(thrown: unknown, mechanism: string, place: string): void {
    tracker.capture(thrown, { level: 'error', handled: false, mechanism }, () => place);
  }
}
