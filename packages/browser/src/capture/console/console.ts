import { currentTracker, keepSteps, watchConsole } from '@sightglass/errors/browser/internal';
import type { Capture } from '../../capture.ts';

/** Which lines of the console are sent. */
export interface ConsoleOptions {
  /** Sends these, too: `debug`, `log`, `info`, `warn`, `error`; true for `warn` and `error`. @defaultValue false */
  readonly send?: boolean | readonly string[] | undefined;
}

/**
 * Lines of the console as steps that may lead to an error, and as events where that is asked for: an exception where an error is among what is
 * printed. What is printed stays as it is. Belongs behind `errors()`, without which it does nothing.
 */
export function consoleLines({ send = false }: ConsoleOptions = {}): Capture {
  return {
    name: 'console',
    start() {
      keepSteps();
      const tracker = currentTracker();
      if (tracker) watchConsole(tracker, true, send === true ? ['error', 'warn'] : send || []);
    },
  };
}
