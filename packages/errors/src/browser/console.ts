import { EVENT_SIGHTGLASS_CONSOLE } from '@sightglass/api/semconv';
import { describe } from '../describe.ts';
import type { Level } from '../event.ts';
import { SEVERITIES } from '../record.ts';
import type { Capturer } from '../tracker.ts';
import { wrap } from './watch.ts';

const LEVELS: Readonly<Record<string, Level>> = {
  debug: 'debug',
  log: 'info',
  info: 'info',
  warn: 'warning',
  error: 'error',
};

/** Makes a breadcrumb of each line, and an event of those of `captured`: an exception where an error is among what is printed. */
export function watchConsole(tracker: Capturer, captured: readonly string[]): void {
  for (const [name, level] of Object.entries(LEVELS)) {
    wrap(tracker, console, name, (given) => {
      const values = given.map((value) => describe(value));
      const body = values
        .map(({ type, message, stacktrace }) => (stacktrace ? `${type}: ${message}` : message))
        .join(' ');
      if (captured.includes(name)) {
        const error = given[values.findIndex(({ stacktrace }) => stacktrace)];
        if (error) tracker.capture(error, { level, mechanism: 'console' }, () => '');
        else
          tracker.emit(
            { eventName: EVENT_SIGHTGLASS_CONSOLE, severityNumber: SEVERITIES[level], body },
            body.replace(/\d+/g, ''),
          );
      }
      tracker.addBreadcrumb({ category: 'console', level, message: body });
    });
  }
}
